import type { Volumes } from "../declaration/recovery-schema.ts";
import type { Environment } from "../fleet.ts";

const THROUGH_SNAPSHOTS: ReadonlySet<Volumes> = new Set(["move", "snapshot"]);

/**
 * Whether volumes are backed up by snapshots somewhere in the environment. Velero looks for the types of snapshots then,
 * and where they are not known to a cluster, each of its backups is `PartiallyFailed` (seen with velero 1.18.1).
 */
export function takesSnapshots({ backup, workloads }: Pick<Environment, "backup" | "workloads">): boolean {
  if (backup === undefined) return false;
  const volumes = [backup.volumes, ...workloads.map((each) => each.backup?.volumes ?? backup.volumes)];
  return volumes.some((each) => THROUGH_SNAPSHOTS.has(each));
}
