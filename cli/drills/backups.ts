import { setTimeout as sleep } from "node:timers/promises";
import { SCHEDULE_LABEL, whyForeign } from "../../fleet/backup/origin.ts";
import { outcomeOf } from "../../fleet/backup/velero-objects.ts";
import type { PlannedRestore, RestoreDrillPlan } from "../../fleet/drills/plan.ts";
import { DRILL_LABEL } from "../../fleet/drills/sandbox.ts";
import { VELERO_NAMESPACE } from "../../fleet/platform/velero.ts";
import { listed } from "../../fleet/problems.ts";
import type { Velero } from "../velero/velero.ts";
import type { ChosenBackup } from "./context.ts";
import { completedAt, newestOf } from "./newest.ts";

/** Longest time until another cluster's Velero has seen a new backup: it looks every minute (velero 1.18, --backup-sync-period). */
const SYNC_MS = 3 * 60_000;

/**
 * The newest completed backup of each schedule that the drill restores from, as the target knows them.
 * @throws Error that names the schedules without one, and what there is.
 */
export async function chooseBackups(
  target: Velero,
  { source, restores, fleet, environment }: RestoreDrillPlan,
): Promise<ChosenBackup[]> {
  // Another fleet may have a place in the same bucket.
  const all = (await target.backups()).filter(
    (each) => whyForeign(each, source, { fleet, name: environment }) === undefined,
  );
  const found = restores.map(({ schedule }) => newestOf(all, schedule));
  const without = restores.filter((_, index) => found[index] === undefined);
  if (without.length === 0) return found.flatMap((each) => each ?? []);
  const schedules = listed(without.map(({ schedule }) => schedule));
  const there = all.map(({ metadata, status }) => `${metadata.name} (${status?.phase ?? "new"})`);
  throw new Error(
    `${target.cluster} knows no completed backup of ${schedules}, ` +
      (there.length === 0
        ? `and none of ${source.name} at all: is its location there Available?`
        : `and of ${source.name} only ${listed(there)}.`),
  );
}

interface Schedule {
  readonly spec: {
    readonly template: Record<string, unknown> & {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
    };
  };
}

/**
 * Has a cluster take one more backup of each schedule, of what that holds now, and waits until they are there. Those
 * that an earlier call has ordered are waited for.
 *
 * @param id Of the drill's run.
 * @throws Error if one does not complete.
 */
export async function takeBackups(
  source: Velero,
  restores: readonly Pick<PlannedRestore, "schedule">[],
  id: string,
): Promise<ChosenBackup[]> {
  const names = restores.map(({ schedule }) => ({ schedule, name: `${schedule}-drill-${id}` }));
  for (const { schedule, name } of names) {
    if ((await source.backup(name)) !== undefined) continue;
    const { spec } = await source.server.get<Schedule>(
      `/apis/velero.io/v1/namespaces/${VELERO_NAMESPACE}/schedules/${schedule}`,
    );
    const { metadata, ...template } = spec.template;
    const labels = { ...metadata?.labels, [SCHEDULE_LABEL]: schedule, [DRILL_LABEL]: id };
    await source.createBackup({ metadata: { name, labels }, spec: template });
  }
  const taken = names.map(async ({ schedule, name }): Promise<ChosenBackup> => {
    const backup = await source.waitForBackup(name);
    if (outcomeOf(backup) !== "completed")
      throw new Error(`backup ${name} ended ${backup.status?.phase ?? ""}: fleet backup logs ${name}`);
    return { name, schedule, completed: completedAt(backup) };
  });
  return Promise.all(taken);
}

/**
 * Tells a cluster of new backups in a bucket that it reads. Not of backups with volumes, for which its own Velero makes
 * other objects besides when it looks there next.
 */
export async function introduceBackups(
  source: Velero,
  target: Velero,
  backups: readonly ChosenBackup[],
): Promise<void> {
  for (const { name } of backups) {
    const [backup, known] = [await source.backup(name), await target.backup(name)];
    if (backup !== undefined && known === undefined) await target.announce(backup);
  }
}

/** Waits until a cluster knows these backups. @throws Error with those that it does not. */
export async function awaitBackups(
  target: Velero,
  backups: readonly ChosenBackup[],
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + SYNC_MS;
  for (;;) {
    const known = new Set((await target.backups()).map(({ metadata }) => metadata.name));
    const missing = backups.filter(({ name }) => !known.has(name)).map(({ name }) => name);
    if (missing.length === 0) return;
    if (performance.now() > end)
      throw new Error(
        `${target.cluster} does not know ${listed(missing)} after ${SYNC_MS / 60_000} minutes.`,
      );
    await sleep(500, undefined, { signal });
  }
}
