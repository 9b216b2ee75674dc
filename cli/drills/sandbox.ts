import { ageOf, canaryTime } from "../../fleet/backup/canary.ts";
import { judgeBudget } from "../../fleet/drills/budget.ts";
import { compareRestored } from "../../fleet/drills/compare.ts";
import { modifiersObject, sandboxGround, sandboxWalls } from "../../fleet/drills/grounds.ts";
import { mapped } from "../../fleet/drills/objects.ts";
import { DRILL_LABEL, sandboxModifications, type Modification } from "../../fleet/drills/sandbox.ts";
import { SECLUDED_KINDS } from "../../fleet/drills/seclusion.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { VELERO_NAMESPACE } from "../../fleet/platform/velero.ts";
import { listed } from "../../fleet/problems.ts";
import { RefusalError, type ApiServer } from "../client/api-server.ts";
import { chooseBackups } from "./backups.ts";
import type { DrillContext } from "./context.ts";
import { remark } from "./remark.ts";
import { objectsIn } from "./live.ts";
import { probe } from "./probing.ts";
import { awaitReady, expectedOf } from "./ready.ts";
import { backedUp, dueRestores, objectsOf, restoreAll, type DueRestore } from "./restore.ts";
import type { Step, StepResult } from "./steps.ts";
import { tearDown } from "./tear-down.ts";
import { notBackedUp } from "./whole.ts";

/*
 * A drill in a sandbox: restored beside what lives in the target, cut off from the world, looked at, and taken away. The
 * stopwatch runs from the order until all is ready and the probes have found it good.
 */

/** What is done as long as nothing fails. */
export const SANDBOX_STEPS: readonly Step<DrillContext>[] = [
  { name: "choose-backups", run: choose },
  { name: "seclude", run: seclude },
  { name: "restore", run: restore },
  { name: "ready", run: ready },
  { name: "probes", run: probe },
  { name: "compare", run: compareAll },
  { name: "measure", run: measure },
];

/** What is done in any case. */
export const SANDBOX_END: readonly Step<DrillContext>[] = [{ name: "tear-down", run: clear }];

async function choose({ target, plan, journal }: DrillContext): Promise<StepResult> {
  const backups = await chooseBackups(target, plan);
  await journal.note({ backups });
  return listed(backups.map(({ name }) => name));
}

async function seclude(context: DrillContext): Promise<StepResult> {
  const { target, environment, journal, namespaces, plan } = context;
  const { id } = journal.run;
  const { server } = target;
  for (const object of sandboxGround(plan.name, id, namespaces, environment.workloads))
    await ensure(server, "/api/v1/namespaces", object, id);
  for (const object of sandboxWalls(id, namespaces)) {
    const place = `/apis/networking.k8s.io/v1/namespaces/${object.metadata.namespace ?? ""}/networkpolicies`;
    await ensure(server, place, object, id);
  }
  for (const due of dueRestores(context)) {
    const object = modifiersObject(due.name, id, await modificationsOf(context, due));
    await ensure(server, `/api/v1/namespaces/${VELERO_NAMESPACE}/configmaps`, object, id);
  }
  return listed(Object.values(namespaces));
}

async function modificationsOf(context: DrillContext, due: DueRestore): Promise<Modification[]> {
  return sandboxModifications(await objectsOf(context, due), context.plan.replicas ?? 1);
}

/** Makes an object, unless an earlier call has. */
async function ensure(server: ApiServer, place: string, object: KubernetesObject, id: string): Promise<void> {
  try {
    await server.post(place, object);
  } catch (error) {
    if (!(error instanceof RefusalError) || error.status !== 409) throw error;
    const there = await server.get<KubernetesObject>(`${place}/${object.metadata.name}`);
    if (there.metadata.labels?.[DRILL_LABEL] === id) return;
    throw new Error(`${object.kind} ${object.metadata.name} is there already, and not this drill's`);
  }
}

function restore(context: DrillContext): Promise<StepResult> {
  const { namespaces } = context;
  return restoreAll(context, dueRestores(context), ({ planned, name }) => ({
    namespaceMapping: namespaces,
    excludedResources: SECLUDED_KINDS,
    // Volumes come with objects that are in no namespace; all else that is in none would not be kept apart.
    ...(planned.volumes === "none" ? { includeClusterResources: false } : {}),
    resourceModifier: { kind: "ConfigMap", name },
  }));
}

/** The time that is left of the budget; whoever is late is waited for a little longer, to say by how much. */
const LATE_MS = 60_000;

async function ready(context: DrillContext): Promise<StepResult> {
  const { plan, journal, namespaces, target, signal } = context;
  const objects = await backedUp(context);
  const expected = expectedOf(plan.workloads, objects, (namespace) => mapped(namespace, namespaces));
  const left = plan.budget.rto * 1000 - (Date.now() - Date.parse(journal.run.ordered));
  const workloads = await awaitReady(target.server, expected, Math.max(left, LATE_MS), signal);
  await journal.note({ workloads });
  const unready = workloads.filter((workload) => !workload.ready);
  if (unready.length === 0) return listed(workloads.map(({ name }) => name));
  return `not ready: ${listed(unready.map(({ name, why }) => `${name} (${why ?? ""})`))}`;
}

async function compareAll(context: DrillContext): Promise<StepResult> {
  const { target, namespaces, journal } = context;
  const live = await objectsIn(target.server, Object.values(namespaces));
  const due = dueRestores(context);
  const modifications = (await Promise.all(due.map((each) => modificationsOf(context, each)))).flat();
  const objects = await backedUp(context);
  const excluded = SECLUDED_KINDS;
  const differences = [
    ...compareRestored(objects, live, { namespaces, modifications, excluded }),
    ...notBackedUp(context, objects, excluded),
  ];
  await journal.note({ compared: objects.length, differences });
  return differences.length === 0
    ? `${objects.length} objects, as they were`
    : `${differences.length} differences in ${objects.length} objects`;
}

async function measure(context: DrillContext): Promise<StepResult> {
  const { target, namespaces, journal, plan } = context;
  const jobs = new Map<string, readonly string[]>();
  for (const [declared, name] of Object.entries(namespaces)) {
    const { items } = await target.server.get<{ items: KubernetesObject[] }>(
      `/apis/batch/v1/namespaces/${name}/jobs`,
    );
    jobs.set(
      declared,
      items.map(({ metadata }) => metadata.name).filter((each) => canaryTime(each) !== undefined),
    );
  }
  const { seconds, without } = ageOf(jobs, Math.floor(Date.parse(journal.run.ordered) / 1000));
  if (without.length > 0) await remark(context, `no canary came back in ${listed(without)}`);
  await journal.note(seconds === undefined ? {} : { rpo: seconds });
  const measured = { rto: undefined, rpo: seconds };
  const [objective] = judgeBudget(plan.budget, measured).filter(({ name }) => name === "rpo");
  return seconds === undefined
    ? "the age of what came back is not known"
    : `what came back was ${Math.round(seconds)} s old${objective?.kept === true ? "" : ", more than the budget has"}`;
}

async function clear(context: DrillContext): Promise<StepResult> {
  const { target, journal, namespaces, signal } = context;
  const restores = dueRestores(context).map(({ name }) => name);
  const made = { id: journal.run.id, namespaces: Object.values(namespaces), restores };
  const leftBehind = await tearDown(target.server, made, signal);
  await journal.note({ leftBehind });
  return leftBehind.length === 0 ? "nothing is left" : `left: ${listed(leftBehind)}`;
}
