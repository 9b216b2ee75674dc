import { existsSync } from "node:fs";
import path from "node:path";
import { resolveFleet, type Cluster } from "../../fleet.ts";
import { selects } from "../../selectors.ts";
import { isLocal } from "../../gitops/repository.ts";
import { suggest } from "../nearest.ts";
import type { Application, Gitops } from "../platform-schema.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";
import { namesIn } from "./declared.ts";

/** What Argo CD is to deploy: into namespaces that it has rights to, to clusters that there are, from paths that there are. */
export function checkGitops(declaration: Declaration, root: string): PathProblem[] {
  const { environments } = resolveFleet({ ...declaration, workloads: {} });
  return environments.flatMap(({ name, gitops, clusters: active, tombstoned }) => {
    if (gitops === undefined) return [];
    // A cluster that is gone for good may still be named: it is left out where applications are made.
    const clusters = [...active, ...tombstoned];
    return Object.entries(gitops.applications).flatMap(([applicationName, application]) =>
      [
        ...checkNamespace(applicationName, application, gitops),
        ...checkClusters(application, name, clusters),
        ...checkFolder(application, gitops, root),
      ].map((problem) => ({
        ...problem,
        path: ["environments", name, "gitops", "applications", applicationName, ...problem.path],
      })),
    );
  });
}

function checkNamespace(name: string, application: Application, gitops: Gitops): PathProblem[] {
  const { namespaces, rights } = gitops;
  const { namespace = name } = application;
  if (rights === "cluster-admin" || namespaces.includes(namespace)) return [];
  const message = `deploys into namespace "${namespace}", to which Argo CD gets no rights`;
  return application.namespace === undefined
    ? [{ path: [], onKey: true, message, hint: `add it to gitops.namespaces: [${namespaces.join(", ")}]` }]
    : [{ path: ["namespace"], message, hint: suggest(namespace, namespaces) }];
}

/** A name that is not known leaves a selector without clusters: then the name is the problem to report. */
function checkClusters(
  application: Application,
  environment: string,
  declared: readonly Cluster[],
): PathProblem[] {
  const unknown = checkNames(application, environment, declared);
  return unknown.length > 0 ? unknown : checkSelection(application, declared);
}

function checkNames(
  { clusters, waves }: Application,
  environment: string,
  declared: readonly Cluster[],
): PathProblem[] {
  const names = new Set(declared.map(({ name }) => name));
  const named = [
    ...namesIn(clusters, ["clusters"]),
    ...waves.flatMap((wave, index) => namesIn(wave, ["waves", index])),
  ];
  return named
    .filter(({ name }) => !names.has(name))
    .map(({ name, path }) => {
      const message = `there is no cluster "${name}" in environment ${environment}`;
      return { path, message, hint: suggest(name, names) };
    });
}

/** A selector that takes nothing is a mistake in a label more often than an application that nobody is to have. */
function checkSelection({ clusters, waves }: Application, declared: readonly Cluster[]): PathProblem[] {
  const chosen = declared.filter((cluster) => selects(clusters, cluster));
  const empty = (path: readonly PropertyKey[], message: string): PathProblem => {
    const hint = "npx fleet graph shows them; labels are those of region and cluster";
    return { path, message, hint };
  };
  if (chosen.length === 0) return [empty(["clusters"], "selects no cluster")];
  return waves.flatMap((wave, index) =>
    chosen.some((cluster) => selects(wave, cluster))
      ? []
      : [empty(["waves", index], "selects none of the application's clusters")],
  );
}

/** Only of the project itself can it be said what is in it; other repositories are asked by Argo CD. */
function checkFolder({ path: folder }: Application, { repo }: Gitops, root: string): PathProblem[] {
  const problem = { path: ["path"], hint: "expected a folder of the repository" };
  const normal = path.posix.normalize(folder);
  if (path.posix.isAbsolute(normal) || normal === ".." || normal.startsWith("../"))
    return [{ ...problem, message: `"${folder}" leads out of the repository` }];
  if (!isLocal(repo) || path.posix.normalize(repo) !== "." || existsSync(path.join(root, folder))) return [];
  return [{ ...problem, message: `there is no "${folder}" in this project` }];
}
