import type { IstioMesh } from "../../declaration/platform-schema.ts";
import type { Cluster, Environment } from "../../fleet.ts";
import type { KubernetesObject } from "../../manifests.ts";
import { hasSeveralNetworks, meshConfig, meshNetworks } from "./mesh-config.ts";
import { EAST_WEST_GATEWAY, HBONE_PORT, ISTIO_NAMESPACE, NETWORK_LABEL, PASSTHROUGH_PORT } from "./names.ts";

/** What lets the other networks in; nothing where there is only one. */
export function gatewayObjects(
  cluster: Cluster,
  environment: Environment,
  mesh: IstioMesh,
): KubernetesObject[] {
  if (!hasSeveralNetworks(environment)) return [];
  return [mesh.profile === "ambient" ? hboneGateway(cluster) : crossNetworkGateway()];
}

/**
 * Passes TLS on to the service that its SNI names: `*.local` is every service of the mesh, and a sidecar at the other
 * end asks for a certificate of the mesh (istio.io, "Install Multi-Primary on different networks").
 */
function crossNetworkGateway(): KubernetesObject {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: { name: "cross-network-gateway", namespace: ISTIO_NAMESPACE },
    spec: {
      // As the chart labels the pods: the name of the release without `istio-` (gateway, templates/_helpers.tpl).
      selector: { istio: EAST_WEST_GATEWAY.replace("istio-", "") },
      servers: [
        {
          port: { number: PASSTHROUGH_PORT, name: "tls", protocol: "TLS" },
          tls: { mode: "AUTO_PASSTHROUGH" },
          hosts: ["*.local"],
        },
      ],
    },
  };
}

/** The same for ambient; istiod makes its Deployment and its Service (istio.io, ambient, "Install multi-primary multi-network"). */
function hboneGateway({ network }: Cluster): KubernetesObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: EAST_WEST_GATEWAY, namespace: ISTIO_NAMESPACE, labels: { [NETWORK_LABEL]: network } },
    spec: {
      gatewayClassName: "istio-east-west",
      listeners: [
        {
          name: "mesh",
          port: HBONE_PORT,
          protocol: "HBONE",
          tls: { mode: "Terminate", options: { "gateway.istio.io/tls-terminate-mode": "ISTIO_MUTUAL" } },
        },
      ],
    },
  };
}

/**
 * The settings that the chart of istiod would bring, where it is not installed. istiod reads them by this name, its own
 * and those of its peers (istio, pilot/pkg/serviceregistry/kube/controller/multicluster.go).
 */
export function meshConfigMap(environment: Environment, mesh: IstioMesh): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "istio", namespace: ISTIO_NAMESPACE },
    // JSON, which is YAML.
    data: {
      mesh: JSON.stringify(meshConfig(mesh)),
      meshNetworks: JSON.stringify({ networks: meshNetworks(environment) }),
    },
  };
}
