import path from "node:path";
import { LOCAL_KUBERNETES } from "../../kubernetes-versions.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { ClusterDeclaration, Declaration, EnvironmentDeclaration } from "../schema.ts";
import { declaredClusters, type DeclaredCluster } from "./declared.ts";

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
  const clusters = declaredClusters(name, environment);
  const names = clusters.map((cluster) => cluster.name);
  const hub = clusters.find((cluster) => cluster.name === environment.hub);
  if (hub?.declaration.state === "tombstoned") return [tombstonedHub(name, hub)];
  if (hub !== undefined) return [];
  const message = `there is no cluster "${environment.hub}" in environment ${name}`;
  return [{ path: ["environments", name, "hub"], message, hint: suggest(environment.hub, names) }];
}

/** Its control planes have to be somewhere else before it can be let go. */
function tombstonedHub(environment: string, { name, path }: DeclaredCluster): PathProblem {
  return {
    path: [...path, "state"],
    message: `"${name}" is the hub of environment ${environment}, and cannot be tombstoned`,
    hint: "move the hub first: name another cluster as hub, and bring the environment up",
    other: { path: ["environments", environment, "hub"] },
  };
}

/** A cluster that exists has the version it has; a local one has that of the toolchain, and can have no other. */
function checkVersion({ provisioner, version }: ClusterDeclaration, at: readonly string[]): PathProblem[] {
  if (version === undefined || provisioner.kind !== "kwok") return [];
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
