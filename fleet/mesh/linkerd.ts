import type { LinkerdMesh } from "../declaration/platform-schema.ts";
import type { KubernetesObject } from "../manifests.ts";

export const LINKERD_NAMESPACE = "linkerd";
export const MULTICLUSTER_NAMESPACE = "linkerd-multicluster";

/** The DNS domain inside a cluster. Linkerd takes this one unless told otherwise, and so does Kubernetes. */
export const CLUSTER_DOMAIN = "cluster.local";

/** Through which labels a Service is offered to other clusters: linkerd2, pkg/k8s/labels.go. */
const EXPORT_LABELS: Readonly<Record<LinkerdMesh["mode"], Readonly<Record<string, string>>>> = {
  gateway: { "mirror.linkerd.io/exported": "true" },
  flat: { "mirror.linkerd.io/exported": "remote-discovery" },
  federated: { "mirror.linkerd.io/federated": "member" },
};

/** Only this mode reaches another network; the others go from pod to pod. */
export function usesGateway({ mode }: LinkerdMesh): boolean {
  return mode === "gateway";
}

/** The labels that offer a Service to the other clusters of the mesh. */
export function exportLabels({ mode }: LinkerdMesh): Readonly<Record<string, string>> {
  return EXPORT_LABELS[mode];
}

/**
 * A Link: what the service mirror of one cluster does with the exported services of another. All values are texts
 * (linkerd2, controller/gen/apis/link/v1alpha3/types.go); what they are follows multicluster/cmd/link-gen.go.
 *
 * @param gateway Addresses of the target's gateway; a Link in gateway mode mirrors nothing before it has any.
 */
export function linkObject(
  target: string,
  credentials: string,
  mesh: LinkerdMesh,
  gateway: readonly string[] | undefined,
): KubernetesObject {
  return {
    apiVersion: "multicluster.linkerd.io/v1alpha3",
    kind: "Link",
    metadata: { name: target, namespace: MULTICLUSTER_NAMESPACE },
    spec: {
      targetClusterName: target,
      targetClusterDomain: CLUSTER_DOMAIN,
      targetClusterLinkerdNamespace: LINKERD_NAMESPACE,
      clusterCredentialsSecret: credentials,
      ...(usesGateway(mesh) && gateway !== undefined ? gatewaySpec(mesh, gateway) : {}),
      // One that is not set selects nothing, in every version; upstream's tool writes these two all the same.
      remoteDiscoverySelector: { matchLabels: EXPORT_LABELS.flat },
      federatedServiceSelector: { matchLabels: EXPORT_LABELS.federated },
    },
  };
}

/** The ports and the probe are those of the chart's defaults: multicluster/charts/linkerd-multicluster/values.yaml. */
function gatewaySpec({ trustDomain }: LinkerdMesh, addresses: readonly string[]): Record<string, unknown> {
  return {
    gatewayAddress: addresses.join(","),
    gatewayPort: "4143",
    gatewayIdentity: `linkerd-gateway.${MULTICLUSTER_NAMESPACE}.serviceaccount.identity.${LINKERD_NAMESPACE}.${trustDomain}`,
    probeSpec: { path: "/ready", port: "4191", period: "3s", timeout: "30s", failureThreshold: "3" },
    selector: { matchLabels: EXPORT_LABELS.gateway },
  };
}
