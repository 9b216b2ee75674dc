import { setTimeout as sleep } from "node:timers/promises";
import { whyForeign } from "../../../fleet/backup/origin.ts";
import type { VeleroBackup } from "../../../fleet/backup/velero-objects.ts";
import {
  hubRestores,
  hubSchedules,
  pausedNamespaces,
  pausingModifiers,
  type HubRestore,
} from "../../../fleet/drills/hub.ts";
import type { DrillRecord } from "../../../fleet/drills/record.ts";
import { DRILL_LABEL } from "../../../fleet/drills/sandbox.ts";
import { VELERO_NAMESPACE } from "../../../fleet/platform/velero.ts";
import { listed } from "../../../fleet/problems.ts";
import { unlessThere } from "../../client/unless-there.ts";
import { readClusterRecords } from "../../clusters.ts";
import { Velero } from "../../velero/velero.ts";
import type { ChosenBackup } from "../context.ts";
import { endedRestore } from "../ended.ts";
import { completedAt, newestOf } from "../newest.ts";
import type { StepResult } from "../steps.ts";
import { fail, type HubContext } from "./context.ts";
import { unpause } from "./unpause.ts";

/*
 * What an `up` does not make, from the hub's own backups: the newest of each schedule that was complete when the hub was
 * lost. Taken up again, it waits for the restores that it finds.
 */

/** Time in which a new Velero has looked into its bucket: it does every minute (velero 1.18, --backup-sync-period). */
const SYNC_MS = 4 * 60_000;

/** So long, after it has seen one backup, until it has seen them all. */
const SETTLE_MS = 5_000;

/** Waits until Velero on the new hub has found the backups of the old one, and chooses. */
export async function chooseBackups(context: HubContext): Promise<StepResult> {
  const { environment, plan, journal, signal } = context;
  const schedules = hubSchedules(plan.hub, environment);
  if (schedules.length === 0) return { leftOut: "nothing of the hub is backed up" };
  return withVelero(context, async (velero) => {
    const end = performance.now() + SYNC_MS;
    let since: number | undefined;
    for (;;) {
      const found = foundOf(await velero.backups(), context);
      if (found.length > 0) since ??= performance.now();
      const settled = since !== undefined && performance.now() - since > SETTLE_MS;
      if (found.length === schedules.length || settled || performance.now() > end) {
        await journal.note({ backups: found });
        await missing(context, velero, schedules, found);
        return found.length === 0 ? "there is no backup" : listed(found.map(({ name }) => name));
      }
      await sleep(1_000, undefined, { signal });
    }
  });
}

/** What is not there cannot be brought back; the hub comes back all the same. */
async function missing(
  context: HubContext,
  velero: Velero,
  schedules: readonly string[],
  found: readonly ChosenBackup[],
): Promise<void> {
  const without = schedules.filter((schedule) => !found.some((backup) => backup.schedule === schedule));
  if (without.length === 0) return;
  const own = (await velero.locations()).find(({ metadata }) => metadata.name === velero.cluster);
  const phase = own?.status?.phase ?? "not looked at by any Velero";
  await fail(
    context,
    `no backup of ${listed(without)} was complete when the hub was lost: what only the hub held of it is lost ` +
      `(its location is ${phase})`,
  );
}

/** Those of before it was lost; another fleet may have a place in the same bucket. */
function foundOf(
  backups: readonly VeleroBackup[],
  { environment, plan, journal }: HubContext,
): ChosenBackup[] {
  const { ordered } = journal.run;
  const own = backups.filter(
    (each) => whyForeign(each, plan.hub, environment) === undefined && completedAt(each) <= ordered,
  );
  return hubSchedules(plan.hub, environment).flatMap((schedule) => newestOf(own, schedule) ?? []);
}

/** Restores them one after the other, clusters of Cluster API paused, which go on when all is there. */
export async function restoreHeld(context: HubContext): Promise<StepResult> {
  const { environment, plan, journal } = context;
  const { id, notes } = journal.run;
  const { backups = [] } = notes;
  if (backups.length === 0) return { leftOut: "there is no backup to restore" };
  const pausing = `drill-${id}-paused`;
  return withVelero(context, async (velero) => {
    if (pausedNamespaces(environment).length > 0) await putModifiers(velero, pausing, id, context);
    const done: DrillRecord["restores"] = [];
    for (const due of hubRestores(plan.hub, environment, pausing)) {
      const backup = backups.find(({ schedule }) => schedule === due.schedule);
      if (backup === undefined) continue;
      done.push(await restoreOne(context, velero, due, backup.name));
      await journal.note({ restores: done });
    }
    const clusters = await unpause(velero, backups, context);
    const names = done.map(({ name }) => name);
    await journal.note({ restored: await countCreated(velero, names) });
    await velero.server.delete(`${CONFIG_MAPS}/${pausing}`);
    return `${done.map(({ backup, phase }) => `${backup} ${phase}`).join(", ")}${clusters}`;
  });
}

const CONFIG_MAPS = `/api/v1/namespaces/${VELERO_NAMESPACE}/configmaps`;

async function putModifiers(
  velero: Velero,
  name: string,
  id: string,
  { environment }: HubContext,
): Promise<void> {
  await unlessThere(velero.server.post(CONFIG_MAPS, pausingModifiers(name, id, environment)));
}

async function restoreOne(
  context: HubContext,
  velero: Velero,
  { schedule, part, spec }: HubRestore,
  backup: string,
): Promise<DrillRecord["restores"][number]> {
  const { id } = context.journal.run;
  const name = [`drill-${id}`, schedule, ...(part === undefined ? [] : [part])].join(".");
  if ((await velero.restore(name)) === undefined) {
    const labels = { [DRILL_LABEL]: id };
    await velero.createRestore({ metadata: { name, labels }, spec: { ...spec, backupName: backup } });
  }
  return endedRestore(context, velero, await velero.waitForRestore(name));
}

async function countCreated(velero: Velero, restores: readonly string[]): Promise<number> {
  const lists = await Promise.all(restores.map((name) => velero.restored(name)));
  return lists.flat().filter(({ action }) => action === "created" || action === "updated").length;
}

async function withVelero<T>(
  { project, environment, plan, signal }: HubContext,
  work: (velero: Velero) => Promise<T>,
): Promise<T> {
  const record = (await readClusterRecords(project, environment)).get(plan.hub.name);
  if (record?.state !== "known") throw new Error(`The state knows no hub ${plan.hub.name}.`);
  const velero = await Velero.connect(plan.hub.name, record.kubeconfig, signal);
  try {
    return await work(velero);
  } finally {
    velero.close();
  }
}
