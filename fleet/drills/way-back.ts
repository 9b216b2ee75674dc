import { plannedBackups, scheduleOf } from "../backup/schedules.ts";
import { parseDuration } from "../duration.ts";
import { clusterNamed, type Environment } from "../fleet.ts";
import { whyNotRead } from "./movable.ts";
import type { DrilledWorkload, PlannedRestore, RestoreDrillPlan } from "./plan.ts";

/**
 * The way back of a failover: what its target has backed up since of the workloads that it took over, restored where they
 * came from.
 *
 * @param environment As it is now: its source is cordoned.
 */
export function wayBack(plan: RestoreDrillPlan, environment: Environment): RestoreDrillPlan {
  const source = clusterNamed(environment, plan.target.name);
  const target = clusterNamed(environment, plan.source.name);
  const planned = plannedBackups(source, environment);
  const workloads = plan.workloads.flatMap((workload): DrilledWorkload[] => {
    const schedule = scheduleOf(workload.name, planned)?.schedule;
    return schedule === undefined ? [] : [{ ...workload, schedule, onTarget: false }];
  });
  const restores = planned.flatMap((backups): PlannedRestore[] => {
    const within = workloads.filter(({ schedule }) => schedule === backups.schedule);
    if (within.length === 0) return [];
    const { schedule, labels, exclude, clusterScoped, volumes, every, keep } = backups;
    const namespaces = [...new Set(within.map(({ namespace }) => namespace))].sort();
    const interval = parseDuration(every) ?? 0;
    return [
      {
        schedule,
        namespaces,
        labels,
        exclude,
        clusterScoped,
        volumes,
        keep: parseDuration(keep) ?? 0,
        interval,
      },
    ];
  });
  return { ...plan, source, target, workloads, restores };
}

/** Why what the target writes cannot be brought back to the source; `undefined` if it can. */
export function whyNotBack(
  { source, target }: RestoreDrillPlan,
  environment: Environment,
): string | undefined {
  return whyNotRead(target, source, environment);
}
