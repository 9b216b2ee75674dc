import { judgeBudget } from "../../fleet/drills/budget.ts";
import type { RestoreDrillPlan } from "../../fleet/drills/plan.ts";
import { recordOf, type DrillRecord } from "../../fleet/drills/record.ts";
import type { Cluster } from "../../fleet/fleet.ts";
import type { DrillNotes } from "./context.ts";
import type { Run } from "./journal.ts";
import { phasesOf, recoveryTime } from "./phases.ts";

/** The record of a run that has come to its end, well or not, out of its journal. */
export function recordOfRun(
  plan: RestoreDrillPlan,
  run: Run<DrillNotes>,
  versions: Readonly<Record<string, string>>,
): DrillRecord {
  const { notes } = run;
  const {
    backups = [],
    restores = [],
    workloads = [],
    probes = [],
    differences = [],
    leftBehind = [],
  } = notes;
  const { kubernetes, compared = 0, remarks = [], healthy, rpo, resumed = 0 } = notes;
  const rto = recoveryTime(run, healthy);
  const interruptions =
    resumed === 0 ? [] : [`the command was taken up again ${resumed === 1 ? "once" : `${resumed} times`}`];
  const facts = {
    fleet: plan.fleet,
    environment: plan.environment,
    drill: plan.name,
    mode: plan.mode,
    id: run.id,
    plan: run.plan,
    ordered: run.ordered,
    ended: new Date().toISOString(),
    source: placeOf(plan.source, kubernetes?.source),
    target: placeOf(plan.target, kubernetes?.target),
    versions: { ...versions },
    backups: [...backups],
    restores: [...restores],
    workloads: [...workloads],
    leftOut: [...plan.leftOut],
    phases: phasesOf(run),
    objectives: [...judgeBudget(plan.budget, { rto, rpo })],
    compared,
    differences: differences.map((each) => ({ ...each, pointers: [...each.pointers] })),
    probes: [...probes],
    leftBehind: [...leftBehind],
    notes: [...remarks, ...interruptions],
  };
  return recordOf(facts, notes.stopped);
}

function placeOf(
  { name, region, country }: Cluster,
  kubernetes: string | null = null,
): DrillRecord["source"] {
  return { cluster: name, region, country, kubernetes };
}
