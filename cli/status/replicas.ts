import { WORKLOAD_LABEL } from "../../fleet/names.ts";
import type { ApiServer } from "../client/api-server.ts";

/** How many replicas there are to be, and how many are ready. */
export interface Replicas {
  readonly desired: number;
  readonly ready: number;
}

/** An object that keeps pods running, as far as it is needed here. */
export interface Scalable {
  readonly metadata: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly unknown[];
  };
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly readyReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
  };
}

const RESOURCES = ["deployments", "statefulsets", "replicasets", "daemonsets"];

/** Replicas of every workload that has objects on the cluster, by the label that all of them carry. */
export async function readReplicas(server: ApiServer): Promise<Map<string, Replicas>> {
  const selector = encodeURIComponent(WORKLOAD_LABEL);
  const lists = await Promise.all(
    RESOURCES.map((resource) =>
      server.get<{ items: Scalable[] }>(`/apis/apps/v1/${resource}?labelSelector=${selector}`),
    ),
  );
  return sumReplicas(lists.flatMap(({ items }) => items));
}

/** Adds up the replicas of the objects of each workload. What another object owns is counted there. */
export function sumReplicas(objects: readonly Scalable[]): Map<string, Replicas> {
  const sums = new Map<string, Replicas>();
  for (const object of objects) {
    const { labels, ownerReferences = [] } = object.metadata;
    const workload = labels?.[WORKLOAD_LABEL];
    if (workload === undefined || ownerReferences.length > 0) continue;
    const { desired, ready } = sums.get(workload) ?? { desired: 0, ready: 0 };
    const own = replicasOf(object);
    sums.set(workload, { desired: desired + own.desired, ready: ready + own.ready });
  }
  return sums;
}

/** A DaemonSet has no number of its own: the nodes decide. Elsewhere the API server fills in 1. */
function replicasOf({ spec, status }: Scalable): Replicas {
  if (status?.desiredNumberScheduled !== undefined) {
    return { desired: status.desiredNumberScheduled, ready: status.numberReady ?? 0 };
  }
  return { desired: spec?.replicas ?? 1, ready: status?.readyReplicas ?? 0 };
}
