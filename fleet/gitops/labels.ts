/*
 * Labels of Argo CD's objects. Cluster secrets carry every label that selectors of the declaration see, so that an
 * ApplicationSet and a placement mean the same by the same words.
 */

/** By this label Argo CD knows a cluster secret: argo-cd, docs/operator-manual/declarative-setup.md, "Clusters". */
export const CLUSTER_SECRET = { "argocd.argoproj.io/secret-type": "cluster" } as const;

/** On cluster secrets: the environment, for which the cluster generator selects. */
export const ENVIRONMENT_LABEL = "archipelago/environment";

/** On Applications: the application in the declaration, and the cluster it is for. */
export const APPLICATION_LABEL = "archipelago/application";
export const CLUSTER_LABEL = "archipelago/cluster";

/** A label of a cluster as a label of its secret. One with a prefix of its own keeps its name. */
export function memberLabel(key: string): string {
  return key.includes("/") ? key : `archipelago/${key}`;
}
