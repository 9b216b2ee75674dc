import type { IstioMesh } from "../../declaration/platform-schema.ts";
import { compare, type Cluster, type Environment } from "../../fleet.ts";
import { membersOf } from "../../links.ts";
import { PASSTHROUGH_PORT } from "./names.ts";

/**
 * What holds for the whole mesh on one cluster (istio, api/mesh/v1alpha1/config.proto). The same whether the chart of
 * istiod puts it into its ConfigMap or the program does.
 */
export function meshConfig({ meshId, trustDomain, profile }: IstioMesh): Record<string, unknown> {
  return {
    trustDomain,
    defaultConfig: { meshId, proxyMetadata: PROXY_METADATA[profile] },
    // Nearest first. It says nothing without an outlierDetection: that decides when "nearest" has failed.
    localityLbSetting: { enabled: true },
    ...(profile === "ambient" ? { serviceScopeConfigs: [GLOBAL_SERVICES] } : {}),
  };
}

/**
 * Sidecars answer DNS themselves: names that only the mesh knows have addresses, and services without one get one of
 * their own, so that two on the same port are told apart (istio.io, "DNS Proxying"). In ambient ztunnel does so by
 * itself; there it is the tunnel that has to be asked for, as the chart's own profile does (profile-ambient.yaml).
 */
const PROXY_METADATA: Readonly<Record<IstioMesh["profile"], Readonly<Record<string, string>>>> = {
  sidecar: { ISTIO_META_DNS_CAPTURE: "true", ISTIO_META_DNS_AUTO_ALLOCATE: "true" },
  ambient: { ISTIO_META_ENABLE_HBONE: "true" },
};

/** Label on a Service that other clusters of an ambient mesh may reach; all others stay local. */
export const GLOBAL_SERVICE_LABEL = "istio.io/global";

const GLOBAL_SERVICES = {
  servicesSelector: { matchExpressions: [{ key: GLOBAL_SERVICE_LABEL, operator: "In", values: ["true"] }] },
  scope: "GLOBAL",
};

/** Gateways of a network, for whoever is in another one (istio, api/mesh/v1alpha1/network.proto). */
interface Network {
  readonly endpoints: readonly { readonly fromRegistry: string }[];
  readonly gateways: readonly { readonly address: string; readonly port: number }[];
}

/**
 * The networks whose gateways have declared addresses. Those of load balancers are not here: istiod sees them at the
 * peers' Services. For ambient there is no such setting: the port for HBONE comes with a Service only
 * (istio, pilot/pkg/model/network.go).
 */
export function meshNetworks(environment: Environment): Record<string, Network> {
  const { mesh } = environment;
  if (mesh?.kind !== "istio" || mesh.profile === "ambient") return {};
  const clusters = membersOf(environment);
  const reachable = clusters.filter(({ gateway }) => gateway !== undefined);
  const networks = [...new Set(reachable.map(({ network }) => network))].sort(compare);
  return Object.fromEntries(
    networks.map((name) => {
      const members = reachable.filter(({ network }) => network === name);
      return [
        name,
        { endpoints: clusters.filter(isIn(name)).map(registryOf), gateways: members.flatMap(gatewaysOf) },
      ];
    }),
  );
}

/** Whether services are reached across networks, which takes gateways. */
export function hasSeveralNetworks(environment: Pick<Environment, "clusters">): boolean {
  return new Set(membersOf(environment).map(({ network }) => network)).size > 1;
}

const isIn = (network: string) => (cluster: Cluster) => cluster.network === network;
const registryOf = ({ name }: Cluster) => ({ fromRegistry: name });
const gatewaysOf = ({ gateway = [] }: Cluster) =>
  gateway.map((address) => ({ address, port: PASSTHROUGH_PORT }));
