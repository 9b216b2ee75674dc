import { drillPlan, type RestoreDrillPlan } from "../../fleet/drills/plan.ts";
import { sandboxNamespaces } from "../../fleet/drills/sandbox.ts";
import { wayBack } from "../../fleet/drills/way-back.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { readClusterRecords } from "../clusters.ts";
import { openProject, type Project } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { Velero } from "../velero/velero.ts";
import { begun, isOpen, resumed, type DrillOptions } from "./begin.ts";
import { chooseDrill } from "./choose.ts";
import type { DrillContext, DrillNotes } from "./context.ts";
import { DeclarationFile } from "./declaration.ts";
import { BACK_FIRST, BACK_THEN, FAILOVER_STEPS, placeIn } from "./failover.ts";
import { recordOfRun } from "./facts.ts";
import { Journal, runFolder, type Run } from "./journal.ts";
import { carryOutHub } from "./hub/drill.ts";
import { keepRecord } from "./keep-record.ts";
import { withDrillLock } from "./lock.ts";
import type { DrillOutcome } from "./outcome.ts";
import { forgetKubeconfig } from "./probes.ts";
import { SANDBOX_END, SANDBOX_STEPS } from "./sandbox.ts";
import { runSteps, StepError, type OnStep } from "./steps.ts";
import { readVersions, versionBehind, versionOf } from "./versions.ts";

/** Nothing waits longer for anything: a restore of terabytes takes hours. */
const LIMIT_MS = 24 * 3_600_000;

/**
 * Carries a drill out, or takes up one that was cut off.
 * @throws UsageError if it cannot be begun; StepError with the step that has failed: the same call goes on there.
 */
export async function carryOut(root: string, drill: string, options: DrillOptions): Promise<DrillOutcome> {
  const project = await openProject(root);
  const { environment } = chooseDrill(project.fleet, drill, options.environment);
  const plan = drillPlan(environment, drill);
  if (plan.mode === "hub") {
    if (options.back === true)
      throw new UsageError(`Drill ${drill} has no way back: the hub is where it was.`);
    const { yes = false, quiet = false } = options;
    return carryOutHub(project, environment, plan, { yes, quiet });
  }
  const name = { environment: environment.name, drill };
  return withDrillLock(root, name, async () => {
    const last = await Journal.open<DrillNotes>(root, name);
    const journal = isOpen(last?.run)
      ? await resumed(last, environment, options)
      : await begun(project, environment, plan, last?.run, options);
    await forgetKubeconfig(runFolder(root, name));
    return finish(project, environment, plan, journal, options.quiet ?? false);
  });
}

/** Gives up a run that was cut off. @returns it, with what it has noted. */
export async function abandon(root: string, drill: string, environment?: string): Promise<Run<DrillNotes>> {
  const project = await openProject(root);
  const { environment: declared } = chooseDrill(project.fleet, drill, environment);
  const name = { environment: declared.name, drill };
  return withDrillLock(root, name, async () => {
    const journal = await Journal.open<DrillNotes>(root, name);
    if (journal === undefined || !isOpen(journal.run))
      throw new UsageError(
        `Drill ${drill} of ${declared.name} is not under way: there is nothing to abandon.`,
      );
    const plan = drillPlan(declared, drill);
    const { run } = journal;
    if (plan.mode === "sandbox") {
      const context = await contextOf(project, declared, plan, journal, true);
      await runSteps(journal, SANDBOX_END, context, () => undefined);
      context.target.close();
    } else if (plan.mode === "failover" && run.direction === "there" && run.notes.before !== undefined) {
      new DeclarationFile(root).write(placeIn({ environment: declared }, plan.source.name), run.notes.before);
    }
    await journal.setState("abandoned");
    return journal.run;
  });
}

async function finish(
  project: Project,
  environment: Environment,
  plan: RestoreDrillPlan,
  journal: Journal<DrillNotes>,
  quiet: boolean,
): Promise<DrillOutcome> {
  const onStep: OnStep = (step, said) => {
    if (!quiet && said !== undefined) console.log(`✔ ${step}: ${said}`);
  };
  const { direction } = journal.run;
  const there = direction === "there" ? plan : await routeBack(plan, environment, journal);
  if (direction === "back") {
    const first = await contextOf(project, environment, there, journal, quiet);
    await runSteps(journal, BACK_FIRST, first, onStep);
    first.target.close();
  }
  const context = await contextOf(project, environment, there, journal, quiet);
  try {
    await noteKubernetes(context);
    if (plan.mode === "sandbox") await runSandbox(context, onStep);
    else await runSteps(journal, direction === "there" ? FAILOVER_STEPS : BACK_THEN, context, onStep);
    const versions = await readVersions(context.target.server);
    const record = recordOfRun(there, journal.run, versions);
    const file = direction === "there" ? await keepRecord(project, environment, record) : undefined;
    await journal.setState("done");
    return { record, ...(file === undefined ? {} : { file }) };
  } catch (error) {
    if (journal.run.state === "running") await journal.setState("stopped");
    throw error;
  } finally {
    context.target.close();
  }
}

/** As it was when it began: on the way the workloads leave the cluster whose backups are restored. */
async function routeBack(
  plan: RestoreDrillPlan,
  environment: Environment,
  journal: Journal<DrillNotes>,
): Promise<RestoreDrillPlan> {
  const back = wayBack(plan, environment);
  const { route = { workloads: back.workloads, restores: back.restores }, asItWas } = journal.run.notes;
  await journal.note({ route });
  return { ...back, ...route, source: asItWas === true ? back.target : back.source };
}

/** What fails in a sandbox fails the drill; and then it is taken down all the same. */
async function runSandbox(context: DrillContext, onStep: OnStep): Promise<void> {
  const { journal } = context;
  if (journal.run.notes.stopped === undefined) {
    try {
      await runSteps(journal, SANDBOX_STEPS, context, onStep);
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      await journal.note({ stopped: error.message });
      onStep(error.step, `✗ ${error.message}`);
    }
  }
  await runSteps(journal, SANDBOX_END, context, onStep);
}

async function contextOf(
  project: Project,
  environment: Environment,
  plan: RestoreDrillPlan,
  journal: Journal<DrillNotes>,
  quiet: boolean,
): Promise<DrillContext> {
  const records = await readClusterRecords(project, environment);
  const kubeconfigs = new Map(
    [...records].flatMap(([cluster, record]) =>
      record.state === "known" ? [[cluster, record.kubeconfig] as const] : [],
    ),
  );
  const signal = AbortSignal.timeout(LIMIT_MS);
  const kubeconfig = kubeconfigs.get(plan.target.name);
  if (kubeconfig === undefined)
    throw new UsageError(`${plan.target.name} has not been brought up: npx fleet up.`);
  const namespaces =
    plan.mode === "sandbox"
      ? sandboxNamespaces(plan, journal.run.id)
      : Object.fromEntries(plan.workloads.map(({ namespace }) => [namespace, namespace]));
  return {
    project,
    environment,
    plan,
    journal,
    kubeconfigs,
    target: await Velero.connect(plan.target.name, kubeconfig, signal),
    namespaces,
    quiet,
    signal,
    contents: new Map(),
  };
}

/** Asked first of all: whether the target answers is seen before anything is done. */
async function noteKubernetes({ target, journal, kubeconfigs, plan }: DrillContext): Promise<void> {
  if (journal.run.notes.kubernetes !== undefined) return;
  const source = await versionBehind(kubeconfigs.get(plan.source.name) ?? "").catch(() => null);
  const own = await versionOf(target.server).catch((error: unknown) => {
    throw new Error(`${target.cluster} does not answer (${(error as Error).message}).`, { cause: error });
  });
  await journal.note({ kubernetes: { source, target: own } });
}
