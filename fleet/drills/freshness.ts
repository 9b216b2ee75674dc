import type { Environment } from "../fleet.ts";
import { planDigest } from "./digest.ts";
import { inWords } from "./durations.ts";
import { drillPlan } from "./plan.ts";
import { readRecords, type StoredRecord } from "./record-files.ts";
import { isSignedBy, readPublicKey } from "./signature.ts";

/** Whether a drill has been passed lately, as it is declared now, and can be shown to have been. */
export interface Freshness {
  readonly drill: string;
  readonly fresh: boolean;
  /** In words: how long ago it was, or why it does not count. */
  readonly why: string;
}

/** What one record is worth. */
export interface JudgedRecord extends StoredRecord {
  /** What is wrong with it as a proof, one line each; a drill that has failed is none of it. */
  readonly faults: readonly string[];
  /** Whether it was made for the plan as it is now. */
  readonly current: boolean;
}

/** All drills of an environment, by name; see {@link freshnessOf}. */
export function freshnessOfAll(root: string, environment: Environment, now: Date): Freshness[] {
  return Object.keys(environment.recovery?.drills ?? {})
    .sort()
    .map((drill) => freshnessOf(root, environment, drill, now));
}

/**
 * Whether there is a record that counts: signed by the declared key, of this very drill, passed, made for the plan as it
 * is now, and not older than declared. A drill that has failed since then is not asked about: the one before has shown
 * that it can be done.
 */
export function freshnessOf(root: string, environment: Environment, drill: string, now: Date): Freshness {
  const no = (why: string): Freshness => ({ drill, fresh: false, why });
  if (environment.recovery?.publicKey === undefined)
    return no("recovery.publicKey is not declared, so that nobody can tell whose records are to be trusted");
  const judged = judgedRecords(root, environment, drill, now);
  const passed = judged.filter(({ record }) => record === undefined || record.verdict === "passed");
  const [proven] = passed.filter(({ faults }) => faults.length === 0);
  if (proven?.record === undefined) {
    const [first] = passed;
    if (first !== undefined) return no(`${first.file} does not count: ${first.faults.join("; ")}`);
    return no(judged.length === 0 ? "it has never been run" : "it has never been passed");
  }
  const { every } = drillPlan(environment, drill);
  const age = (now.getTime() - Date.parse(proven.record.ended)) / 1000;
  const ago = `it was passed ${inWords(Math.max(0, age))} ago`;
  if (!proven.current) return no(`${ago}, and its plan has changed since`);
  if (age > every) return no(`${ago}, and that may be ${inWords(every)} at most`);
  return { drill, fresh: true, why: ago };
}

/** The records of a drill, the newest first, and what each is worth. */
export function judgedRecords(
  root: string,
  environment: Environment,
  drill: string,
  now: Date,
): JudgedRecord[] {
  const { recovery, name } = environment;
  if (recovery === undefined) return [];
  const stored = readRecords(root, { records: recovery.records, environment: name, drill });
  if (stored.length === 0) return [];
  const digest = planDigest(environment, drill);
  return stored.map((each) => ({
    ...each,
    faults: faultsOf(each, environment, drill, now),
    current: each.record?.plan === digest,
  }));
}

/** Clocks of two machines differ by that much, in milliseconds, without anybody having made a record up. */
const CLOCK_SKEW = 5 * 60 * 1000;

function faultsOf(
  { record, signature, page }: StoredRecord,
  { fleet, name: environment, recovery }: Environment,
  drill: string,
  now: Date,
): string[] {
  if (record === undefined) return ["it is not a record of this version"];
  const key = readPublicKey(recovery?.publicKey ?? "");
  const other = `${record.drill} of ${record.environment} in fleet ${record.fleet}`;
  const isOther = record.fleet !== fleet || record.environment !== environment || record.drill !== drill;
  const faults = [
    isOther ? `it is of drill ${other}` : undefined,
    Date.parse(record.ended) > now.getTime() + CLOCK_SKEW
      ? `it is of a time to come, ${record.ended}`
      : undefined,
    signature === undefined ? "it is not signed" : undefined,
    signature !== undefined && key !== undefined && !isSignedBy(record, signature, key)
      ? "its signature is not of recovery.publicKey, or it was changed since"
      : undefined,
    page === "another" ? "its page says something else" : undefined,
  ];
  return faults.filter((fault) => fault !== undefined);
}
