import { z } from "zod";
import { digestOfJson } from "../canonical-json.ts";
import { describeDifference } from "./compare.ts";
import { describeObjective } from "./budget.ts";

const instant = z.iso.datetime().describe("A time in UTC, such as 2026-11-27T22:25:07.000Z");
const text = z.string().min(1);
const seconds = z.number().min(0);

const place = z.strictObject({
  cluster: text,
  region: text,
  country: text,
  /** As its API server says; `null` if it has not answered. */
  kubernetes: text.nullable(),
});

/** What a drill leaves behind. No secret and no value of an object is in it. */
export const drillRecord = z.strictObject({
  version: z.literal(1),
  fleet: text,
  environment: text,
  drill: text,
  mode: z.enum(["sandbox", "failover", "hub"]),
  /** Of the run; the same in all that it has made. */
  id: text,
  /** SHA-256 of the plan that it was made for; see planDigest. */
  plan: z.string().regex(/^[0-9a-f]{64}$/),
  ordered: instant,
  ended: instant,
  verdict: z.enum(["passed", "failed"]),
  /** Why it has failed, one line each. */
  failures: z.array(text),
  source: place.nullable(),
  target: place.nullable(),
  versions: z.record(z.string(), text),
  backups: z.array(z.strictObject({ name: text, schedule: text, completed: instant })),
  restores: z.array(
    z.strictObject({ name: text, backup: text, phase: text, warnings: z.int(), errors: z.int() }),
  ),
  workloads: z.array(
    z.strictObject({
      name: text,
      namespace: text,
      restoredAs: text,
      ready: z.boolean(),
      why: text.optional(),
    }),
  ),
  leftOut: z.array(z.strictObject({ workload: text, reason: text })),
  phases: z.array(z.strictObject({ name: text, started: instant, seconds })),
  objectives: z.array(
    z.strictObject({
      name: z.enum(["rto", "rpo"]),
      budget: seconds,
      seconds: seconds.nullable(),
      kept: z.boolean(),
    }),
  ),
  /** How many objects of backups were compared with what came back. */
  compared: z.int().min(0),
  differences: z.array(
    z.strictObject({
      kind: z.enum(["missing", "extra", "changed"]),
      object: text,
      pointers: z.array(z.string()),
    }),
  ),
  probes: z.array(z.strictObject({ name: text, passed: z.boolean(), seconds, said: z.string() })),
  /** What the drill has made and could not take away again. */
  leftBehind: z.array(text),
  /** What else one has to know: a source that was left out, a cluster that has not answered. */
  notes: z.array(text),
});

export type DrillRecord = z.output<typeof drillRecord>;

/** All of a record but what follows from the rest. */
export type DrillFacts = Omit<DrillRecord, "version" | "verdict" | "failures">;

/**
 * The record of a drill, with its verdict: it has passed if all is back as it was, ready, in time, found good by the
 * probes, and nothing of the drill is left.
 *
 * @param stopped Why it did not come to its end; `undefined` if it did.
 */
export function recordOf(facts: DrillFacts, stopped?: string): DrillRecord {
  const failures = [...(stopped === undefined ? [] : [stopped]), ...failuresOf(facts)];
  return drillRecord.parse({
    version: 1,
    ...facts,
    verdict: failures.length === 0 ? "passed" : "failed",
    failures,
  });
}

function failuresOf(facts: DrillFacts): string[] {
  const { objectives, workloads, differences, probes, restores, leftBehind } = facts;
  return [
    ...objectives.filter(({ kept }) => !kept).map(describeObjective),
    ...workloads
      .filter(({ ready }) => !ready)
      .map(({ name, why }) => `workload ${name} is not ready${why === undefined ? "" : `: ${why}`}`),
    ...restores
      .filter(({ phase }) => phase !== "Completed")
      .map(({ backup, phase, errors }) => `the restore of ${backup} ended ${phase} with ${errors} errors`),
    ...differences.map(describeDifference),
    ...probes.filter(({ passed }) => !passed).map(({ name }) => `probe ${name} has failed`),
    ...leftBehind.map((what) => `left behind: ${what}`),
  ];
}

/** SHA-256 over the canonical JSON: what is signed, and what a record is known by. */
export function recordDigest(record: DrillRecord): string {
  return digestOfJson(record);
}
