import type { FederatedRecord } from "../backends/federated.ts";
import type { Environment } from "../fleet.ts";
import { argocdNamespaces } from "./namespaces.ts";

/**
 * Namespaces that Argo CD may write to once more: of workloads that it has carried out by the last run of the
 * environment's stack, and is to carry out no more. Without them it could not delete what it has deployed there.
 *
 * @param record What that stack has written down.
 */
export function leavingNamespaces(environment: Environment, record: FederatedRecord): string[] {
  if (environment.gitops === undefined) return [];
  const declared = new Set(argocdNamespaces(environment));
  return (record.applicationset?.namespaces ?? []).filter((namespace) => !declared.has(namespace));
}

/** The environment with these namespaces as if they were declared for Argo CD. */
export function withNamespaces(environment: Environment, namespaces: readonly string[]): Environment {
  const { gitops } = environment;
  if (gitops === undefined || namespaces.length === 0) return environment;
  return { ...environment, gitops: { ...gitops, namespaces: [...gitops.namespaces, ...namespaces] } };
}

/** In words, what another run will let go of. */
export function describeLeaving(namespaces: readonly string[]): string[] {
  return namespaces.map((namespace) => `${namespace} (namespace, until Argo CD has let go of it)`);
}
