import type { KubernetesObject } from "../../manifests.ts";
import { WORKLOAD_LABEL } from "../../names.ts";
import type { WorkloadShares } from "../shares.ts";
import { KUBEFED_SCHEDULING } from "./names.ts";
import { federatedKind } from "./types.ts";

/** Kinds whose replicas KubeFed divides (kubefed, pkg/schedulingtypes/replicascheduler.go). */
const DIVIDED = new Set(["Deployment", "ReplicaSet"]);

/**
 * A division that KubeFed itself carries out. As long as all clusters are ready and have room, it comes to the shares
 * of the model, to the replica: they are the minima, and add up to the total, so that nothing is left to divide. What a
 * cluster that is out or full cannot run goes by the declared weights to the others, up to their maxima, and back
 * again later.
 *
 * With weights alone the numbers would be others: KubeFed rounds up in the order of the weights, and breaks ties by a
 * hash of the names (pkg/controller/util/planner/planner.go), where the model apportions by Webster's method.
 *
 * @param target The object whose replicas are divided.
 * @returns undefined for a kind that KubeFed does not divide, and for a workload that is nowhere.
 */
export function preferenceOf(
  { workload, plan, shares }: WorkloadShares,
  target: KubernetesObject,
): KubernetesObject | undefined {
  const { division } = plan;
  if (division === undefined || shares.length === 0 || !DIVIDED.has(target.kind)) return undefined;
  const clusters = division.shares.map(({ name, replicas, weight, max }) => {
    return [name, { minReplicas: replicas, weight, ...(max === undefined ? {} : { maxReplicas: max }) }];
  });
  const { name, namespace } = target.metadata;
  return {
    apiVersion: KUBEFED_SCHEDULING,
    kind: "ReplicaSchedulingPreference",
    // By name and namespace it finds the federated object.
    metadata: { name, namespace, labels: { [WORKLOAD_LABEL]: workload.name } },
    spec: {
      targetKind: federatedKind(target),
      totalReplicas: division.total,
      rebalance: false,
      intersectWithClusterSelector: true,
      clusters: Object.fromEntries(clusters) as Record<string, unknown>,
    },
  };
}
