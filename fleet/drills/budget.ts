import { inWords } from "./durations.ts";
import type { Budget } from "./plan.ts";

/** What was measured, in seconds; `undefined` where it could not be: nothing came back to measure it by. */
export interface Measured {
  readonly rto: number | undefined;
  readonly rpo: number | undefined;
}

/** One objective, and how it was met. */
export interface Objective {
  readonly name: "rto" | "rpo";
  /** Seconds that it may take. */
  readonly budget: number;
  /** Seconds that it took; `null` if it could not be measured, which keeps no budget. */
  readonly seconds: number | null;
  readonly kept: boolean;
}

/**
 * Whether a drill has kept its budget: what takes exactly as long as it may has kept it.
 *
 * @param budget Without `rpo` only the time is judged: a hub that comes back from its declaration loses no data.
 */
export function judgeBudget(budget: Pick<Budget, "rto"> & Partial<Budget>, measured: Measured): Objective[] {
  return [
    objective("rto", budget.rto, measured.rto),
    ...(budget.rpo === undefined ? [] : [objective("rpo", budget.rpo, measured.rpo)]),
  ];
}

/** `rto 41s of 5m`, `rpo 12m, 2m over its budget of 10m`, `rpo could not be measured; its budget is 10m`. */
export function describeObjective({ name, budget, seconds, kept }: Objective): string {
  if (seconds === null) return `${name} could not be measured; its budget is ${inWords(budget)}`;
  if (kept) return `${name} ${inWords(seconds)} of ${inWords(budget)}`;
  return `${name} ${inWords(seconds)}, ${inWords(seconds - budget)} over its budget of ${inWords(budget)}`;
}

function objective(name: Objective["name"], budget: number, seconds: number | undefined): Objective {
  return { name, budget, seconds: seconds ?? null, kept: seconds !== undefined && seconds <= budget };
}
