import { inWords } from "../../fleet/drills/durations.ts";
import type { DrillRecord } from "../../fleet/drills/record.ts";

/** What a drill came to. */
export interface DrillOutcome {
  readonly record: DrillRecord;
  /** Where its record is; unset for a way back, of which none is kept. */
  readonly file?: string;
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
