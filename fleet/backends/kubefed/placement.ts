import { compare } from "../../compare.ts";
import { CLUSTER_LABEL } from "../../gitops/labels.ts";

/** Where a federated object goes. */
export interface Placement {
  readonly clusters: readonly { readonly name: string }[];
  readonly clusterSelector?: {
    readonly matchExpressions: readonly {
      readonly key: string;
      readonly operator: "In";
      readonly values: readonly string[];
    }[];
  };
}

/**
 * These clusters, by name, and no others. The list is always there: without one an empty selector would mean every
 * cluster, also those that join later (kubefed, docs/userguide.md, "Using Cluster Selector").
 *
 * @param alsoSelected Names them a second time, as labels. A ReplicaSchedulingPreference looks at selectors only, and
 * without one it would put the workload, with no replicas, on every cluster of the federation.
 */
export function placementOf(names: readonly string[], alsoSelected: boolean): Placement {
  const values = [...names].sort(compare);
  const clusters = values.map((name) => ({ name }));
  if (!alsoSelected) return { clusters };
  return {
    clusters,
    clusterSelector: { matchExpressions: [{ key: CLUSTER_LABEL, operator: "In", values }] },
  };
}
