import type { StagedWorkload } from "../../fleet/workload-waves.ts";
import type { PlannedReplicas } from "../status/planned.ts";
import type { ShareState } from "./records.ts";

/**
 * Whether a move of replicas between clusters takes them from some before the others have theirs, and too many at that.
 *
 * @param planned What each cluster is to run.
 * @param shares What each cluster runs, as the state has it.
 * @returns why the rollout must not begin; undefined if it may, or if the numbers are not known.
 */
export function forecastFall(
  { workload, waves, last }: StagedWorkload,
  planned: ReadonlyMap<string, PlannedReplicas>,
  shares: ReadonlyMap<string, ShareState>,
): string | undefined {
  const { name, minAvailable } = workload;
  const now = [...shares.values()].reduce((sum, { recorded }) => sum + (recorded?.replicas ?? 0), 0);
  if (minAvailable === undefined || now < minAvailable) return undefined;
  if ([...planned.values()].some((replicas) => replicas === undefined)) return undefined;
  for (let wave = 1; wave < last; wave++) {
    let left = 0;
    for (const [cluster, own] of waves) {
      const replicas = own <= wave ? planned.get(cluster) : shares.get(cluster)?.recorded?.replicas;
      left += replicas ?? 0;
    }
    if (left < minAvailable)
      return (
        `wave ${wave} would leave ${name} with ${left} replicas, below its minAvailable of ${minAvailable}: ` +
        `let the clusters that gain replicas go first`
      );
  }
  return undefined;
}
