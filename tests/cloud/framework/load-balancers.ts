import type { CloudFolder, StoredObject } from "./folder.ts";
import type { ClusterBehind } from "./kwok.ts";

/** What keeps a Service from being deleted before its load balancer is (k8s.io/cloud-provider, service/helpers). */
const FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

interface Service {
  readonly metadata: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
  readonly spec: { readonly type?: string };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly object[] } };
}

/** A cloud's load balancers for the Services of one cluster. */
export interface LoadBalancers {
  /** Makes one, if it is not there; returns how it is reached: `{ hostname }` or `{ ip }`. */
  readonly ensure: (name: string) => Promise<object>;
  readonly remove: (name: string) => Promise<void>;
}

/**
 * What the cloud's own controller does with the Services of a cluster: those of type LoadBalancer get one, which blocks
 * what it stands in until the Service is deleted. One round.
 */
export async function balanceLoad(cluster: ClusterBehind, balancers: LoadBalancers): Promise<void> {
  const list = (await cluster.ask("GET", "/api/v1/services")) as { items?: Service[] } | undefined;
  for (const service of list?.items ?? []) await balance(cluster, service, balancers);
}

async function balance(cluster: ClusterBehind, service: Service, balancers: LoadBalancers): Promise<void> {
  const { namespace, name, uid, deletionTimestamp, finalizers = [] } = service.metadata;
  const place = `/api/v1/namespaces/${namespace}/services/${name}`;
  const balancer = `k8s-${uid.replaceAll("-", "").slice(0, 20)}`;
  const wanted = service.spec.type === "LoadBalancer" && deletionTimestamp === undefined;
  const own = finalizers.includes(FINALIZER);
  if (wanted && (!own || service.status?.loadBalancer?.ingress === undefined)) {
    if (!own) await cluster.ask("PATCH", place, { metadata: { finalizers: [...finalizers, FINALIZER] } });
    const ingress = [await balancers.ensure(balancer)];
    await cluster.ask("PATCH", `${place}/status`, { status: { loadBalancer: { ingress } } });
  }
  if (!wanted && own) {
    await balancers.remove(balancer);
    const others = finalizers.filter((finalizer) => finalizer !== FINALIZER);
    await cluster.ask("PATCH", place, { metadata: { finalizers: others } });
  }
}

/** Goes round the clusters of a region for as long as this process lives. */
export function keepBalancing(
  cloud: CloudFolder,
  region: string,
  type: string,
  round: (cluster: StoredObject) => Promise<void>,
): void {
  const all = async () => {
    for (const cluster of cloud.ofType(type)) {
      if (cluster.place.region === region && cluster.unsettled !== true) await round(cluster);
    }
    setTimeout(() => void all(), 1_000).unref();
  };
  void all();
}
