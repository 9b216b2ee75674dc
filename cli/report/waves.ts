import type { Fleet } from "../../fleet/fleet.ts";
import { listed } from "../../fleet/problems.ts";
import { roleOf } from "../../fleet/stacks.ts";
import { stagedWorkloads } from "../../fleet/workload-waves.ts";
import type { StackResult } from "../engine/engine.ts";

/** In which wave the changes of a workload would reach its clusters. */
export interface PlannedWaves {
  readonly environment: string;
  readonly workload: string;
  /** Those in which something would change. */
  readonly waves: readonly { readonly wave: number; readonly clusters: readonly string[] }[];
}

/** Of the workloads that go in waves, those of which the engine would change something. */
export function plannedWaves(fleet: Fleet, previews: readonly StackResult[]): PlannedWaves[] {
  const byEnvironment = Map.groupBy(previews, ({ stack }) => roleOf(fleet, stack).environment);
  return [...byEnvironment].flatMap(([environment, own]) => {
    const shares = own.flatMap((preview) => preview.shares);
    return stagedWorkloads(environment).flatMap(({ workload: { name }, waves: turns }): PlannedWaves[] => {
      const changing = shares.filter(({ workload }) => workload === name).map(({ cluster }) => cluster);
      const byWave = Map.groupBy(changing, (cluster) => turns.get(cluster) ?? 1);
      const waves = [...byWave]
        .sort(([a], [b]) => a - b)
        .map(([wave, clusters]) => ({ wave, clusters: clusters.sort() }));
      return waves.length === 0 ? [] : [{ environment: environment.name, workload: name, waves }];
    });
  });
}

export function printPlannedWaves(planned: readonly PlannedWaves[]): void {
  for (const { workload, waves } of planned) {
    console.log(`\n${workload}, wave by wave:`);
    for (const { wave, clusters } of waves) console.log(`  ${wave}: ${listed(clusters)}`);
  }
}
