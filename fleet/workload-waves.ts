import { parseDuration } from "./duration.ts";
import type { Cluster, Environment, Workload } from "./fleet.ts";
import { inOrder } from "./order.ts";
import { selects } from "./selectors.ts";

/** A workload whose changes reach its clusters wave by wave. */
export interface StagedWorkload {
  readonly workload: Workload;
  /** When each active cluster of the environment has its turn, from 1; not all numbers need be taken. */
  readonly waves: ReadonlyMap<string, number>;
  /** How many waves there are. */
  readonly last: number;
  /** How long a wave has to be healthy before the next one begins, in seconds. */
  readonly pause: number;
  /** The staged workloads that it waits for: on no cluster does it go before one of them. */
  readonly after: readonly string[];
}

/** When a cluster has its turn: with the first wave that selects it, or after all of them. */
export function waveOfCluster({ rollout }: Pick<Workload, "rollout">, cluster: Cluster): number {
  const waves = rollout?.waves ?? [];
  const index = waves.findIndex((wave) => selects(wave, cluster));
  return index < 0 ? waves.length + 1 : index + 1;
}

/**
 * The workloads that the stacks of regions carry wave by wave, each after those that it waits for. Who waits for one of
 * them goes with it, also without a rollout of its own.
 */
export function stagedWorkloads({ clusters, workloads }: Environment): StagedWorkload[] {
  const staged = new Map<string, StagedWorkload>();
  for (const workload of inOrder(workloads.filter(({ backend }) => backend === "direct")).workloads) {
    const before = workload.after.flatMap((name) => staged.get(name) ?? []);
    if (workload.rollout === undefined && before.length === 0) continue;
    const own = (cluster: Cluster) => (workload.rollout === undefined ? 1 : waveOfCluster(workload, cluster));
    const waves = new Map(
      clusters.map((cluster): [string, number] => [
        cluster.name,
        Math.max(own(cluster), ...before.map((each) => each.waves.get(cluster.name) ?? 1)),
      ]),
    );
    staged.set(workload.name, {
      workload,
      waves,
      last: Math.max(1, ...waves.values()),
      pause: parseDuration(workload.rollout?.pause ?? "") ?? 0,
      after: before.map(({ workload: { name } }) => name),
    });
  }
  return [...staged.values()];
}

/** The clusters that have their turn in a wave, or in one of a range of waves, by name. */
export function clustersIn({ waves }: StagedWorkload, from: number, to = from): string[] {
  return [...waves].filter(([, wave]) => wave >= from && wave <= to).map(([cluster]) => cluster);
}
