import { judgeBudget } from "../../../fleet/drills/budget.ts";
import type { HubDrillPlan } from "../../../fleet/drills/plan.ts";
import { recordOf, type DrillRecord } from "../../../fleet/drills/record.ts";
import type { Run } from "../journal.ts";
import { phasesOf, recoveryTime } from "../phases.ts";
import type { HubNotes } from "./context.ts";

/** The record of a hub's drill, out of its journal: the hub is its source, and in what came back its target. */
export function recordOfHub(
  { hub, ...plan }: HubDrillPlan,
  run: Run<HubNotes>,
  versions: Readonly<Record<string, string>>,
): DrillRecord {
  const { notes } = run;
  const { kubernetes, healthy, failures = [], compared = 0 } = notes;
  const rto = recoveryTime(run, healthy);
  const place = (version: string | null = null) => {
    return { cluster: hub.name, region: hub.region, country: hub.country, kubernetes: version };
  };
  return recordOf(
    {
      fleet: plan.fleet,
      environment: plan.environment,
      drill: plan.name,
      mode: plan.mode,
      id: run.id,
      plan: run.plan,
      ordered: run.ordered,
      ended: new Date().toISOString(),
      source: place(kubernetes?.before),
      target: place(kubernetes?.after),
      versions: { ...versions },
      backups: [...(notes.backups ?? [])],
      restores: [...(notes.restores ?? [])],
      workloads: [...(notes.workloads ?? [])],
      leftOut: [],
      phases: phasesOf(run),
      objectives: [...judgeBudget(plan.budget, { rto, rpo: undefined })],
      compared,
      differences: (notes.differences ?? []).map((each) => ({ ...each, pointers: [...each.pointers] })),
      probes: [],
      leftBehind: [],
      notes: notesOf(notes),
    },
    failures.length === 0 ? undefined : failures.join("; "),
  );
}

function notesOf({ answered, members = {}, applications = [], restored, remarks = [] }: HubNotes): string[] {
  const watched = Object.keys(members);
  return [
    ...(answered === false ? ["the hub was gone before"] : []),
    ...(watched.length === 0 ? [] : [`members watched: ${watched.join(", ")}`]),
    ...(applications.length === 0 ? [] : [`applications that are back: ${applications.join(", ")}`]),
    ...(restored === undefined ? [] : [`${restored} objects came from backups`]),
    ...remarks,
  ];
}
