import type { DrillRecord } from "../../fleet/drills/record.ts";
import type { Run } from "./journal.ts";

/** The steps of a run as a record has them: when each began, and how long it took. */
export function phasesOf({ steps }: Pick<Run<unknown>, "steps">): DrillRecord["phases"] {
  return steps.flatMap(({ name, began, ended }) =>
    began === undefined || ended === undefined
      ? []
      : [{ name, started: began, seconds: secondsBetween(began, ended) }],
  );
}

/** Seconds from the order of a run until all was back; `undefined` if it never was. */
export function recoveryTime(
  { ordered }: Pick<Run<unknown>, "ordered">,
  healthy: string | undefined,
): number | undefined {
  return healthy === undefined ? undefined : secondsBetween(ordered, healthy);
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
