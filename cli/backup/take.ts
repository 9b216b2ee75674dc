import { backupsByHand, type BackupByHand } from "../../fleet/backup/by-hand.ts";
import { messageLines, outcomeOf, reasonsOf, type Outcome } from "../../fleet/backup/velero-objects.ts";
import { suggest } from "../../fleet/declaration/nearest.ts";
import { place } from "../../fleet/placement.ts";
import { UsageError } from "../errors.ts";
import type { Velero } from "../velero/velero.ts";
import type { Placed } from "./clusters.ts";
import { showProgress } from "./progress.ts";

/** What became of a backup. */
export interface TakenBackup {
  readonly backup: string;
  readonly schedule: string;
  readonly outcome: Outcome;
  readonly objects: number;
  /** From the order to its end. */
  readonly seconds: number;
  /** What went wrong, a few lines of it. */
  readonly reasons: readonly string[];
}

/** How much of what Velero says about a run is shown; its log has the rest. */
export const MOST_REASONS = 5;

/**
 * The backups to be taken of a cluster, or of one workload on it.
 * @throws UsageError if there is nothing that is backed up.
 */
export function dueBackups(
  { cluster, environment }: Placed,
  workload: string | undefined,
  now: Date,
): BackupByHand[] {
  const { workloads, clusters, residency, name } = environment;
  if (environment.backup === undefined)
    throw new UsageError(
      `Environment ${name} has no backups: declare environments.${name}.backup (docs/backup.md).`,
    );
  if (!clusters.includes(cluster))
    throw new UsageError(`${cluster.name} is gone for good; see fleet backup list.`);
  if (workload !== undefined) {
    const declared = workloads.find((each) => each.name === workload);
    if (declared === undefined)
      throw new UsageError(
        `There is no workload "${workload}" in ${name}; ${suggest(
          workload,
          workloads.map((each) => each.name),
        )}`,
      );
    const { placed } = place(declared, clusters, [], residency);
    if (!placed.some((each) => each.name === cluster.name))
      throw new UsageError(
        `${workload} is not on ${cluster.name}; it is on ${placed.map((each) => each.name).join(", ") || "no cluster"}.`,
      );
  }
  const due = backupsByHand(cluster, environment, workload, now);
  if (due.length > 0) return due;
  throw new UsageError(
    `Nothing on ${cluster.name} is backed up: no workload is placed there, and no bucket or namespace declared.`,
  );
}

/** Has Velero take backups, one after another, as it would by itself. */
export async function takeBackups(
  velero: Velero,
  due: readonly BackupByHand[],
  quiet: boolean,
): Promise<TakenBackup[]> {
  const taken: TakenBackup[] = [];
  for (const { schedule, metadata, spec } of due) {
    const begun = performance.now();
    await velero.createBackup({ metadata, spec });
    const { name } = metadata;
    const backup = await velero.waitForBackup(name, { onProgress: showProgress(name, quiet) });
    const outcome = outcomeOf(backup);
    taken.push({
      backup: name,
      schedule,
      outcome,
      objects: backup.status?.progress?.itemsBackedUp ?? 0,
      seconds: (performance.now() - begun) / 1000,
      reasons: outcome === "completed" ? [] : [...reasonsOf(backup), ...(await errorsOf(velero, name))],
    });
  }
  return taken;
}

/** A backup that has come to nothing has no results that could be asked for. */
async function errorsOf(velero: Velero, backup: string): Promise<string[]> {
  try {
    return messageLines((await velero.backupResults(backup)).errors).slice(0, MOST_REASONS);
  } catch {
    return [];
  }
}
