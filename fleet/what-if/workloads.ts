import type { Environment, Workload } from "../fleet.ts";
import { describeExclusion } from "../placement.ts";
import { planWorkload } from "../workloads.ts";
import { withoutLost, type Outage } from "./outage.ts";

/** Replicas by workload, then by cluster; undefined where only rendering a chart would tell. */
export type ReplicaCounts = ReadonlyMap<string, ReadonlyMap<string, number | undefined>>;

/** Where the numbers of an outage come from. */
export interface Counting {
  /** What each cluster is to run, in an environment as it is or as it would be. */
  readonly planned: (environment: Environment) => ReplicaCounts;
  /** What is available now, where somebody has looked. */
  readonly live?: ReplicaCounts;
  /** Clusters that did not answer; what they have is counted as none. */
  readonly silent?: readonly string[];
}

/** What becomes of a workload that a lost cluster carries. */
export interface WorkloadLoss {
  readonly workload: string;
  /** Replicas before, on all clusters, and on those that are lost; undefined where only a chart tells. */
  readonly before: number | undefined;
  readonly lost: number | undefined;
  /** Those that are left at once, before anything is moved. */
  readonly left: number | undefined;
  readonly minAvailable?: number;
  /** Fewer are left than the declared minimum. */
  readonly isBelow: boolean;
  /** Whether, once it is moved, the minimum is met again; unset where there is none. */
  readonly recovers?: boolean;
  /** Clusters that get more, once the lost ones are declared gone. */
  readonly gains: readonly Gain[];
  /** In words, what cannot be moved, and why. */
  readonly problems: readonly string[];
  /** Clusters that may not take over, and why. */
  readonly forbidden: readonly { readonly cluster: string; readonly why: string }[];
}

export interface Gain {
  readonly cluster: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** The workloads that lose something, by name. */
export function workloadLosses(outage: Outage, counting: Counting): WorkloadLoss[] {
  const { environment, lost } = outage;
  const after = withoutLost(outage);
  const numbers = {
    planned: counting.planned(environment),
    after: counting.planned(after),
    live: counting.live,
  };
  return environment.workloads.flatMap((workload) => {
    const carriers = planWorkload(workload, environment).clusters.filter(({ placed }) => placed);
    if (!carriers.some(({ cluster }) => lost.includes(cluster))) return [];
    return [lossOf(workload, outage, after, numbers)];
  });
}

interface Numbers {
  readonly planned: ReplicaCounts;
  readonly after: ReplicaCounts;
  readonly live: ReplicaCounts | undefined;
}

function lossOf(workload: Workload, { lost }: Outage, after: Environment, numbers: Numbers): WorkloadLoss {
  const { name, minAvailable } = workload;
  const none: ReadonlyMap<string, number | undefined> = new Map();
  const now = (numbers.live ?? numbers.planned).get(name) ?? none;
  const isLost = (cluster: string) => lost.some((each) => each.name === cluster);
  const left = total([...now].filter(([cluster]) => !isLost(cluster)));
  const plan = planWorkload(workload, after);
  const then = numbers.after.get(name) ?? none;
  const moved = total([...then]);
  return {
    workload: name,
    before: total([...now]),
    lost: total([...now].filter(([cluster]) => isLost(cluster))),
    left,
    ...(minAvailable === undefined
      ? {}
      : { minAvailable, recovers: plan.problems.length === 0 && (moved ?? 0) >= minAvailable }),
    isBelow: minAvailable !== undefined && left !== undefined && left < minAvailable,
    gains: plan.problems.length > 0 ? [] : gainsOf(numbers.planned.get(name) ?? none, then),
    problems: plan.problems.map(({ message }) => message),
    forbidden: plan.clusters.flatMap(({ cluster, exclusion }) =>
      exclusion?.kind === "jurisdiction" && !isLost(cluster.name)
        ? [{ cluster: cluster.name, why: describeExclusion(exclusion, cluster) }]
        : [],
    ),
  };
}

function total(counts: readonly (readonly [string, number | undefined])[]): number | undefined {
  return counts.reduce<number | undefined>(
    (sum, [, count]) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );
}

/** A cluster that has no more than before takes nothing over, and neither does one of which that is not known. */
function gainsOf(
  before: ReadonlyMap<string, number | undefined>,
  after: ReadonlyMap<string, number | undefined>,
): Gain[] {
  return [...after].flatMap(([cluster, to]): Gain[] => {
    const from = before.has(cluster) ? before.get(cluster) : 0;
    const isMore = before.has(cluster) ? from !== undefined && to !== undefined && to > from : true;
    return isMore ? [{ cluster, from, to }] : [];
  });
}
