import { setTimeout as sleep } from "node:timers/promises";
import { hasEnded, type VeleroBackup } from "../../fleet/backup/velero-objects.ts";
import { nearest } from "../../fleet/declaration/nearest.ts";
import { listed } from "../../fleet/problems.ts";
import { UsageError } from "../errors.ts";
import type { Velero } from "../velero/velero.ts";
import type { Reached } from "./clusters.ts";

/** Time in which the cluster of a backup, which may be the one that is lost, has to say what it knows. */
const SOURCE_MS = 5000;

/** Velero looks for new backups of others every minute (velero 1.18, backup_sync_controller.go). */
const SYNC_MS = 90_000;

/**
 * A backup as the cluster knows it that is to restore it. One that it has not found yet is made known to it, if the
 * backup's own cluster still answers; else it is waited for, as long as the cluster takes to look.
 *
 * @param from Name of the cluster whose backup it is.
 * @throws UsageError if nobody knows it, with what there is.
 */
export async function findBackup(
  name: string,
  from: string,
  target: Velero,
  reached: Reached,
): Promise<VeleroBackup> {
  const known = await target.backup(name);
  if (known !== undefined || target.cluster === from) return known ?? (await fail(name, from, target));
  const own = await ownRecord(name, from, reached);
  if (own === "silent") return awaitSync(name, from, target);
  if (own === undefined) return fail(name, from, target);
  // What has not ended is not in the bucket; the caller says so.
  if (hasEnded(own)) await target.announce(own);
  return own;
}

async function ownRecord(
  name: string,
  from: string,
  reached: Reached,
): Promise<VeleroBackup | undefined | "silent"> {
  const reach = await reached.velero(from);
  if ("reason" in reach) return "silent";
  const late = sleep(SOURCE_MS, "silent" as const, { ref: false });
  return Promise.race([late, reach.velero.backup(name).catch(() => "silent" as const)]);
}

async function awaitSync(name: string, from: string, target: Velero): Promise<VeleroBackup> {
  const end = performance.now() + SYNC_MS;
  const synced = async () =>
    (await target.locations()).find(({ metadata }) => metadata.name === from)?.status?.lastSyncedTime;
  const before = await synced();
  while (performance.now() < end) {
    const backup = await target.backup(name);
    if (backup !== undefined) return backup;
    // It has looked since, and there is none.
    if (before !== (await synced())) break;
    await sleep(1000);
  }
  return (await target.backup(name)) ?? fail(name, from, target);
}

async function fail(name: string, from: string, target: Velero): Promise<never> {
  const [backups, locations] = await Promise.all([target.backups(), target.locations()]);
  const location = locations.find(({ metadata }) => metadata.name === from);
  const own = backups
    .filter(({ spec }) => spec.storageLocation === from)
    .map(({ metadata }) => metadata.name);
  const near = nearest(name, own);
  const elsewhere = backups.find(({ metadata }) => metadata.name === name)?.spec.storageLocation;
  const reason =
    location === undefined
      ? `${target.cluster} has no location "${from}": npx fleet up brings it`
      : location.status?.phase === "Available"
        ? `there are: ${listed(own.sort().reverse(), 5)}`
        : `its location there is ${location.status?.phase ?? "not looked at yet"}: ${location.status?.message ?? "does Velero run?"}`;
  const hint = near === undefined ? reason : `did you mean "${near}"?`;
  if (elsewhere !== undefined) throw new UsageError(`${name} is a backup of ${elsewhere}, not of ${from}.`);
  throw new UsageError(`${target.cluster} knows no backup "${name}" of ${from}; ${hint}`);
}
