import type { WorkloadShares } from "./backends/shares.ts";
import type { KubernetesObject } from "./manifests.ts";
import { describeObject, isScalable, valueAt } from "./objects.ts";
import { listed, type ModelProblem } from "./problems.ts";
import { waveOfCluster } from "./workload-waves.ts";

/**
 * Whether a change of the workload can keep its `minAvailable`: all clusters of a wave are changed side by side, and
 * each object may take away what its own strategy lets it.
 */
export function minimumProblems({ workload, shares }: WorkloadShares): ModelProblem[] {
  const { minAvailable } = workload;
  if (minAvailable === undefined || shares.length === 0) return [];
  const places = shares.map(({ cluster, objects }) => ({
    cluster: cluster.name,
    wave: waveOfCluster(workload, cluster),
    replicas: objects.reduce((sum, object) => sum + replicasOf(object), 0),
    losses: objects.filter((object) => lossOf(object) > 0),
  }));
  const total = places.reduce((sum, { replicas }) => sum + replicas, 0);
  if (total < minAvailable) {
    const message = `is more than the ${total} replicas there are over all clusters`;
    return [{ path: ["minAvailable"], message, hint: "have more replicas, or ask for fewer" }];
  }
  return [...Map.groupBy(places, ({ wave }) => wave)]
    .sort(([a], [b]) => a - b)
    .flatMap(([, wave]): ModelProblem[] => {
      const lost = wave.flatMap(({ losses }) => losses).reduce((sum, object) => sum + lossOf(object), 0);
      if (total - lost >= minAvailable) return [];
      const losing = wave.filter(({ losses }) => losses.length > 0);
      const objects = [...new Set(losing.flatMap(({ losses }) => losses.map(describeObject)))];
      const message =
        `a change may leave ${total - lost} of ${total} replicas available: ` +
        `${listed(objects)} may lose ${lost} at a time on ${listed(losing.map(({ cluster }) => cluster))}`;
      const hint = workload.rollout
        ? "have fewer clusters in a wave, or let the Deployment lose fewer: strategy.rollingUpdate.maxUnavailable"
        : "change the clusters in waves (rollout), or let the Deployment lose fewer: strategy.rollingUpdate.maxUnavailable";
      return [{ path: ["minAvailable"], message, hint }];
    });
}

/** The API server fills in 1. */
function replicasOf(object: KubernetesObject): number {
  return isScalable(object) ? Number(valueAt(object, ["spec", "replicas"]) ?? 1) : 0;
}

/**
 * Replicas of an object that may be unavailable while its pods are exchanged. Source: Kubernetes 1.35,
 * "Deployments", strategy (25% each by default, maxUnavailable rounded down, maxSurge up; if both come to 0, one may be
 * unavailable: pkg/controller/deployment/util, ResolveFenceposts), and "StatefulSets", update strategies.
 */
function lossOf(object: KubernetesObject): number {
  const replicas = replicasOf(object);
  switch (object.kind) {
    case "Deployment": {
      if (valueAt(object, ["spec", "strategy", "type"]) === "Recreate") return replicas;
      const bound = (key: string) => valueAt(object, ["spec", "strategy", "rollingUpdate", key]) ?? "25%";
      const unavailable = resolved(bound("maxUnavailable"), replicas, Math.floor);
      const surge = resolved(bound("maxSurge"), replicas, Math.ceil);
      return Math.min(replicas, surge === 0 && unavailable === 0 ? 1 : unavailable);
    }
    case "StatefulSet": {
      if (valueAt(object, ["spec", "updateStrategy", "type"]) === "OnDelete") return 0;
      const bound = valueAt(object, ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"]) ?? 1;
      return Math.min(replicas, Math.max(1, resolved(bound, replicas, Math.ceil)));
    }
    default:
      return 0;
  }
}

/** A number, or a percentage of the replicas. */
function resolved(bound: unknown, replicas: number, round: (value: number) => number): number {
  const [, percent] = /^(\d+)%$/.exec(String(bound)) ?? [];
  return percent === undefined ? Number(bound) : round((Number(percent) / 100) * replicas);
}
