import path from "node:path";
import { LOCAL_KUBERNETES } from "../../kubernetes-versions.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { ClusterDeclaration, Declaration, EnvironmentDeclaration } from "../schema.ts";
import { declaredClusters } from "./declared.ts";

/** The hub of each environment, and what a cluster says about how it comes to be. */
export function checkClusters({ environments }: Declaration): PathProblem[] {
  return Object.entries(environments).flatMap(([name, environment]) => [
    ...checkHub(name, environment),
    ...declaredClusters(name, environment).flatMap((cluster) => [
      ...checkVersion(cluster.declaration, cluster.path),
      ...checkKubeconfig(cluster.declaration, cluster.path),
    ]),
  ]);
}

function checkHub(name: string, environment: EnvironmentDeclaration): PathProblem[] {
  const names = declaredClusters(name, environment).map((cluster) => cluster.name);
  if (names.includes(environment.hub)) return [];
  const message = `there is no cluster "${environment.hub}" in environment ${name}`;
  return [{ path: ["environments", name, "hub"], message, hint: suggest(environment.hub, names) }];
}

/** A cluster that exists has the version it has; a local one has that of the toolchain, and can have no other. */
function checkVersion({ provisioner, version }: ClusterDeclaration, at: readonly string[]): PathProblem[] {
  if (version === undefined || provisioner.kind === "existing") return [];
  if (version === LOCAL_KUBERNETES || LOCAL_KUBERNETES.startsWith(`${version}.`)) return [];
  const message = `a cluster of kind ${provisioner.kind} does not run Kubernetes ${version}`;
  return [{ path: [...at, "version"], message, hint: `it runs ${LOCAL_KUBERNETES}` }];
}

function checkKubeconfig({ provisioner }: ClusterDeclaration, at: readonly string[]): PathProblem[] {
  if (provisioner.kind !== "existing" || provisioner.kubeconfig === undefined) return [];
  const file = provisioner.kubeconfig;
  const problem = {
    path: [...at, "provisioner", "kubeconfig"],
    hint: "expected a path inside the project, or an absolute one",
  };
  if (file.startsWith("~")) return [{ ...problem, message: `~ is not expanded in "${file}"` }];
  const normal = path.posix.normalize(file);
  if (path.isAbsolute(file) || !(normal === ".." || normal.startsWith("../"))) return [];
  return [{ ...problem, message: `"${file}" leads out of the project` }];
}
