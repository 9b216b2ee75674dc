import type { Placement } from "./declaration/schema.ts";
import { compare, type Cluster } from "./fleet.ts";
import { counted, listed, type ModelProblem } from "./problems.ts";
import { preferenceOrder } from "./rendezvous.ts";

export type SpreadConstraint = Placement["spread"][number];
type Level = SpreadConstraint["by"];

/** Coarse to fine: a country has regions, a region has clusters. */
const LEVELS: readonly Level[] = ["country", "region", "cluster"];

const VALUE_OF = {
  country: ({ country }: Cluster) => country,
  region: ({ region }: Cluster) => region,
  cluster: ({ name }: Cluster) => name,
} as const;

/** A constraint that has a maximum. */
export interface SpreadLimit {
  readonly by: Level;
  readonly max: number;
}

/** The clusters that spread constraints leave to a workload. */
export interface SpreadDecision {
  readonly kept: readonly Cluster[];
  /** The others, each with the maximum that left it out. */
  readonly dropped: ReadonlyMap<Cluster, SpreadLimit>;
  readonly problems: readonly ModelProblem[];
}

/**
 * Keeps as many clusters as the maxima allow. Where a maximum bites, each workload chooses by its own preference
 * order: the same whatever the order of the clusters, even over many workloads, and changed in at most one value by a
 * cluster that comes or goes. The choice runs from countries to clusters, and keeps something of every value chosen
 * before: with constraints on both, at most three clusters are one in each of three regions.
 *
 * If that choice misses a minimum, the countries and regions with the most to offer are preferred instead. That finds
 * a choice wherever there is one for bounds on two levels; for bounds on all three at once it may miss a rare one.
 */
export function spreadOver(
  workload: string,
  clusters: readonly Cluster[],
  constraints: readonly SpreadConstraint[],
): SpreadDecision {
  const byPreference = choose(workload, clusters, constraints);
  if (byPreference.problems.length === 0) return byPreference;
  const bySize = (["region", "cluster"] as const).map((unit) =>
    choose(workload, clusters, constraints, unit),
  );
  return bySize.find(({ problems }) => problems.length === 0) ?? byPreference;
}

function choose(
  workload: string,
  clusters: readonly Cluster[],
  constraints: readonly SpreadConstraint[],
  sizeIn?: Level,
): SpreadDecision {
  const dropped = new Map<Cluster, SpreadLimit>();
  let kept = clusters;
  let above: Level | undefined;
  for (const level of LEVELS.filter((candidate) => constraints.some(({ by }) => by === candidate))) {
    const limit = tightestLimit(constraints, level);
    const members = Map.groupBy(kept, VALUE_OF[level]);
    if (limit && members.size > limit.max) {
      const order = orderOf(workload, members, { above, sizeIn });
      for (const cluster of order.slice(limit.max).flatMap((value) => members.get(value) ?? []))
        dropped.set(cluster, limit);
      kept = kept.filter((cluster) => !dropped.has(cluster));
    }
    above = level;
  }
  return { kept, dropped, problems: unmetMinima(constraints, clusters, kept) };
}

/** The smallest maximum on values of a level or a finer one: two clusters stand in two regions at most. */
function tightestLimit(constraints: readonly SpreadConstraint[], level: Level): SpreadLimit | undefined {
  return limitsOf(constraints)
    .filter(({ by }) => LEVELS.indexOf(by) >= LEVELS.indexOf(level))
    .sort((a, b) => a.max - b.max)[0];
}

function limitsOf(constraints: readonly SpreadConstraint[]): SpreadLimit[] {
  return constraints.flatMap(({ by, max }) => (max === undefined ? [] : [{ by, max }]));
}

/**
 * Values in the order in which they are kept: as the workload prefers them, or by what they have to offer, counted in
 * `sizeIn`; and the first in each value of the level above ahead of all others, so that none of those is lost.
 */
function orderOf(
  workload: string,
  members: ReadonlyMap<string, readonly Cluster[]>,
  { above, sizeIn }: { above: Level | undefined; sizeIn: Level | undefined },
): string[] {
  const order = preferenceOrder(workload, members.keys());
  if (sizeIn) {
    const sizes = new Map(order.map((value) => [value, distinct(members.get(value) ?? [], sizeIn).size]));
    order.sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  }
  if (!above) return order;
  const seen = new Set<string>();
  const { first = [], other = [] } = Object.groupBy(order, (value) => {
    const known = seen.size;
    for (const cluster of members.get(value) ?? []) seen.add(VALUE_OF[above](cluster));
    return seen.size > known ? "first" : "other";
  });
  return [...first, ...other];
}

function unmetMinima(
  constraints: readonly SpreadConstraint[],
  clusters: readonly Cluster[],
  kept: readonly Cluster[],
): ModelProblem[] {
  return constraints.flatMap(({ by, min }, index): ModelProblem[] => {
    const left = distinct(kept, by).size;
    if (left >= min) return [];
    const path = ["placement", "spread", index];
    const wanted = `spread wants at least ${counted(min, by)}`;
    const there = [...distinct(clusters, by)].sort(compare);
    if (there.length < min) {
      const message = `${wanted}, and there ${there.length === 1 ? "is" : "are"} ${there.length} to choose from: ${listed(there)}`;
      return [{ path, message, hint: "lower min, or let placement, residency or cordons allow more" }];
    }
    const limits = limitsOf(constraints)
      .map((limit) => counted(limit.max, limit.by))
      .join(" and ");
    return [
      { path, message: `${wanted}, and at most ${limits} leave ${left}`, hint: "raise max or lower min" },
    ];
  });
}

function distinct(clusters: readonly Cluster[], level: Level): Set<string> {
  return new Set(clusters.map(VALUE_OF[level]));
}
