import { compare } from "../../compare.ts";
import type { ClusterShare } from "../shares.ts";

/**
 * Failover off, whatever flags Karmada runs with: what keeps work from a member that is down, or drives it off, is
 * tolerated without end, so that an outage moves nothing (karmada, pkg/apis/cluster/v1alpha1/well_known_constants.go).
 */
const TOLERATIONS = ["cluster.karmada.io/not-ready", "cluster.karmada.io/unreachable"].map((key) => ({
  key,
  operator: "Exists",
}));

/** How replicas come to clusters. */
export type Scheduling =
  /** Each cluster has all that the template says. */
  | { readonly kind: "duplicated" }
  /** Each has its share, which is its weight: Karmada's scheduler gives it exactly that. */
  | { readonly kind: "shares"; readonly shares: readonly Share[] }
  /** Karmada decides, by what it finds free on each. */
  | { readonly kind: "available" };

export interface Share {
  readonly cluster: string;
  /** At least 1: Karmada knows no weight 0. */
  readonly replicas: number;
}

/** The placement of a policy. The clusters are named, one by one: which they are is decided, and explained, before. */
export function placementOf(clusters: readonly string[], scheduling: Scheduling): object {
  return {
    clusterAffinity: { clusterNames: [...clusters].sort(compare) },
    clusterTolerations: TOLERATIONS,
    ...replicaScheduling(scheduling),
  };
}

function replicaScheduling(scheduling: Scheduling): object {
  const divided = { replicaSchedulingType: "Divided", replicaDivisionPreference: "Weighted" };
  switch (scheduling.kind) {
    case "duplicated":
      return { replicaScheduling: { replicaSchedulingType: "Duplicated" } };
    case "available":
      return { replicaScheduling: { ...divided, weightPreference: { dynamicWeight: "AvailableReplicas" } } };
    case "shares": {
      const staticWeightList = scheduling.shares.map(({ cluster, replicas }) => ({
        targetCluster: { clusterNames: [cluster] },
        weight: replicas,
      }));
      return { replicaScheduling: { ...divided, weightPreference: { staticWeightList } } };
    }
  }
}

/** How the divided object of a workload is scheduled on these clusters. */
export function schedulingOf(by: string | undefined, shares: readonly ClusterShare[]): Scheduling {
  if (by === undefined) return { kind: "duplicated" };
  if (by === "available") return { kind: "available" };
  const weighed = shares.map(({ cluster, replicas = 0 }) => ({ cluster: cluster.name, replicas }));
  // A cluster without a weight would not have the object at all.
  return weighed.every(({ replicas }) => replicas > 0)
    ? { kind: "shares", shares: weighed }
    : { kind: "duplicated" };
}
