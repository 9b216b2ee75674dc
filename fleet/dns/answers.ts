import { isIPv4, isIPv6 } from "node:net";
import { compare } from "../compare.ts";
import type { Dns } from "../declaration/dns-schema.ts";
import { parseDuration } from "../duration.ts";
import type { Cluster, Environment, Workload } from "../fleet.ts";
import { describeExclusion, place, type Exclusion } from "../placement.ts";
import { declaredNames, type DeclaredName } from "./declared-names.ts";

/** A name that several clusters answer to, with the answers that it has now. */
export interface GlobalName extends DeclaredName {
  /** Without a final dot, `shop.acme.example`. */
  readonly name: string;
  /** Seconds. */
  readonly ttl: number;
  /** In the order of the names of their clusters. Empty only where the declaration is refused. */
  readonly answers: readonly Answer[];
  readonly dropped: readonly DroppedAnswer[];
}

export interface Answer {
  readonly cluster: Cluster;
  readonly targets: readonly string[];
}

/** A cluster that does not answer now, although it has an answer. */
export interface DroppedAnswer extends Answer {
  readonly exclusion: Reason;
}

/** Why a cluster does not answer: it does not carry the workload, or is to have no traffic. */
type Reason = Exclusion | { readonly kind: "traffic-off" };

/** `dub: cordoned` */
export function describeDropped({ cluster, exclusion }: DroppedAnswer): string {
  const why = exclusion.kind === "traffic-off" ? "traffic off" : describeExclusion(exclusion, cluster);
  return `${cluster.name}: ${why}`;
}

/** Answers as a failover tries them. */
export function inOrder(answers: readonly Answer[], order: readonly string[]): readonly Answer[] {
  return [...answers].sort((a, b) => order.indexOf(a.cluster.name) - order.indexOf(b.cluster.name));
}

/** What kind of record holds a target. */
export type RecordType = "A" | "AAAA" | "CNAME";

export function recordTypeOf(target: string): RecordType {
  if (isIPv4(target)) return "A";
  return isIPv6(target) ? "AAAA" : "CNAME";
}

/** Targets of each type, and the types in a fixed order. */
export function byRecordType(targets: readonly string[]): [RecordType, readonly string[]][] {
  return (["A", "AAAA", "CNAME"] as const).flatMap((type): [RecordType, readonly string[]][] => {
    const those = targets.filter((target) => recordTypeOf(target) === type);
    return those.length === 0 ? [] : [[type, those]];
  });
}

/** The global names of an environment, by name. */
export function globalNames(environment: Environment): readonly GlobalName[] {
  const { dns } = environment;
  if (dns === undefined) return [];
  return declaredNames(environment)
    .map((declared) => globalName(declared, dns, environment))
    .sort((a, b) => compare(a.name, b.name));
}

function globalName(
  { label, declared, path }: DeclaredName,
  { zone, ttl }: Dns,
  environment: Environment,
): GlobalName {
  const workload = environment.workloads.find(({ name }) => name === declared.workload);
  const candidates = candidatesFor(workload, environment).filter(({ cluster }) =>
    Object.hasOwn(declared.answers, cluster.name),
  );
  const answering = answeringOf(candidates);
  return {
    name: `${label}.${zone}`,
    label,
    declared,
    path,
    ttl: parseDuration(declared.ttl ?? ttl) ?? 0,
    answers: answering.map(({ cluster }) => answerOf(cluster, declared)),
    dropped: candidates.flatMap((candidate): DroppedAnswer[] => {
      const { cluster, exclusion } = candidate;
      if (exclusion === undefined || answering.includes(candidate)) return [];
      return [{ ...answerOf(cluster, declared), exclusion }];
    }),
  };
}

/**
 * A name without an answer is an outage of all of it: where no cluster is left with traffic, those without answer all
 * the same, and where every cluster is cordoned, these do.
 */
function answeringOf(candidates: readonly Candidate[]): readonly Candidate[] {
  const inTurn: readonly (Reason["kind"] | undefined)[] = [undefined, "traffic-off", "cordoned"];
  const groups = inTurn.map((kind) => candidates.filter(({ exclusion }) => exclusion?.kind === kind));
  return groups.find((group) => group.length > 0) ?? [];
}

function answerOf(cluster: Cluster, { answers }: DeclaredName["declared"]): Answer {
  return { cluster, targets: answers[cluster.name] ?? [] };
}

interface Candidate {
  readonly cluster: Cluster;
  readonly exclusion: Reason | undefined;
}

/** Every cluster, and why it does not answer: for a workload, first of all that it does not carry it. */
function candidatesFor(workload: Workload | undefined, environment: Environment): readonly Candidate[] {
  return carriersFor(workload, environment).map((candidate) =>
    candidate.exclusion === undefined && candidate.cluster.traffic === "off"
      ? { ...candidate, exclusion: { kind: "traffic-off" } }
      : candidate,
  );
}

function carriersFor(workload: Workload | undefined, environment: Environment): readonly Candidate[] {
  const { clusters, tombstoned, residency } = environment;
  if (workload !== undefined) return place(workload, clusters, tombstoned, residency).clusters;
  const gone = tombstoned.map((cluster): Candidate => ({ cluster, exclusion: { kind: "tombstoned" } }));
  const there = clusters.map((cluster): Candidate => {
    return { cluster, exclusion: cluster.cordoned ? { kind: "cordoned" } : undefined };
  });
  return [...there, ...gone].sort((a, b) => compare(a.cluster.name, b.cluster.name));
}
