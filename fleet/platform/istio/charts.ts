import type { IstioMesh } from "../../declaration/platform-schema.ts";
import type { Cluster, Environment } from "../../fleet.ts";
import type { ChartPlan } from "../system.ts";
import { hasSeveralNetworks, meshConfig, meshNetworks } from "./mesh-config.ts";
import { EAST_WEST_GATEWAY, ISTIO_NAMESPACE, ISTIO_NODE_NAMESPACE } from "./names.ts";

/** Without it a pod is refused in a `restricted` namespace, and no chart of Istio sets it. */
const RUNTIME_DEFAULT = { type: "RuntimeDefault" };

/**
 * On a first installation the charts let writes pass while nobody answers the webhook that validates them; on an
 * upgrade they say nothing, and Kubernetes' default is to refuse (`.Release.IsUpgrade` in base and istiod,
 * templates/*validatingwebhookconfiguration.yaml). Then a changed value would lock out every write of an Istio object
 * until istiod is back. istiod itself turns it to `Fail` once it is ready.
 */
const VALIDATION = { base: { validationFailurePolicy: "Ignore" } };

/** The charts of Istio 1.30 for one cluster, in the order in which they build on each other. */
export function istioCharts(cluster: Cluster, environment: Environment, mesh: IstioMesh): ChartPlan[] {
  const charts = [
    plan("base", "istio-base", ISTIO_NAMESPACE, VALIDATION),
    plan("istiod", "istiod", ISTIO_NAMESPACE, istiodValues(cluster, environment, mesh)),
    plan("cni", "istio-cni", ISTIO_NODE_NAMESPACE, cniValues(mesh)),
  ];
  if (mesh.profile === "ambient")
    // Its gateway is an object of the Gateway API: istiod makes the rest of it.
    return [...charts, plan("ztunnel", "ztunnel", ISTIO_NODE_NAMESPACE, ztunnelValues(cluster))];
  if (!hasSeveralNetworks(environment)) return charts;
  return [...charts, plan("gateway", EAST_WEST_GATEWAY, ISTIO_NAMESPACE, gatewayValues(cluster))];
}

function plan(
  chart: string,
  release: string,
  namespace: string,
  values: Readonly<Record<string, unknown>>,
): ChartPlan {
  return { chart, release, namespace, values };
}

/** manifests/charts/istio-control/istio-discovery/values.yaml */
function istiodValues(cluster: Cluster, environment: Environment, mesh: IstioMesh): Record<string, unknown> {
  const { name, network, simulated } = cluster;
  const ambient = mesh.profile === "ambient";
  return {
    ...(ambient ? { profile: "ambient", trustedZtunnelNamespace: ISTIO_NODE_NAMESPACE } : {}),
    ...VALIDATION,
    global: {
      meshID: mesh.meshId,
      // Peers know the cluster by this name: it is the key in their remote secrets.
      multiCluster: { clusterName: name },
      network,
      meshNetworks: meshNetworks(environment),
      // The injector refuses pods while nobody answers for it (`failurePolicy: Fail`, hard-wired), which on a cluster
      // that runs nothing is for ever: its own gateway could not start.
      operatorManageWebhooks: simulated,
      proxy: { seccompProfile: RUNTIME_DEFAULT },
    },
    meshConfig: meshConfig(mesh),
    // The CNI agent redirects traffic; else each pod does it itself, with rights that `restricted` and `baseline` deny.
    cni: { enabled: true },
    env: istiodEnvironment(mesh),
    seccompProfile: RUNTIME_DEFAULT,
    gateways: { seccompProfile: RUNTIME_DEFAULT },
  };
}

/**
 * Settings of istiod that have no value of their own (istio, pilot/pkg/features).
 *
 * An istiod that may not read the Secrets of its peers never calls them synced, though it has all their endpoints: it
 * waits for the Secrets until this timeout each time it starts, 30 s by default. Istio 1.31 has a switch for exactly
 * this case, PILOT_ENABLE_REMOTE_CREDENTIALS_CONTROLLER; set to false it ends istiod (nil dereference in
 * CredentialsController.HasSynced, seen with eed52ebb66ad), so it is left alone.
 */
export function istiodEnvironment({ profile, rights }: IstioMesh): Record<string, string> {
  return {
    ...(profile === "ambient" ? { AMBIENT_ENABLE_MULTI_NETWORK: "true" } : {}),
    ...(rights === "reader" ? {} : { PILOT_REMOTE_CLUSTER_TIMEOUT: "5s" }),
  };
}

/** manifests/charts/istio-cni/values.yaml */
function cniValues({ profile }: IstioMesh): Record<string, unknown> {
  return profile === "ambient" ? { profile } : {};
}

/** manifests/charts/ztunnel/values.yaml */
function ztunnelValues({ name, network }: Cluster): Record<string, unknown> {
  return { multiCluster: { clusterName: name }, network, istioNamespace: ISTIO_NAMESPACE };
}

/** manifests/charts/gateway/values.yaml; the ports come with `networkGateway`. */
function gatewayValues({ network, simulated }: Cluster): Record<string, unknown> {
  return {
    networkGateway: network,
    // Where nobody gives out addresses a load balancer is never ready, and the release fails after five minutes.
    service: { type: simulated ? "NodePort" : "LoadBalancer" },
    // In place of the chart's own, so the chart's own has to be in it: the gateway listens on low ports.
    securityContext: {
      sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }],
      seccompProfile: RUNTIME_DEFAULT,
    },
  };
}
