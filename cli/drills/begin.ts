import { planDigest } from "../../fleet/drills/digest.ts";
import type { RestoreDrillPlan } from "../../fleet/drills/plan.ts";
import { whyNotBack } from "../../fleet/drills/way-back.ts";
import { clusterNamed, type Environment } from "../../fleet/fleet.ts";
import { listed } from "../../fleet/problems.ts";
import { confirm } from "../confirm.ts";
import type { Project } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import type { DrillNotes } from "./context.ts";
import { DeclarationFile } from "./declaration.ts";
import { FAILED_OVER, placeIn } from "./failover.ts";
import { describeState, Journal, newRun, type DrillName, type Run } from "./journal.ts";
import { missingProbes } from "./probes.ts";

/* How a run of a drill begins, or goes on: what is asked for, against what is declared and what was left. */

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

/** Whether a run has not come to its end. */
export function isOpen<R extends Run<DrillNotes>>(run: R | undefined): run is R {
  return run?.state === "running" || run?.state === "stopped";
}

/** Takes a run up again. @throws UsageError if it is not what was asked for. */
export async function resumed(
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

/** Begins a run, when it has been found that it can be, and has been agreed to. */
export async function begun(
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
