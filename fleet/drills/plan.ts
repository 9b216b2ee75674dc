import { plannedBackups, scheduleOf, type PlannedBackups } from "../backup/schedules.ts";
import type { DrillDeclaration, RestoreDrill, Volumes } from "../declaration/recovery-schema.ts";
import { parseDuration } from "../duration.ts";
import { clusterNamed, type Cluster, type Environment, type Workload } from "../fleet.ts";
import { place } from "../placement.ts";
import { whyNotIn } from "./movable.ts";

/** A drill as it is declared, with all that follows from it. */
export type DrillPlan = RestoreDrillPlan | HubDrillPlan;

interface PlannedDrill {
  readonly fleet: string;
  readonly environment: string;
  readonly name: string;
  /** Greatest age, in seconds, of the newest drill that passed. */
  readonly every: number;
}

/** Restores what a cluster has backed up in another one. */
export interface RestoreDrillPlan extends PlannedDrill {
  readonly mode: "sandbox" | "failover";
  readonly source: Cluster;
  readonly target: Cluster;
  /** By name. */
  readonly workloads: readonly DrilledWorkload[];
  /** What the source carries, or the drill names, and cannot be restored in the target; by name. */
  readonly leftOut: readonly LeftOut[];
  /** One per schedule whose backups are needed: a restore takes one backup. */
  readonly restores: readonly PlannedRestore[];
  readonly budget: Budget;
  readonly probes: readonly PlannedProbe[];
  /** Most replicas of what is restored; `undefined` in a failover, which brings back all. */
  readonly replicas: number | undefined;
}

/** Loses the hub and gets it back. */
export interface HubDrillPlan extends PlannedDrill {
  readonly mode: "hub";
  readonly hub: Cluster;
  readonly budget: Pick<Budget, "rto">;
}

/** In seconds. */
export interface Budget {
  /** From the order to healthy. */
  readonly rto: number;
  /** Age of the newest thing that came back, at the time of the order. */
  readonly rpo: number;
}

export interface DrilledWorkload {
  readonly name: string;
  readonly namespace: string;
  /** Name of the schedule whose backups hold it. */
  readonly schedule: string;
  /** Whether the target carries it besides the source. A restore leaves alone what is there. */
  readonly onTarget: boolean;
}

export interface LeftOut {
  readonly workload: string;
  readonly reason: string;
}

/** What is taken out of one backup. */
export interface PlannedRestore {
  /** Name of the schedule; the newest completed backup of it is restored. */
  readonly schedule: string;
  /** By name, the namespaces of the workloads. */
  readonly namespaces: readonly string[];
  /** Labels that the backup has picked its objects by; `undefined`: any. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** Kinds that the backup has left out. */
  readonly exclude: readonly string[];
  /** Kinds outside namespaces that are restored, as resources. A sandbox leaves them out: there is no cluster to keep them apart in. */
  readonly clusterScoped: readonly string[];
  readonly volumes: Volumes;
  /** Seconds from one backup to the next. */
  readonly interval: number;
  /** Seconds for which a backup is kept. */
  readonly keep: number;
}

export interface PlannedProbe {
  readonly name: string;
  /** A program of the project, and its arguments. */
  readonly run: readonly string[];
  /** Seconds. */
  readonly timeout: number;
}

/**
 * What a drill comes to. Cordons of the two clusters do not count: a failover cordons its source on the way, and its
 * plan must be the same before and after; see {@link hasFailedOver}.
 *
 * @throws RangeError if there is no such drill, which names those that there are; what else may be wrong with it is
 *   refused with the declaration.
 */
export function drillPlan(environment: Environment, name: string): DrillPlan {
  const drill = drillNamed(environment, name);
  const planned = {
    fleet: environment.fleet,
    environment: environment.name,
    name,
    every: seconds(drill.every),
  };
  if (drill.mode !== "hub") return { ...planned, ...restorePlan(drill, environment) };
  const { mode, budget } = drill;
  return {
    ...planned,
    mode,
    hub: clusterNamed(environment, environment.hub),
    budget: { rto: seconds(budget.rto) },
  };
}

/** Whether a cluster is as a failover leaves its source: without traffic, and cordoned. */
export function hasFailedOver({ traffic, cordoned }: Cluster): boolean {
  return traffic === "off" && cordoned;
}

/** The drills of an environment, by name. */
export function drillNames({ recovery }: Environment): string[] {
  return Object.keys(recovery?.drills ?? {}).sort();
}

function drillNamed(environment: Environment, name: string): DrillDeclaration {
  const drills = environment.recovery?.drills ?? {};
  const drill = Object.hasOwn(drills, name) ? drills[name] : undefined;
  if (drill !== undefined) return drill;
  const names = drillNames(environment);
  const there = names.length === 0 ? "it declares none" : `there are: ${names.join(", ")}`;
  throw new RangeError(`There is no drill "${name}" in environment ${environment.name}; ${there}.`);
}

function restorePlan(
  drill: RestoreDrill,
  environment: Environment,
): Omit<RestoreDrillPlan, keyof PlannedDrill> {
  const { within, source, target } = uncordoned(environment, drill);
  const planned = plannedBackups(source, within);
  const wanted = wantedWorkloads(drill, source, within);
  const judged = wanted.map((workload) => ({
    workload,
    reason: whyNotIn(workload, source, target, within, drill.mode),
  }));
  const taken = judged.filter(({ reason }) => reason === undefined).map(({ workload }) => workload);
  const workloads = taken.flatMap((workload) => drilled(workload, target, within, planned));
  return {
    mode: drill.mode,
    source,
    target,
    workloads,
    leftOut: judged.flatMap(({ workload, reason }) =>
      reason === undefined ? [] : [{ workload: workload.name, reason }],
    ),
    restores: planned.flatMap((backups) => restoreOf(backups, workloads, drill.mode)),
    budget: { rto: seconds(drill.budget.rto), rpo: seconds(drill.budget.rpo) },
    probes: drill.probes.map(({ name, run, timeout }) => ({ name, run, timeout: seconds(timeout) })),
    replicas: drill.mode === "sandbox" ? drill.replicas : undefined,
  };
}

/**
 * The environment as if neither cluster were cordoned, nor any that something has failed over from, and the two as they
 * are in it: in the middle of an emergency no drill turns into another one.
 */
function uncordoned(
  environment: Environment,
  drill: Pick<RestoreDrill, "source" | "target">,
): { within: Environment; source: Cluster; target: Cluster } {
  const clusters = environment.clusters.map((cluster) =>
    [drill.source, drill.target].includes(cluster.name) || hasFailedOver(cluster)
      ? { ...cluster, cordoned: false }
      : cluster,
  );
  const within = { ...environment, clusters };
  return { within, source: clusterNamed(within, drill.source), target: clusterNamed(within, drill.target) };
}

/** Those that the drill names, or else all that the source carries. */
function wantedWorkloads(
  { workloads: named }: RestoreDrill,
  source: Cluster,
  { workloads, clusters, residency }: Environment,
): Workload[] {
  if (named !== undefined) return workloads.filter(({ name }) => named.includes(name));
  return workloads.filter((workload) =>
    place(workload, clusters, [], residency).placed.some(({ name }) => name === source.name),
  );
}

function drilled(
  workload: Workload,
  target: Cluster,
  { clusters, residency }: Environment,
  planned: readonly PlannedBackups[],
): DrilledWorkload[] {
  const schedule = scheduleOf(workload.name, planned)?.schedule;
  if (schedule === undefined) return [];
  const onTarget = place(workload, clusters, [], residency).placed.some(({ name }) => name === target.name);
  return [{ name: workload.name, namespace: workload.namespace, schedule, onTarget }];
}

function restoreOf(
  backups: PlannedBackups,
  workloads: readonly DrilledWorkload[],
  mode: RestoreDrill["mode"],
): PlannedRestore[] {
  const within = workloads.filter(({ schedule }) => schedule === backups.schedule);
  if (within.length === 0) return [];
  const { schedule, labels, exclude, clusterScoped, volumes, every, keep } = backups;
  return [
    {
      schedule,
      namespaces: [...new Set(within.map(({ namespace }) => namespace))].sort(),
      labels,
      exclude,
      clusterScoped: mode === "sandbox" ? [] : clusterScoped,
      volumes,
      interval: seconds(every),
      keep: seconds(keep),
    },
  ];
}

function seconds(duration: string): number {
  return parseDuration(duration) ?? 0;
}
