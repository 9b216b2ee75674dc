import { DECLARED } from "../declared-label.ts";
import type { Gitops } from "../declaration/platform-schema.ts";
import type { Environment } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { argocdNamespaces } from "./namespaces.ts";

/** Where Argo CD and its objects are, on the hub. */
export const ARGOCD_NAMESPACE = "argocd";

const API = "argoproj.io/v1alpha1";

/**
 * The project of an environment: from its repository, to its clusters and namespaces, and to nothing else. Argo CD
 * refuses an Application that asks for more, whoever wrote it.
 */
export function appProject(
  environment: Environment,
  { rights }: Gitops,
  repository: string,
): KubernetesObject {
  const { name, clusters } = environment;
  const everywhere = rights === "cluster-admin";
  const targets = everywhere ? ["*"] : argocdNamespaces(environment);
  return {
    apiVersion: API,
    kind: "AppProject",
    metadata: { name, namespace: ARGOCD_NAMESPACE, labels: DECLARED },
    spec: {
      description: `Applications of environment ${name}`,
      sourceRepos: [repository],
      destinations: clusters.flatMap((cluster) =>
        targets.map((namespace) => ({ name: cluster.name, namespace })),
      ),
      clusterResourceWhitelist: everywhere ? [{ group: "*", kind: "*" }] : [],
      namespaceResourceWhitelist: [{ group: "*", kind: "*" }],
    },
  };
}

/**
 * The project that every Application without one falls into. argocd-server makes it if it is missing, and then it
 * allows everything everywhere (argo-cd, util/settings and server/server.go, "default" project): this one allows nothing.
 */
export function defaultProject(): KubernetesObject {
  return {
    apiVersion: API,
    kind: "AppProject",
    metadata: { name: "default", namespace: ARGOCD_NAMESPACE, labels: DECLARED },
    spec: { description: "Nothing: every application has a project", sourceRepos: [], destinations: [] },
  };
}
