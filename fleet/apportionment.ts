import { compare } from "./fleet.ts";

/** What one party asks of a whole that is divided in units. */
export interface Claim {
  readonly name: string;
  /** Whole number; 0 asks for no more than the minimum. At most 1,000,000. */
  readonly weight: number;
  readonly min: number;
  /** No limit if undefined. */
  readonly max: number | undefined;
}

/**
 * Divides a whole number of units by weight: the method of Webster (Sainte-Laguë), a divisor method with minimum
 * requirements (Balinski and Young, "Fair Representation", 1982). Think of one list of all units of all claims: those
 * within a minimum first, then unit k of a claim at (2k − 1) / weight, ties by name. The first `total` are given.
 *
 * Hence: a claim that is added only puts units into that list, so every other claim keeps its units or loses some to
 * the new one, and never gains; one unit more in total goes to one claim and takes from none. All arithmetic is in
 * whole numbers, exact up to a total of 100,000.
 *
 * @param total At least the sum of the minima and at most what the claims can take.
 * @returns The units of each claim, in the order of the claims.
 */
export function apportion(total: number, claims: readonly Claim[]): number[] {
  const scale = claims.reduce((most, { weight }) => Math.max(most, weight), 1);
  const step = lastStepWithin(total, claims, scale);
  const given = claims.map((claim) => unitsAt(step, claim, scale, total));
  const left = total - sum(given);
  if (left > 0) {
    for (const index of nextInLine(step, claims, given, scale, total).slice(0, left))
      given[index] = (given[index] ?? 0) + 1;
  }
  return given;
}

/**
 * The divisor, found by bisection: the last step at which the claims take no more than the total. Steps are
 * 1 / scale apart and the units of a claim at least 2 / scale, so that a step gives no claim more than one unit.
 */
function lastStepWithin(total: number, claims: readonly Claim[], scale: number): number {
  const taken = (step: number) =>
    claims.reduce((units, claim) => units + unitsAt(step, claim, scale, total), 0);
  const weights = claims.reduce((all, { weight }) => all + weight, 0);
  let within = 0;
  let beyond = Math.ceil((2 * scale * total) / Math.max(weights, 1)) + 1;
  for (const end = 2 * scale * (total + 1); beyond < end && taken(beyond) <= total; beyond *= 2)
    within = beyond;
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2);
    if (taken(middle) <= total) within = middle;
    else beyond = middle;
  }
  return within;
}

/** Units k of a claim with (2k − 1) / weight ≤ step / scale, within its minimum and maximum. */
function unitsAt(step: number, { weight, min, max = Infinity }: Claim, scale: number, total: number): number {
  const units = Math.floor((weight * step + scale) / (2 * scale));
  return Math.max(min, Math.min(units, max, total));
}

/** Positions of the claims that gain a unit with the next step, whose unit comes first in the list first. */
function nextInLine(
  step: number,
  claims: readonly Claim[],
  given: readonly number[],
  scale: number,
  total: number,
): number[] {
  const unitAfter = (index: number) => 2 * (given[index] ?? 0) + 1;
  return [...claims.keys()]
    .filter((index) => unitsAt(step + 1, claims[index] as Claim, scale, total) > (given[index] ?? 0))
    .sort((i, j) => {
      const [a, b] = [claims[i] as Claim, claims[j] as Claim];
      return unitAfter(i) * b.weight - unitAfter(j) * a.weight || compare(a.name, b.name);
    });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
