import type { Cadence } from "../backup/cadence.ts";
import { CANARY_LABEL } from "../backup/canary.ts";
import { hubBackups } from "../backup/hub.ts";
import type { ClusterBackups } from "../backup/locations.ts";
import { originLabels } from "../backup/origin.ts";
import { plannedBackups, whenOf, type PlannedBackups } from "../backup/schedules.ts";
import type { Volumes } from "../declaration/recovery-schema.ts";
import { parseDuration } from "../duration.ts";
import type { Cluster, Environment } from "../fleet.ts";
import { goDuration } from "../go-duration.ts";

interface VeleroSchedule {
  readonly name: string;
  readonly spec: {
    readonly schedule: string;
    readonly useOwnerReferencesInBackup: boolean;
    /** The spec of its backups, and their labels. */
    readonly template: Readonly<Record<string, unknown>>;
  };
}

/** Velero's Schedules on a cluster: what is backed up, when, where to and for how long. */
export function veleroSchedules(
  cluster: Cluster,
  environment: Environment,
  own: ClusterBackups,
): VeleroSchedule[] {
  const metadata = { labels: originLabels(cluster, environment) };
  return [
    ...plannedBackups(cluster, environment).flatMap((backups) => {
      return scheduleOf(backups.schedule, whenOf(backups, environment), backupTemplate(backups, own));
    }),
    ...hubSchedule(cluster, environment, own),
  ].map(({ name, spec }) => ({ name, spec: { ...spec, template: { metadata, ...spec.template } } }));
}

/** Of what control planes on the hub hold: as often, and kept as long, as what its workloads have. */
function hubSchedule(cluster: Cluster, environment: Environment, own: ClusterBackups): VeleroSchedule[] {
  const hub = hubBackups(cluster, environment);
  const { every = "", keep = "" } = environment.backup ?? {};
  if (hub === undefined) return [];
  return scheduleOf(hub.schedule, whenOf({ schedule: cluster.name, every }, environment), {
    includedNamespaces: hub.namespaces,
    excludedResources: hub.exclude,
    labelSelector: { matchExpressions: hub.without.map((key) => ({ key, operator: "DoesNotExist" })) },
    storageLocation: own.cluster,
    snapshotVolumes: false,
    ttl: goDuration(parseDuration(keep) ?? 0),
  });
}

function scheduleOf(name: string, cadence: Cadence, template: Record<string, unknown>): VeleroSchedule[] {
  // An uneven period is refused with the declaration; see checks/backup.ts.
  if ("error" in cadence) return [];
  // With owner references, to remove the schedule would remove the backups.
  return [{ name, spec: { schedule: cadence.cron, useOwnerReferencesInBackup: false, template } }];
}

/** The spec of a Velero Backup: what a Schedule makes, and what is made by hand. */
export function backupTemplate(
  { contents, labels, exclude, clusterScoped, volumes, keep }: PlannedBackups,
  { cluster, store }: ClusterBackups,
): Record<string, unknown> {
  const snapshots = volumes === "move" || volumes === "snapshot";
  return {
    ...contents,
    // Velero mixes these filters with no older ones (velero, pkg/util/collections/includes_excludes.go).
    ...(exclude.length === 0 ? {} : { excludedNamespaceScopedResources: [...exclude].sort() }),
    ...(clusterScoped.length === 0 ? {} : { includedClusterScopedResources: [...clusterScoped].sort() }),
    // The canary belongs to no application, and tells how old all of it is.
    ...(labels === undefined
      ? {}
      : { orLabelSelectors: [labels, { [CANARY_LABEL]: cluster }].map((matchLabels) => ({ matchLabels })) }),
    storageLocation: cluster,
    ...(snapshots && store === "s3" ? { volumeSnapshotLocations: [cluster] } : {}),
    ...VOLUME_FIELDS[volumes],
    ttl: goDuration(parseDuration(keep) ?? 0),
  };
}

/** What becomes of volumes, in the fields of a Velero Backup (velero, pkg/apis/velero/v1/backup_types.go). */
const VOLUME_FIELDS: Readonly<Record<Volumes, Readonly<Record<string, boolean>>>> = {
  move: { snapshotMoveData: true },
  snapshot: { snapshotVolumes: true, snapshotMoveData: false },
  files: { defaultVolumesToFsBackup: true, snapshotVolumes: false },
  none: { defaultVolumesToFsBackup: false, snapshotVolumes: false },
};
