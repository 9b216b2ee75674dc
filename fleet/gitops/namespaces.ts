import type { Environment, Workload } from "../fleet.ts";

/** The workloads of an environment that Argo CD carries out. */
export function argocdWorkloads({
  gitops,
  workloads,
}: Pick<Environment, "gitops" | "workloads">): Workload[] {
  return gitops === undefined ? [] : workloads.filter(({ backend }) => backend === "applicationset");
}

/**
 * The namespaces that Argo CD reads and writes on its members: those that are declared for it, and those of the
 * workloads that it carries out. On every member: from one that is to carry a workload no more, it has to take it away.
 */
export function argocdNamespaces(environment: Pick<Environment, "gitops" | "workloads">): string[] {
  const own = argocdWorkloads(environment).map(({ namespace }) => namespace);
  return [...new Set([...(environment.gitops?.namespaces ?? []), ...own])];
}
