import type { Environment } from "./fleet.ts";
import { argocdNamespaces } from "./gitops/namespaces.ts";
import { provisionedNamespace, type CommonPad, type PadKind } from "./links.ts";

/** Nothing but who asks: every account that an API server knows may read which groups there are. */
const ANY_ACCOUNT = ["/api"];

/**
 * What the controller behind a kind of link lists at the target when it begins, as paths of the API server. Whoever
 * can read these with a token can use the link. Every path is covered by the rights of the kind, see `rightsOf`.
 */
export function listedThrough(kind: PadKind, environment: Environment): readonly string[] {
  const { gitops } = environment;
  const namespace = provisionedNamespace(kind);
  if (namespace !== undefined) return [`/apis/cluster.x-k8s.io/v1beta2/namespaces/${namespace}/clusters`];
  switch (kind as CommonPad) {
    case "istio":
      // istio, pilot/pkg/serviceregistry/kube/controller/controller.go: the informers of a remote registry.
      return [
        "/api/v1/namespaces",
        "/api/v1/services",
        "/api/v1/pods",
        "/api/v1/nodes",
        "/apis/discovery.k8s.io/v1/endpointslices",
      ];
    case "linkerd":
      // linkerd2, multicluster/service-mirror/cluster_watcher.go, and the destination controller of the source.
      return [
        "/api/v1/services",
        "/api/v1/endpoints",
        "/api/v1/pods",
        "/apis/discovery.k8s.io/v1/endpointslices",
      ];
    case "argocd":
      // gitops-engine, pkg/cache/cluster.go: all kinds, in the namespaces of the cluster secret if it has any.
      if (gitops?.rights === "cluster-admin") return ["/api/v1/namespaces", "/api/v1/configmaps"];
      return orElse(
        argocdNamespaces(environment).map((namespace) => `/api/v1/namespaces/${namespace}/configmaps`),
      );
    case "kubefed":
      // The first that it asks of a member is `/healthz`; what else it lists, its workloads decide.
      return ANY_ACCOUNT;
    case "karmada":
      // karmada, pkg/controllers/status/cluster_status_controller.go: what is free; then what it carries.
      return ["/api/v1/nodes", "/api/v1/pods", "/apis/apps/v1/deployments"];
    case "karmada-control":
      return ["/api/v1/namespaces/karmada-cluster/secrets"];
    case "hub":
      // Of the environment stack: what it keeps there is in Argo CD's namespace.
      return gitops === undefined ? ANY_ACCOUNT : ["/api/v1/namespaces/argocd/secrets"];
  }
}

function orElse(paths: readonly string[]): readonly string[] {
  return paths.length > 0 ? paths : ANY_ACCOUNT;
}
