import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import type { SystemPlan } from "./system.ts";

/** Argo CD, on the hub only: it reaches the other clusters from there. */
export function argocdPlan(cluster: Cluster, environment: Environment): SystemPlan | undefined {
  if (environment.gitops === undefined || cluster.name !== environment.hub) return undefined;
  const mode = installModeOf(cluster, environment);
  return {
    system: "argocd",
    namespaces: [{ name: "argocd", podSecurity: "restricted" }],
    apis: mode === "api" ? ["argo-cd"] : [],
    charts: [],
    objects: [],
  };
}
