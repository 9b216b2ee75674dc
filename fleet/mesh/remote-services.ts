import { isIP } from "node:net";
import type { IstioMesh } from "../declaration/platform-schema.ts";
import { clusterNamed, type Cluster, type Environment } from "../fleet.ts";
import { isWithin } from "../jurisdictions.ts";
import type { Link } from "../links.ts";
import type { KubernetesObject } from "../manifests.ts";
import { hasSeveralNetworks } from "../platform/istio/mesh-config.ts";
import { ISTIO_NAMESPACE, PASSTHROUGH_PORT } from "../platform/istio/names.ts";
import type { ExportedPort, ExportedService } from "./exports.ts";

/** A Service that one workload exports from one cluster. */
export interface Export {
  readonly workload: string;
  readonly service: ExportedService;
}

/** How a source reaches what a target exports, in names of the target's own. */
export interface RemoteServices {
  /** A ServiceEntry and a DestinationRule for each. */
  readonly objects: readonly KubernetesObject[];
  /** In words, what waits: the target has no gateway address yet. */
  readonly pending: readonly string[];
}

/**
 * The Services that the target of a link exports, as the source of it can address them one by one, through the target's
 * gateway. Endpoints that istiod reads at the target are merged into the Service of the same name and need none of
 * this; these names are for a client that means this cluster and no other, and work before istiod has read anything.
 *
 * Nothing comes of it in one network (no gateway is needed), for ambient (its gateways pass on tunnels, not SNI), and
 * for a workload whose data may not be at the source.
 *
 * @param gateway Addresses of the target's gateway: IP addresses or host names; undefined if it has none yet.
 */
export function remoteServices(
  link: Link,
  environment: Environment,
  gateway: readonly string[] | undefined,
  exports: readonly Export[],
): RemoteServices {
  const { mesh, workloads } = environment;
  const source = clusterNamed(environment, link.from);
  const target = clusterNamed(environment, link.to);
  if (mesh?.kind !== "istio" || mesh.profile === "ambient" || !isAcrossNetworks(source, target, environment))
    return { objects: [], pending: [] };
  const allowed = exports.filter(({ workload }) => {
    const residency = workloads.find(({ name }) => name === workload)?.residency;
    return residency === undefined || isWithin(source.country, residency.data);
  });
  if (gateway === undefined || gateway.length === 0)
    return { objects: [], pending: allowed.map((each) => describePending(link, each)) };
  return {
    objects: allowed.flatMap(({ service }) => objectsFor(service, target, gateway, mesh)),
    pending: [],
  };
}

/**
 * Name of an exported Service of one cluster. It is the form of Istio's guide for replicated control planes,
 * `<service>.<namespace>.global`, with the cluster in it: so that each link has objects of its own, and a cluster that
 * comes or goes changes nothing in those of the others.
 */
export function remoteHost({ name, namespace }: ExportedService, cluster: string): string {
  return `${name}.${namespace}.${cluster}.global`;
}

function isAcrossNetworks(source: Cluster, target: Cluster, environment: Environment): boolean {
  return hasSeveralNetworks(environment) && source.network !== target.network;
}

function describePending({ from, to }: Link, { service }: Export): string {
  return `${from} → ${to} (export ${service.namespace}/${service.name}: ${to} has no gateway address yet)`;
}

function objectsFor(
  service: ExportedService,
  target: Cluster,
  gateway: readonly string[],
  mesh: IstioMesh,
): KubernetesObject[] {
  // In the root namespace: rules there hold for clients in every namespace (istio.io, DestinationRule lookup path).
  const metadata = {
    name: `${service.name}.${service.namespace}.${target.name}`,
    namespace: ISTIO_NAMESPACE,
    labels: { "archipelago/link": "istio", "archipelago/target": target.name },
  };
  const api = { apiVersion: "networking.istio.io/v1", metadata };
  return [
    { ...api, kind: "ServiceEntry", spec: serviceEntry(service, target, gateway, mesh) },
    { ...api, kind: "DestinationRule", spec: destinationRule(service, target) },
  ];
}

function serviceEntry(
  service: ExportedService,
  { name, region }: Cluster,
  gateway: readonly string[],
  { trustDomain }: IstioMesh,
): Record<string, unknown> {
  const { ports, namespace, serviceAccounts } = service;
  const identities = serviceAccounts.map(
    (account) => `spiffe://${trustDomain}/ns/${namespace}/sa/${account}`,
  );
  return {
    hosts: [remoteHost(service, name)],
    location: "MESH_INTERNAL",
    resolution: gateway.every((address) => isIP(address) !== 0) ? "STATIC" : "DNS",
    ports: ports.map(({ name, number, protocol }) => ({ name, number, protocol })),
    // No `network`: the gateway can be reached from here as it stands. With one, istiod takes the address for one inside
    // that network, and leaves it out unless it is also labelled for mutual TLS (pilot/pkg/xds/endpoints/ep_filters.go).
    endpoints: gateway.map((address) => ({
      address,
      locality: region,
      ports: Object.fromEntries(ports.map((port) => [port.name, PASSTHROUGH_PORT])),
    })),
    // Else any workload of the mesh could answer in its place.
    ...(identities.length === 0 ? {} : { subjectAltNames: identities }),
  };
}

function destinationRule(service: ExportedService, target: Cluster): Record<string, unknown> {
  const portLevelSettings = service.ports.map((port) => ({
    port: { number: port.number },
    tls: { mode: "ISTIO_MUTUAL", sni: passthroughName(service, port) },
    // Of several gateways, one that fails is passed over; also what locality failover goes by.
    outlierDetection: { consecutive5xxErrors: 5, interval: "10s", baseEjectionTime: "30s" },
  }));
  return { host: remoteHost(service, target.name), trafficPolicy: { portLevelSettings } };
}

/**
 * By this SNI the gateway knows where to pass a connection on to: the name of the Service at home, where AUTO_PASSTHROUGH
 * has a route for each port (istio, pilot/pkg/model/service.go, BuildDNSSrvSubsetKey).
 */
function passthroughName({ name, namespace }: ExportedService, { number }: ExportedPort): string {
  return `outbound_.${number}_._.${name}.${namespace}.svc.cluster.local`;
}
