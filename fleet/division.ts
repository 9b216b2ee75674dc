import { apportion, type Claim } from "./apportionment.ts";
import type { Division } from "./declaration/schema.ts";
import { compare } from "./fleet.ts";
import { counted, listed, type ModelProblem } from "./problems.ts";

/** What one cluster gets of a division. */
export interface Share extends Claim {
  /** Name of the cluster. */
  readonly name: string;
  readonly replicas: number;
}

/** A workload's replicas, divided over the clusters that carry it. */
export interface DivisionDecision {
  /** Replicas over all clusters together. */
  readonly total: number;
  /** Sum of the weights of all clusters that carry the workload. */
  readonly totalWeight: number;
  /** One per cluster, by name; the replicas add up to the total. Empty if the division is impossible. */
  readonly shares: readonly Share[];
  readonly problems: readonly ModelProblem[];
}

/**
 * Divides replicas over clusters: each its minimum, the rest by weight up to its maximum (see {@link apportion}).
 * The order of the names has no influence. A cluster that is added takes its share from the others and moves nothing
 * between them.
 *
 * @param clusterNames The clusters that carry the workload.
 * @param isOut Clusters that a division may name although they do not carry the workload now.
 */
export function divide(
  division: Division,
  clusterNames: readonly string[],
  isOut: (name: string) => boolean = () => false,
): DivisionDecision {
  const claims = claimsOf(division, clusterNames);
  const impossible = impossibilities(division.replicas, claims);
  const replicas = impossible.length > 0 ? [] : apportion(division.replicas, claims);
  return {
    total: division.replicas,
    totalWeight: total(claims, ({ weight }) => weight),
    shares: replicas.map((given, index) => ({ ...(claims[index] as Claim), replicas: given })),
    problems: [
      ...impossible,
      ...weightsWithoutEffect(division),
      ...strayNames(division, clusterNames, isOut),
    ],
  };
}

/** Why these clusters cannot hold the division: minima and maxima that leave too many replicas or too few. */
export function cannotHold(division: Division, clusterNames: readonly string[]): ModelProblem[] {
  return impossibilities(division.replicas, claimsOf(division, clusterNames));
}

function claimsOf({ by, weights, min, max }: Division, clusterNames: readonly string[]): Claim[] {
  const weightOf = by === "even" ? () => 1 : perCluster(weights, 1);
  const minOf = perCluster(min, 0);
  const maxOf = perCluster(max, undefined);
  return [...clusterNames]
    .sort(compare)
    .map((name) => ({ name, weight: weightOf(name), min: minOf(name), max: maxOf(name) }));
}

/** A setting that is one number for all clusters, or a map of some. */
function perCluster<T>(setting: number | Readonly<Record<string, number>> | undefined, otherwise: T) {
  if (typeof setting !== "object") return () => setting ?? otherwise;
  const byCluster = new Map(Object.entries(setting));
  return (name: string) => byCluster.get(name) ?? otherwise;
}

function impossibilities(replicas: number, claims: readonly Claim[]): ModelProblem[] {
  const places = counted(claims.length, "cluster");
  const crossed = claims.filter(({ min, max = Infinity }) => min > max);
  if (crossed.length > 0) {
    const which = crossed.map(({ name, min, max }) => `${name} (${min} over ${max ?? ""})`);
    return [problem("min", `min is over max in ${listed(which)}`, "lower min or raise max")];
  }
  const least = total(claims, ({ min }) => min);
  if (least > replicas) {
    const message = `min adds up to ${least} on ${places}, and ${counted(replicas, "replica")} to divide`;
    return [
      problem("min", message, `raise replicas to ${least} or more, lower min, or place it on fewer clusters`),
    ];
  }
  const most = total(claims, ({ max = Infinity }) => max);
  if (most < replicas) {
    const message = `max adds up to ${most} on ${places}, so ${replicas - most} of ${replicas} replicas have no place`;
    return [problem("max", message, `raise max, lower replicas to ${most}, or place it on more clusters`)];
  }
  return weightless(replicas, claims);
}

/** A cluster of weight 0 gets its minimum and no more; what the others cannot take has no place. */
function weightless(replicas: number, claims: readonly Claim[]): ModelProblem[] {
  const most = total(claims, ({ weight, min, max = Infinity }) => (weight > 0 ? max : min));
  if (most >= replicas) return [];
  const without = claims.filter(({ weight }) => weight === 0).map(({ name }) => name);
  const message = `weight 0 on ${listed(without)} leaves ${replicas - most} of ${replicas} replicas without a place`;
  return [problem("weights", message, "give at least one of them a weight above 0, or a greater min")];
}

function weightsWithoutEffect({ by, weights }: Division): ModelProblem[] {
  if (by === "weight" || Object.keys(weights).length === 0) return [];
  return [problem("weights", "weights have no effect with by: even", "drop one of the two")];
}

function strayNames(
  division: Division,
  clusterNames: readonly string[],
  isOut: (name: string) => boolean,
): ModelProblem[] {
  const placed = new Set(clusterNames);
  return (["weights", "min", "max"] as const).flatMap((key) => {
    const setting = division[key];
    return Object.keys(typeof setting === "object" ? setting : {})
      .filter((name) => !placed.has(name) && !isOut(name))
      .map((name): ModelProblem => {
        const message = `${key} names ${name}, but the workload is not placed there`;
        const hint = `it is placed on: ${listed([...placed].sort(compare))}`;
        return { path: ["division", key, name], onKey: true, message, hint, unlessElsewhere: true };
      });
  });
}

function problem(key: string, message: string, hint: string): ModelProblem {
  return { path: ["division", key], message, hint };
}

function total(claims: readonly Claim[], number: (claim: Claim) => number): number {
  return claims.reduce((sum, claim) => sum + number(claim), 0);
}
