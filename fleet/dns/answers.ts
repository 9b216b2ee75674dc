import { isIPv4, isIPv6 } from "node:net";
import type { Dns, GlobalNameDeclaration } from "../declaration/dns-schema.ts";
import { parseDuration } from "../duration.ts";
import { byName, compare } from "../compare.ts";
import type { Cluster, Environment, Workload } from "../fleet.ts";
import { describeExclusion, place, type Exclusion } from "../placement.ts";

/** A name that several clusters answer to, with the answers that it has now. */
export interface GlobalName {
  /** Without a final dot, `shop.acme.example`. */
  readonly name: string;
  /** Key in the declaration, `shop`. */
  readonly label: string;
  readonly declared: GlobalNameDeclaration;
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

export interface DroppedAnswer {
  readonly cluster: string;
  readonly why: string;
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
  return byName(dns.names).map(([label, declared]) => globalName(label, declared, dns, environment));
}

function globalName(
  label: string,
  declared: GlobalNameDeclaration,
  { zone, ttl }: Dns,
  environment: Environment,
): GlobalName {
  const workload = environment.workloads.find(({ name }) => name === declared.workload);
  const candidates = candidatesFor(workload, environment).filter(({ cluster }) =>
    Object.hasOwn(declared.answers, cluster.name),
  );
  const willing = candidates.filter(({ exclusion }) => exclusion === undefined);
  // A name without an answer is an outage of all of it: where every cluster is cordoned, they answer all the same.
  const answering =
    willing.length > 0 ? willing : candidates.filter(({ exclusion }) => exclusion?.kind === "cordoned");
  return {
    name: `${label}.${zone}`,
    label,
    declared,
    ttl: parseDuration(declared.ttl ?? ttl) ?? 0,
    answers: answering.map(({ cluster }) => ({ cluster, targets: declared.answers[cluster.name] ?? [] })),
    dropped: candidates.flatMap((candidate): DroppedAnswer[] => {
      const { cluster, exclusion } = candidate;
      if (exclusion === undefined || answering.includes(candidate)) return [];
      return [{ cluster: cluster.name, why: describeExclusion(exclusion, cluster) }];
    }),
  };
}

interface Candidate {
  readonly cluster: Cluster;
  readonly exclusion: Exclusion | undefined;
}

/** Every cluster, and why it does not answer: for a workload, that it does not carry it. */
function candidatesFor(workload: Workload | undefined, environment: Environment): readonly Candidate[] {
  const { clusters, tombstoned, residency } = environment;
  if (workload !== undefined) return place(workload, clusters, tombstoned, residency).clusters;
  const gone = tombstoned.map((cluster): Candidate => ({ cluster, exclusion: { kind: "tombstoned" } }));
  const there = clusters.map((cluster): Candidate => {
    return { cluster, exclusion: cluster.cordoned ? { kind: "cordoned" } : undefined };
  });
  return [...there, ...gone].sort((a, b) => compare(a.cluster.name, b.cluster.name));
}
