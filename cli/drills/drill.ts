import { planDigest } from "../../fleet/drills/digest.ts";
import { inWords } from "../../fleet/drills/durations.ts";
import { drillPlan, type RestoreDrillPlan } from "../../fleet/drills/plan.ts";
import type { DrillRecord } from "../../fleet/drills/record.ts";
import { sandboxNamespaces } from "../../fleet/drills/sandbox.ts";
import { wayBack, whyNotBack } from "../../fleet/drills/way-back.ts";
import { clusterNamed, type Environment } from "../../fleet/fleet.ts";
import { listed } from "../../fleet/problems.ts";
import { ApiServer } from "../client/api-server.ts";
import { readClusterRecords } from "../clusters.ts";
import { confirm } from "../confirm.ts";
import { openProject, type Project } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { Velero } from "../velero/velero.ts";
import { chooseDrill } from "./choose.ts";
import type { DrillContext, DrillNotes } from "./context.ts";
import { DeclarationFile } from "./declaration.ts";
import { BACK_FIRST, BACK_THEN, FAILED_OVER, FAILOVER_STEPS, placeIn } from "./failover.ts";
import { recordOfRun } from "./facts.ts";
import { describeState, Journal, newRun, runFolder, type DrillName, type Run } from "./journal.ts";
import { keepRecord } from "./keep-record.ts";
import { withDrillLock } from "./lock.ts";
import { forgetKubeconfig, missingProbes } from "./probes.ts";
import { SANDBOX_END, SANDBOX_STEPS } from "./sandbox.ts";
import { runSteps, StepError, type OnStep } from "./steps.ts";
import { readVersions } from "./versions.ts";

export interface DrillOptions {
  /** Needed where more than one environment declares a drill of the name. */
  readonly environment?: string;
  /** Takes a failover back. @default false */
  readonly back?: boolean;
  /** With what the source itself had backed up, and not with what was written since. @default false */
  readonly asItWas?: boolean;
  /** Does not ask. @default false */
  readonly yes?: boolean;
  /** Shows nothing: the output is for a program. @default false */
  readonly quiet?: boolean;
}

/** What a drill came to. */
export interface DrillOutcome {
  readonly record: DrillRecord;
  /** Where its record is; unset for a way back, of which none is kept. */
  readonly file?: string;
}

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
  if (plan.mode === "hub") throw new Error("The hub has a way of its own.");
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

function isOpen<R extends Run<DrillNotes>>(run: R | undefined): run is R {
  return run?.state === "running" || run?.state === "stopped";
}

async function resumed(
  journal: Journal<DrillNotes> | undefined,
  environment: Environment,
  { back = false, quiet = false }: DrillOptions,
): Promise<Journal<DrillNotes>> {
  if (journal === undefined) throw new Error("There is no journal.");
  const { run } = journal;
  const direction = back ? "back" : "there";
  const again = `fleet drill ${run.drill}${run.direction === "back" ? " --back" : ""}`;
  if (run.direction !== direction)
    throw new UsageError(
      `Drill ${run.drill} is ${describeState(run)}${run.direction === "back" ? ", on the way back" : ""}: finish it (${again}), or fleet drill ${run.drill} --abandon.`,
    );
  if (run.plan !== planDigest(environment, run.drill))
    throw new UsageError(
      `Drill ${run.drill} is ${describeState(run)}, and what is declared of it has changed since it began: declare what was there, or fleet drill ${run.drill} --abandon.`,
    );
  if (!quiet) console.log(`Drill ${run.drill} (${run.id}) goes on: it was ${describeState(run)}.`);
  await journal.note({ resumed: (run.notes.resumed ?? 0) + 1 });
  return journal;
}

async function begun(
  project: Project,
  environment: Environment,
  plan: RestoreDrillPlan,
  last: Run<DrillNotes> | undefined,
  { back = false, asItWas = false, yes = false }: DrillOptions,
): Promise<Journal<DrillNotes>> {
  const what = back ? refuseBack(environment, plan, asItWas) : refuseThere(project, environment, plan);
  if (!yes) await confirm({ verb: "fleet drill", what, otherwise: "Nothing was done." });
  const name: DrillName = { environment: environment.name, drill: plan.name };
  return Journal.begin<DrillNotes>(
    project.root,
    newRun<DrillNotes>(name, {
      mode: plan.mode,
      direction: back ? "back" : "there",
      plan: planDigest(environment, plan.name),
      notes: back ? notesForBack(plan, last, asItWas) : {},
    }),
  );
}

/** What the way back goes by, of the way there: what the declaration said before, and what was restored. */
function notesForBack(
  { workloads, restores }: RestoreDrillPlan,
  last: Run<DrillNotes> | undefined,
  asItWas: boolean,
): DrillNotes {
  const { before, backups } = last?.mode === "failover" ? last.notes : {};
  const declared = before === undefined ? {} : { before };
  if (!asItWas) return declared;
  const chosen = last?.direction === "there" && backups !== undefined ? { backups } : {};
  return { ...declared, ...chosen, asItWas, route: { workloads, restores } };
}

/** What a drill will do, in a sentence. @throws UsageError with all that keeps it from being begun. */
function refuseThere(project: Project, environment: Environment, plan: RestoreDrillPlan): string {
  const { name, mode, source, target, workloads, leftOut, probes } = plan;
  const faults = missingProbes(project.root, probes);
  if (workloads.length === 0)
    faults.push(
      `it has no workload to restore: ${listed(leftOut.map(({ workload, reason }) => `${workload} ${reason}`)) || `${source.name} carries none`}`,
    );
  if (mode === "failover" && clusterNamed(environment, source.name).cordoned)
    faults.push(`${source.name} is cordoned already; the way back is fleet drill ${name} --back`);
  if (faults.length > 0) throw new UsageError(`Drill ${name} cannot be begun: ${faults.join("; ")}.`);
  const names = listed(workloads.map((workload) => workload.name));
  if (mode === "sandbox")
    return `Drill ${name} restores ${names} of ${source.name} beside what lives in ${target.name}, and takes it away again.`;
  // Whether it may be edited so, and what it would be: before anything is done.
  new DeclarationFile(project.root).check(placeIn({ environment }, source.name), FAILED_OVER);
  const noReturn = whyNotBack(plan, environment);
  const warning = noReturn === undefined ? "" : ` What they write there will not come back: ${noReturn}.`;
  return `Drill ${name} moves ${names} from ${source.name} to ${target.name} for good, and cordons ${source.name} in fleet.yaml.${warning}`;
}

function refuseBack(environment: Environment, plan: RestoreDrillPlan, asItWas: boolean): string {
  const { name, mode, source, target, workloads } = plan;
  if (mode !== "failover")
    throw new UsageError(`Drill ${name} is no failover: nothing has to be taken back.`);
  const { cordoned, traffic } = clusterNamed(environment, source.name);
  if (!cordoned && traffic === "on")
    throw new UsageError(
      `${source.name} is neither cordoned nor without traffic: there is no way back to go.`,
    );
  const noReturn = asItWas ? undefined : whyNotBack(plan, environment);
  if (noReturn !== undefined)
    throw new UsageError(
      `What was written in ${target.name} cannot be brought back: ${noReturn}. To go back without it, with what ${source.name} itself had backed up: fleet drill ${name} --back --as-it-was.`,
    );
  const without = asItWas ? ", without what was written since" : "";
  return `${listed(workloads.map((workload) => workload.name))} move back from ${target.name} to ${source.name}${without}.`;
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

async function noteKubernetes({ target, journal, kubeconfigs, plan }: DrillContext): Promise<void> {
  if (journal.run.notes.kubernetes !== undefined) return;
  const source = await readVersion(kubeconfigs.get(plan.source.name) ?? "").catch(() => null);
  await journal.note({ kubernetes: { source, target: await versionOf(target.server) } });
}

/** Time for a source that may be dead. */
const VERSION_MS = 3_000;

async function readVersion(kubeconfig: string): Promise<string> {
  const server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(VERSION_MS));
  try {
    return await versionOf(server);
  } finally {
    server.close();
  }
}

async function versionOf(server: ApiServer): Promise<string> {
  return (await server.get<{ gitVersion: string }>("/version")).gitVersion;
}

/** For people, in a few lines. */
export function describeOutcome({ record, file }: DrillOutcome): string[] {
  const { drill, verdict, failures, objectives, notes } = record;
  const times = objectives.map(({ name, seconds, budget }) =>
    seconds === null
      ? `${name} not measured (budget ${inWords(budget)})`
      : `${name} ${inWords(seconds)} of ${inWords(budget)}`,
  );
  return [
    ...failures.map((failure) => `✗ ${failure}`),
    ...notes.map((note) => `! ${note}`),
    `Drill ${drill} ${verdict}: ${times.join(", ")}`,
    ...(file === undefined ? [] : [`Record: ${file}`]),
  ];
}
