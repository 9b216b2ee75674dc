import type { Entry, GatewayEntry } from "../../../declaration/multi-cluster-schema.ts";
import { byName } from "../../../compare.ts";
import type { Environment, Workload } from "../../../fleet.ts";
import type { KubernetesObject } from "../../../manifests.ts";
import { isService } from "../../../mesh/exports.ts";
import { takesPart } from "../../../mesh/traffic.ts";
import { planWorkload } from "../../../workloads.ts";
import { linkOf, membersOf } from "./members.ts";

/** One load balancer in front of all clusters, as objects on the hub. */
export interface EntryPlan {
  readonly name: string;
  /** Each needs the one before it, and goes before that. */
  readonly objects: readonly KubernetesObject[];
}

/** Source: cloud.google.com/kubernetes-engine/docs/concepts/gateway-api, "GatewayClass". */
const CLASSES = {
  "regional-external": "gke-l7-regional-external-managed-mc",
  "regional-internal": "gke-l7-rilb-mc",
  "cross-region-internal": "gke-l7-cross-regional-internal-managed-mc",
  "global-external": "gke-l7-global-external-managed-mc",
} as const;

/** Certificates of the load balancer itself, for Gateways and ingresses. */
const CERTIFICATES = "networking.gke.io/pre-shared-certs";

/** Workloads whose namespaces the hub has to have, whether it carries them or not. */
export function entryWorkloads({ multiCluster, workloads }: Environment): Workload[] {
  const wanted = new Set(Object.values(multiCluster?.entries ?? {}).map(({ workload }) => workload));
  return workloads.filter(({ name }) => wanted.has(name));
}

/**
 * The load balancers of an environment.
 * @param objectsOf The objects of a workload's manifests.
 */
export function planEntries(
  environment: Environment,
  objectsOf: (workload: Workload) => readonly KubernetesObject[],
): EntryPlan[] {
  return byName(environment.multiCluster?.entries ?? {}).flatMap(([name, entry]) => {
    const workload = environment.workloads.find((each) => each.name === entry.workload);
    if (workload === undefined) return [];
    const objects =
      entry.kind === "gateway"
        ? gateway(name, entry, workload)
        : ingress(name, entry, workload, environment, objectsOf(workload));
    return [{ name, objects }];
  });
}

/** A Gateway and its route to the ServiceImport that members get of an exported Service. */
function gateway(name: string, entry: GatewayEntry, { namespace }: Workload): KubernetesObject[] {
  const { reach, hosts, address, certificates, service, port } = entry;
  const tls = { mode: "Terminate", options: { [CERTIFICATES]: certificates.join(",") } };
  const allowedRoutes = { namespaces: { from: "Same" }, kinds: [{ kind: "HTTPRoute" }] };
  const listener =
    certificates.length > 0
      ? { name: "https", protocol: "HTTPS", port: 443, tls, allowedRoutes }
      : { name: "http", protocol: "HTTP", port: 80, allowedRoutes };
  const apiVersion = "gateway.networking.k8s.io/v1";
  return [
    {
      apiVersion,
      kind: "Gateway",
      metadata: { name, namespace },
      spec: {
        gatewayClassName: CLASSES[reach],
        listeners: [listener],
        ...(address === undefined ? {} : { addresses: [{ type: "NamedAddress", value: address }] }),
      },
    },
    {
      apiVersion,
      kind: "HTTPRoute",
      metadata: { name, namespace },
      spec: {
        parentRefs: [{ kind: "Gateway", name }],
        ...(hosts.length === 0 ? {} : { hostnames: hosts }),
        rules: [{ backendRefs: [{ group: "net.gke.io", kind: "ServiceImport", name: service, port }] }],
      },
    },
  ] as KubernetesObject[];
}

/** A MultiClusterService that picks the pods itself, on the members that carry the workload, and the ingress to it. */
function ingress(
  name: string,
  { hosts, address, certificates, service, port }: Entry,
  workload: Workload,
  environment: Environment,
  objects: readonly KubernetesObject[],
): KubernetesObject[] {
  const { namespace } = workload;
  const declared = objects.find((object) => isService(object) && object.metadata.name === service);
  const { selector, ports } = specOf(declared);
  const backend = { serviceName: name, servicePort: port };
  const annotations = {
    ...(address === undefined ? {} : { "networking.gke.io/static-ip": address }),
    ...(certificates.length === 0 ? {} : { [CERTIFICATES]: certificates.join(",") }),
  };
  const apiVersion = "networking.gke.io/v1";
  return [
    {
      apiVersion,
      kind: "MultiClusterService",
      metadata: { name, namespace },
      spec: {
        template: { spec: { selector, ports: ports.filter((each) => each.port === port) } },
        clusters: carriers(workload, environment).map((link) => ({ link })),
      },
    },
    {
      apiVersion,
      kind: "MultiClusterIngress",
      metadata: { name, namespace, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
      spec: {
        template: {
          spec: {
            backend,
            ...(hosts.length === 0
              ? {}
              : { rules: hosts.map((host) => ({ host, http: { paths: [{ backend }] } })) }),
          },
        },
      },
    },
  ] as KubernetesObject[];
}

/** The members that carry a workload, and have traffic if any of them has. */
function carriers(workload: Workload, environment: Environment): string[] {
  const placed = planWorkload(workload, environment).clusters.filter((each) => each.placed);
  const all = placed.map(({ cluster }) => cluster);
  const names = new Set(all.filter((cluster) => takesPart(cluster, all)).map(({ name }) => name));
  return membersOf(environment).flatMap(({ cluster, place }) =>
    names.has(cluster.name) ? [linkOf(place)] : [],
  );
}

interface ServiceSpec {
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly port: number; readonly [key: string]: unknown }[];
}

function specOf(service: KubernetesObject | undefined): ServiceSpec {
  const { selector = {}, ports = [] } = (service as { spec?: Partial<ServiceSpec> } | undefined)?.spec ?? {};
  return { selector, ports };
}
