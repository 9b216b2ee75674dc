import type { Cluster, Environment } from "../fleet.ts";
import { veleroSchedules } from "../platform/velero-schedules.ts";
import { backupsOf } from "./locations.ts";
import { originLabels, SCHEDULE_LABEL } from "./origin.ts";
import { plannedBackups, scheduleOf } from "./schedules.ts";
import type { VeleroBackup } from "./velero-objects.ts";

/** A backup that somebody orders, of what a schedule is for. */
export interface BackupByHand extends Pick<VeleroBackup, "metadata" | "spec"> {
  readonly schedule: string;
}

/**
 * Backups of now, of what the schedules of a cluster are for, each called as its schedule would call it: a drill, or who
 * looks for the newest, takes them for what they are.
 *
 * @param workload Only of the schedule that has this one; default: of all.
 * @param now Decides the names.
 * @returns none if nothing is backed up there.
 */
export function backupsByHand(
  cluster: Cluster,
  environment: Environment,
  workload: string | undefined,
  now: Date,
): BackupByHand[] {
  const own = backupsOf(cluster, environment);
  if (own === undefined) return [];
  const wanted =
    workload === undefined ? undefined : scheduleOf(workload, plannedBackups(cluster, environment))?.schedule;
  const time = now.toISOString().replace(/[-:T]|\.\d+Z/g, "");
  return veleroSchedules(cluster, environment, own)
    .filter(({ name }) => workload === undefined || name === wanted)
    .map(({ name: schedule, spec: { template } }) => {
      const { metadata: _, ...spec } = template;
      const labels = { ...originLabels(cluster, environment), [SCHEDULE_LABEL]: schedule };
      return { schedule, metadata: { name: `${schedule}-${time}`, labels }, spec };
    });
}
