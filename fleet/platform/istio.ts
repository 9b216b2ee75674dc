import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import { istioCharts } from "./istio/charts.ts";
import { ISTIO_NAMESPACE, ISTIO_NODE_NAMESPACE, NETWORK_LABEL } from "./istio/names.ts";
import { gatewayObjects, meshConfigMap } from "./istio/objects.ts";
import type { SystemNamespace, SystemPlan } from "./system.ts";

/** Istio on one cluster: a primary of a multi-primary mesh, on one network or several. */
export function istioPlan(cluster: Cluster, environment: Environment): SystemPlan | undefined {
  const { mesh } = environment;
  if (mesh?.kind !== "istio") return undefined;
  // By this label istiod knows the network of its own cluster, and its peers' that of theirs.
  const control: SystemNamespace = {
    name: ISTIO_NAMESPACE,
    podSecurity: "restricted",
    labels: { [NETWORK_LABEL]: cluster.network },
  };
  const gateways = gatewayObjects(cluster, environment, mesh);
  // No chart of Istio brings the Gateway API.
  const gatewayApi = mesh.profile === "ambient" ? (["gateway-api"] as const) : [];
  if (installModeOf(cluster, environment) === "api") {
    return {
      system: "istio",
      namespaces: [control],
      apis: ["istio", ...gatewayApi],
      charts: [],
      objects: [meshConfigMap(environment, mesh), ...gateways],
    };
  }
  return {
    system: "istio",
    namespaces: [control, { name: ISTIO_NODE_NAMESPACE, podSecurity: "privileged" }],
    apis: gatewayApi,
    charts: istioCharts(cluster, environment, mesh),
    objects: gateways,
  };
}
