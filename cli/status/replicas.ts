import { WORKLOAD_LABEL } from "../../fleet/names.ts";
import type { ApiServer } from "../client/api-server.ts";

/** How many replicas there are to be, and how many are ready. */
export interface Replicas {
  readonly desired: number;
  readonly ready: number;
}

/** What a cluster carries of a workload. */
export interface Share extends Replicas {
  /** How many have been ready for as long as their object asks for (`minReadySeconds`). */
  readonly available: number;
  /** Whether all that is ready is of the newest template, and nothing of an older one is left. */
  readonly rolledOut: boolean;
}

/** An object that keeps pods running, as far as it is needed here. */
export interface Scalable {
  readonly metadata: {
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly unknown[];
  };
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    /** Of Deployments and StatefulSets. */
    readonly updatedReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
    readonly numberAvailable?: number;
    readonly updatedNumberScheduled?: number;
  };
}

const RESOURCES = ["deployments", "statefulsets", "replicasets", "daemonsets"];

/** Replicas of every workload that has objects on the cluster, by the label that all of them carry. */
export async function readReplicas(server: ApiServer): Promise<Map<string, Share>> {
  const selector = encodeURIComponent(WORKLOAD_LABEL);
  const lists = await Promise.all(
    RESOURCES.map((resource) =>
      server.get<{ items: Scalable[] }>(`/apis/apps/v1/${resource}?labelSelector=${selector}`),
    ),
  );
  return sumReplicas(lists.flatMap(({ items }) => items));
}

const NOTHING: Share = { desired: 0, ready: 0, available: 0, rolledOut: true };

/** Adds up the replicas of the objects of each workload. What another object owns is counted there. */
export function sumReplicas(objects: readonly Scalable[]): Map<string, Share> {
  const sums = new Map<string, Share>();
  for (const object of objects) {
    const { labels, ownerReferences = [] } = object.metadata;
    const workload = labels?.[WORKLOAD_LABEL];
    if (workload === undefined || ownerReferences.length > 0) continue;
    const sum = sums.get(workload) ?? NOTHING;
    const own = shareOf(object);
    sums.set(workload, {
      desired: sum.desired + own.desired,
      ready: sum.ready + own.ready,
      available: sum.available + own.available,
      rolledOut: sum.rolledOut && own.rolledOut,
    });
  }
  return sums;
}

/**
 * A DaemonSet has no number of its own: the nodes decide. Elsewhere the API server fills in 1. A ReplicaSet is never
 * rolled out: it has no older template.
 */
function shareOf({ metadata, spec, status }: Scalable): Share {
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  if (status?.desiredNumberScheduled !== undefined) {
    const {
      desiredNumberScheduled: desired,
      numberReady: ready = 0,
      numberAvailable: available = 0,
      updatedNumberScheduled: updated,
    } = status;
    const rolledOut = isSeen && ready >= desired && (updated ?? desired) >= desired;
    return { desired, ready, available, rolledOut };
  }
  const desired = spec?.replicas ?? 1;
  const { readyReplicas: ready = 0, availableReplicas: available = 0, replicas: all = ready } = status ?? {};
  const updated = status?.updatedReplicas ?? all;
  const rolledOut = isSeen && ready >= desired && updated >= desired && all <= updated;
  return { desired, ready, available, rolledOut };
}
