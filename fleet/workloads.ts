import type { Division, Override } from "./declaration/schema.ts";
import { divide, type DivisionDecision, type Share } from "./division.ts";
import type { Cluster, Environment, Workload } from "./fleet.ts";
import { describeExclusion, place, type Placing, type PlacementDecision } from "./placement.ts";
import { listed, type ModelProblem } from "./problems.ts";
import { describeSelector, selects } from "./selectors.ts";

/** One workload in one environment: what runs where, and why. */
export interface WorkloadPlan {
  readonly workload: Workload;
  /** Every cluster of the environment, by name, also those that are gone for good. */
  readonly clusters: readonly ClusterPlan[];
  /** Undefined: every cluster that carries the workload runs the whole of it. */
  readonly division: DivisionDecision | undefined;
  /** Paths are relative to the workload. A plan with problems is there to be shown, not to be carried out. */
  readonly problems: readonly ModelProblem[];
}

/** One workload on one cluster. */
export interface ClusterPlan extends Placing {
  readonly placed: boolean;
  /** What the cluster gets of a divided workload; undefined if the workload is replicated. */
  readonly replicas: number | undefined;
  readonly share: Share | undefined;
  /** Positions in the workload's overrides of those that apply here, in the order in which they do. */
  readonly overrides: readonly number[];
}

type PlannedEnvironment = Pick<Environment, "clusters"> &
  Partial<Pick<Environment, "tombstoned" | "residency">>;

const NO_OVERRIDES: readonly number[] = [];

/**
 * Places and divides a workload, and finds the overrides of each cluster.
 */
export function planWorkload(
  workload: Workload,
  { clusters: active, tombstoned = [], residency }: PlannedEnvironment,
): WorkloadPlan {
  const placement = place(workload, active, tombstoned, residency);
  const division = divisionOf(workload, placement);
  // Shares are those of the placed clusters, and both are sorted by name.
  const shares = division?.shares.values();
  const clusters = placement.clusters.map(({ cluster, exclusion }): ClusterPlan => {
    const placed = exclusion === undefined;
    const share = placed ? shares?.next().value : undefined;
    const overrides = placed ? overridesFor(cluster, workload.overrides) : NO_OVERRIDES;
    return { cluster, exclusion, placed, share, replicas: share?.replicas, overrides };
  });
  const problems = [
    ...placement.problems,
    ...(division?.problems ?? []),
    ...idleOverrides(workload, placement),
    ...contradictedReplicas(workload),
  ];
  return { workload, clusters, division, problems };
}

/**
 * One line per cluster: `us-east-1: 3 of 10, weight 1 of 3`, `us-east-1: replicated` or
 * `eu-central-1 excluded: jurisdiction DE not in [IE]`.
 */
export function explain({ clusters, division }: WorkloadPlan): string[] {
  return clusters.map(({ cluster, exclusion, share }) => {
    if (exclusion) return `${cluster.name} excluded: ${describeExclusion(exclusion, cluster)}`;
    if (!division) return `${cluster.name}: replicated`;
    if (!share) return `${cluster.name}: selected, but the replicas cannot be divided`;
    return `${cluster.name}: ${describeShare(share, division)}`;
  });
}

function describeShare(
  { replicas, weight, min, max }: Share,
  { total, totalWeight }: DivisionDecision,
): string {
  const bound = replicas === max ? ", at its max" : replicas === min && min > 0 ? ", at its min" : "";
  return `${replicas} of ${total}, weight ${weight} of ${totalWeight}${bound}`;
}

function divisionOf(
  { division }: Workload,
  { placed, clusters }: PlacementDecision,
): DivisionDecision | undefined {
  // Nowhere to divide to: that is the placement's problem, and reported there.
  if (!division || placed.length === 0) return undefined;
  return divide(
    division,
    placed.map(({ name }) => name),
    (name) => isOutForNow(clusters.find(({ cluster }) => cluster.name === name)),
  );
}

/** Whether a cluster would carry the workload at other times, or has done so: what is said about it is no mistake. */
function isOutForNow(placing: Placing | undefined): boolean {
  return ["cordoned", "tombstoned", "affinity", "spread"].includes(placing?.exclusion?.kind ?? "");
}

function overridesFor(cluster: Cluster, overrides: readonly Override[]): readonly number[] {
  if (overrides.length === 0) return NO_OVERRIDES;
  return overrides.flatMap((override, index) => (selects(override.clusters, cluster) ? [index] : []));
}

function idleOverrides({ overrides }: Workload, { placed, clusters }: PlacementDecision): ModelProblem[] {
  if (placed.length === 0) return [];
  const away = clusters.filter(isOutForNow).map(({ cluster }) => cluster);
  return overrides.flatMap((override, index): ModelProblem[] => {
    if ([...placed, ...away].some((cluster) => selects(override.clusters, cluster))) return [];
    const message = `${describeSelector(override.clusters)} matches none of the clusters that carry the workload`;
    const hint = `these are: ${listed(placed.map(({ name }) => name))}`;
    return [{ path: ["overrides", index, "clusters"], message, hint, unlessElsewhere: true }];
  });
}

/** Two places that set the same number: the division, and an override that may mean the same object. */
function contradictedReplicas({ division, overrides }: Workload): ModelProblem[] {
  if (!division) return [];
  return overrides.flatMap((override, index): ModelProblem[] => {
    const key =
      override.replicas !== undefined ? "replicas" : patchesReplicas(override) ? "patch" : undefined;
    if (key === undefined || meansAnotherObject(override, division)) return [];
    const message = `sets replicas that the division sets: ${division.replicas} over all clusters`;
    const hint =
      "use weights, min or max of the division instead, or give both a target if they mean different objects";
    return [{ path: ["overrides", index, key], message, hint }];
  });
}

function patchesReplicas({ patch = [] }: Override): boolean {
  return patch.some(({ op, path }) => op !== "test" && path === "/spec/replicas");
}

function meansAnotherObject({ target: overridden }: Override, { target: divided }: Division): boolean {
  if (!overridden || !divided) return false;
  return [
    [overridden.kind, divided.kind],
    [overridden.name, divided.name],
  ].some(([a, b]) => a !== undefined && a !== b);
}
