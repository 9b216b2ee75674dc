import type { Gke } from "../../declaration/provisioners/gke.ts";
import { nameOf, type GkePlace } from "./names.ts";

/** The plan of Backup for GKE, but for cluster and key. */
export interface BackupPlanArgs {
  readonly name: string;
  readonly project: string;
  /** Where backups are kept. */
  readonly location: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly backupSchedule: { readonly cronSchedule: string };
  readonly retentionPolicy: { readonly backupRetainDays: number };
  readonly backupConfig: {
    readonly includeSecrets: boolean;
    readonly includeVolumeData: boolean;
    readonly allNamespaces?: true;
    readonly selectedNamespaces?: { readonly namespaces: readonly string[] };
  };
}

export function planBackup(
  { backup, project }: Gke,
  place: GkePlace,
  labels: Readonly<Record<string, string>>,
): BackupPlanArgs | undefined {
  if (backup === undefined) return undefined;
  const { schedule, keepDays, secrets, volumes, namespaces } = backup;
  return {
    name: nameOf(place, "backup"),
    project,
    location: backup.location ?? place.region,
    labels,
    backupSchedule: { cronSchedule: schedule },
    retentionPolicy: { backupRetainDays: keepDays },
    backupConfig: {
      includeSecrets: secrets,
      includeVolumeData: volumes,
      ...(namespaces === undefined
        ? { allNamespaces: true as const }
        : { selectedNamespaces: { namespaces: [...namespaces].sort() } }),
    },
  };
}
