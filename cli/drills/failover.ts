import { ageOf, CANARY_LABEL, canaryTime } from "../../fleet/backup/canary.ts";
import { compareRestored } from "../../fleet/drills/compare.ts";
import type { DrilledObject } from "../../fleet/drills/objects.ts";
import { clusterNamed, environmentOf } from "../../fleet/fleet.ts";
import { WORKLOAD_LABEL } from "../../fleet/names.ts";
import { listed } from "../../fleet/problems.ts";
import { openProject } from "../engine/project.ts";
import { Velero } from "../velero/velero.ts";
import { awaitBackups, chooseBackups, introduceBackups, takeBackups } from "./backups.ts";
import type { DrillContext } from "./context.ts";
import { remark } from "./remark.ts";
import { DeclarationFile, type ClusterPlace, type ClusterSetting } from "./declaration.ts";
import { labelled, objectsIn } from "./live.ts";
import { awaitPlanned } from "./planned.ts";
import { probe } from "./probing.ts";
import { backedUp, dueRestores, restoreAll } from "./restore.ts";
import { answers, upAll, upAround } from "./source.ts";
import type { Step, StepResult } from "./steps.ts";

/*
 * A failover moves the workloads of its source to its target for good: by the declaration, which it edits, and by what
 * was backed up. Each step finds out by itself whether it has been done, and whether the source answers now.
 */

export const FAILOVER_STEPS: readonly Step<DrillContext>[] = [
  { name: "traffic-off", run: trafficOff },
  { name: "last-backup", run: (context) => lastBackup(context, context.plan.source.name) },
  { name: "restore", run: restore },
  { name: "cordon", run: cordon },
  { name: "healthy", run: (context) => healthy(context, context.plan.target.name) },
  { name: "probes", run: probe },
  { name: "compare", run: compareMissing },
  { name: "measure", run: measure },
];

/** The way back, up to where the cluster that the workloads come back to is there again. */
export const BACK_FIRST: readonly Step<DrillContext>[] = [{ name: "source-up", run: sourceUp }];

/** And from there on; the plan is that of the way back (see `wayBack`). */
export const BACK_THEN: readonly Step<DrillContext>[] = [
  { name: "last-backup", run: (context) => lastBackup(context, context.plan.source.name) },
  { name: "restore", run: restore },
  { name: "uncordon", run: (context) => undo(context, "cordoned") },
  { name: "healthy", run: (context) => healthy(context, context.plan.target.name) },
  { name: "probes", run: probe },
  { name: "traffic-on", run: (context) => undo(context, "traffic") },
  { name: "measure", run: measure },
];

const OFF: ClusterSetting = { key: "traffic", value: "off" };
const CORDONED: ClusterSetting = { key: "cordoned", value: "true" };

/** What a failover makes of the declaration. */
export const FAILED_OVER: readonly ClusterSetting[] = [OFF, CORDONED];

/** Where a cluster stands in the declaration. */
export function placeIn({ environment }: Pick<DrillContext, "environment">, cluster: string): ClusterPlace {
  return { environment: environment.name, region: clusterNamed(environment, cluster).region, cluster };
}

async function trafficOff(context: DrillContext): Promise<StepResult> {
  const { project, plan, journal } = context;
  const file = new DeclarationFile(project.root);
  const place = placeIn(context, plan.source.name);
  // Noted before the first edit, so that whenever this is cut off, what is noted is what the user had written.
  if (journal.run.notes.before === undefined)
    await journal.note({ before: FAILED_OVER.map(({ key }) => file.settingOf(place, key)) });
  file.write(place, [OFF]);
  return upAround(context, plan.source.name);
}

async function cordon(context: DrillContext): Promise<StepResult> {
  const { project, plan } = context;
  new DeclarationFile(project.root).write(placeIn(context, plan.source.name), FAILED_OVER);
  return upAround(context, plan.source.name);
}

/** The source of the failover, with the declaration as the failover has left it: what it still ran goes. */
function sourceUp(context: DrillContext): Promise<StepResult> {
  return upAll(context);
}

/** Takes one of the failover's edits back. */
async function undo(context: DrillContext, key: ClusterSetting["key"]): Promise<StepResult> {
  const { project, plan, journal } = context;
  const before = journal.run.notes.before?.find((setting) => setting.key === key) ?? {
    key,
    value: undefined,
  };
  new DeclarationFile(project.root).write(placeIn(context, plan.target.name), [before]);
  return upAround(context, plan.target.name);
}

/**
 * One more backup if the source answers, and else, or if that does not come about, the newest there is. Those that are
 * chosen stay chosen: a restore may have begun.
 */
async function lastBackup(context: DrillContext, source: string): Promise<StepResult> {
  const { plan, journal, target, signal } = context;
  if (journal.run.notes.backups !== undefined)
    return listed(journal.run.notes.backups.map(({ name }) => name));
  let why = "it does not answer";
  if (await answers(context, source)) {
    try {
      const velero = await Velero.connect(source, context.kubeconfigs.get(source) ?? "", signal);
      try {
        const backups = await takeBackups(velero, plan.restores, journal.run.id);
        if (plan.restores.every(({ volumes }) => volumes === "none"))
          await introduceBackups(velero, target, backups);
        await awaitBackups(target, backups, signal);
        await journal.note({ backups });
        return listed(backups.map(({ name }) => name));
      } finally {
        velero.close();
      }
    } catch (error) {
      signal.throwIfAborted();
      why = (error as Error).message;
    }
  }
  const backups = await chooseBackups(target, plan);
  await remark(context, `no last backup of ${source}, since ${why}: the newest there was is restored`);
  await journal.note({ backups });
  return `${listed(backups.map(({ name }) => name))}, the newest there is: ${why}`;
}

function restore(context: DrillContext): Promise<StepResult> {
  return restoreAll(context, dueRestores(context), ({ planned: { clusterScoped, volumes } }) => ({
    // Alone, volumes and what else belongs to what is in the namespaces would come.
    ...(volumes === "none" && clusterScoped.length === 0 ? { includeClusterResources: false } : {}),
  }));
}

/** The time that is left of the budget; whoever is late is waited for a little longer, to say by how much. */
const LATE_MS = 120_000;

async function healthy(context: DrillContext, cluster: string): Promise<StepResult> {
  const { plan, journal, target, signal } = context;
  const project = await openProject(context.project.root);
  const environment = environmentOf(project.fleet, plan.environment);
  const left = plan.budget.rto * 1000 - (Date.now() - Date.parse(journal.run.ordered));
  const where = { environment, root: project.root };
  const limit = Math.max(left, LATE_MS);
  const workloads = await awaitPlanned(target.server, cluster, plan.workloads, where, limit, signal);
  await journal.note({ workloads });
  const unready = workloads.filter(({ ready }) => !ready);
  if (unready.length > 0)
    throw new Error(unready.map(({ name, why }) => `${name} on ${cluster}: ${why ?? ""}`).join("; "));
  return listed(workloads.map(({ name }) => name));
}

/**
 * What the declaration has there is compared by those who bring it about, and what lived there already is left alone: so
 * only what the restore was to bring is looked at.
 */
async function compareMissing(context: DrillContext): Promise<StepResult> {
  const { target, journal, namespaces, plan } = context;
  const restores = dueRestores(context).map(({ name }) => name);
  const isDeclared = ({ object }: DrilledObject) => object.metadata.labels?.[WORKLOAD_LABEL] !== undefined;
  const objects = (await backedUp(context)).filter((each) => !isDeclared(each));
  const live = await objectsIn(target.server, Object.keys(namespaces));
  const came = live.filter(({ object: { metadata } }) =>
    restores.includes(metadata.labels?.["velero.io/restore-name"] ?? ""),
  );
  const exclude = plan.restores.flatMap((each) => each.exclude);
  const missing = compareRestored(objects, live, { excluded: exclude }).filter(
    ({ kind }) => kind === "missing",
  );
  const changed = compareRestored(objects, came, { excluded: exclude }).filter(
    ({ kind }) => kind === "changed",
  );
  const differences = [...missing, ...changed];
  await journal.note({ compared: objects.length, differences });
  return differences.length === 0
    ? `${objects.length} objects besides what is declared, all there`
    : `${differences.length} differences in ${objects.length} objects`;
}

/**
 * The age of the newest canary that came. The target has canaries of its own, and where both are of the same minute the
 * restore leaves alone what is there: Velero's list of what it has been through has either. It calls `failed` also what
 * is there and different (velero 1.18, pkg/restore/restore.go), which is no failure of a restore that has completed.
 * Those that came are taken away when they have been read.
 */
async function measure(context: DrillContext): Promise<StepResult> {
  const { target, journal, namespaces } = context;
  if (journal.run.notes.rpo === undefined) {
    const { restores = [] } = journal.run.notes;
    const lists = await Promise.all(
      restores.map(async ({ name, phase }) =>
        (await target.restored(name)).filter(({ action }) => phase === "Completed" || action !== "failed"),
      ),
    );
    const came = lists.flat().filter(({ type }) => type === "batch/v1/Job");
    const jobs = Object.keys(namespaces).map((namespace): [string, readonly string[]] => {
      const own = came.filter((each) => each.namespace === namespace);
      return [namespace, own.map(({ name }) => name).filter((name) => canaryTime(name) !== undefined)];
    });
    const ordered = Math.floor(Date.parse(journal.run.ordered) / 1000);
    const { seconds, without } = ageOf(new Map(jobs), ordered);
    if (without.length > 0) await remark(context, `no canary came back in ${listed(without)}`);
    if (seconds !== undefined) await journal.note({ rpo: seconds });
  }
  await forgetCanaries(context);
  const { rpo } = journal.run.notes;
  return rpo === undefined
    ? "the age of what came back is not known"
    : `what came back was ${Math.round(rpo)} s old when it was ordered`;
}

async function forgetCanaries(context: DrillContext): Promise<void> {
  const { server } = context.target;
  const restores = dueRestores(context).map(({ name }) => name);
  if (restores.length === 0) return;
  const mark = `${CANARY_LABEL},velero.io/restore-name in (${restores.join(",")})`;
  for (const { said, path } of await labelled(server, mark)) {
    if (said.startsWith("jobs.batch ")) await server.delete(`${path}?propagationPolicy=Background`);
  }
}
