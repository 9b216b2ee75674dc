import Table from "cli-table3";
import { loadFleet } from "../../fleet/declaration/load.ts";
import { inWords } from "../../fleet/drills/durations.ts";
import { freshnessOf, judgedRecords } from "../../fleet/drills/freshness.ts";
import { drillPlan, type DrillPlan } from "../../fleet/drills/plan.ts";
import type { DrillRecord } from "../../fleet/drills/record.ts";
import { chooseDrills, type ChosenDrill } from "../drills/choose.ts";
import { describeState, Journal } from "../drills/journal.ts";
import { PROJECT_ROOT } from "../engine/project.ts";

export interface DrillListOptions {
  readonly environment?: string;
  readonly json?: boolean;
}

interface Row {
  readonly environment: string;
  readonly drill: string;
  readonly mode: DrillPlan["mode"];
  /** `eu-west-1 → us-east-1`, or the hub. */
  readonly where: string;
  /** Of a run that has not come to its end; null if there is none. */
  readonly run: string | null;
  readonly last: {
    readonly ordered: string;
    readonly verdict: string;
    readonly rto: number | null;
    readonly rpo: number | null;
  } | null;
  /** What the guardrail goes by. */
  readonly fresh: boolean;
  readonly why: string;
}

/** `fleet drill list`: the drills, the last record of each, and whether the guardrail takes it. */
export async function run(
  { environment, json = false }: DrillListOptions,
  root = PROJECT_ROOT,
): Promise<void> {
  const now = new Date();
  const chosen = chooseDrills(loadFleet(root), { environment });
  const drills = await Promise.all(chosen.map((each) => rowOf(root, each, now)));
  if (json) console.log(JSON.stringify({ drills }, undefined, 2));
  else console.log(drills.length === 0 ? "No drill is declared: recovery.drills" : format(drills));
}

async function rowOf(root: string, { environment, drill }: ChosenDrill, now: Date): Promise<Row> {
  const plan = drillPlan(environment, drill);
  const journal = await Journal.open(root, { environment: environment.name, drill });
  const isOpen = journal !== undefined && !["done", "abandoned"].includes(journal.run.state);
  const [last] = judgedRecords(root, environment, drill, now);
  const { fresh, why } = freshnessOf(root, environment, drill, now);
  return {
    environment: environment.name,
    drill,
    mode: plan.mode,
    where: plan.mode === "hub" ? plan.hub.name : `${plan.source.name} → ${plan.target.name}`,
    run: isOpen ? describeState(journal.run) : null,
    last: last?.record === undefined ? null : lastOf(last.record),
    fresh,
    why,
  };
}

function lastOf({ ordered, verdict, objectives }: DrillRecord): NonNullable<Row["last"]> {
  const secondsOf = (name: "rto" | "rpo") => objectives.find((each) => each.name === name)?.seconds ?? null;
  return { ordered, verdict, rto: secondsOf("rto"), rpo: secondsOf("rpo") };
}

function format(rows: readonly Row[]): string {
  const table = new Table({
    head: ["environment", "drill", "mode", "where", "last", "RTO", "RPO", "guardrail"],
    style: { head: [], border: [], compact: true },
  });
  table.push(
    ...rows.map(({ environment, drill, mode, where, run, last, fresh, why }) => [
      environment,
      drill,
      mode,
      where,
      run ?? (last === null ? "never" : `${last.verdict}, ${last.ordered.slice(0, 16)}Z`),
      measured(last?.rto),
      measured(last?.rpo),
      `${fresh ? "fresh" : "refuses"}: ${why}`,
    ]),
  );
  return table.toString();
}

function measured(seconds: number | null | undefined): string {
  return seconds === undefined || seconds === null ? "" : inWords(seconds);
}
