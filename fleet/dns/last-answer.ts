import type { Cluster, Environment } from "../fleet.ts";
import { globalNames, type DroppedAnswer, type GlobalName } from "./answers.ts";
import { writersOf } from "./writers.ts";

/*
 * Names whose records are written cluster by cluster change with several stacks, each at its own time. So an answer
 * goes only after another one has come: until then the cluster that is to lose it keeps it.
 */

/** Who answered to what when it was last written down, by the full names. */
export interface AnswersSeen {
  /** Of the cluster itself. */
  readonly before: ReadonlySet<string>;
  /** Of the others, by cluster; those that this stack brings up before it takes anything away count as if they did. */
  readonly elsewhere: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A name that a cluster answers to. */
export interface AnsweredName {
  /** With the cluster among its answers. */
  readonly name: GlobalName;
  /** It is to answer no more, and does until another cluster is known to. */
  readonly kept: boolean;
}

/** The names to which a cluster has a record of its own, those included whose last answer it has. */
export function answeredBy(
  { name: cluster }: Cluster,
  environment: Environment,
  seen: AnswersSeen,
): readonly AnsweredName[] {
  const { dns } = environment;
  if (dns === undefined) return [];
  return globalNames(environment).flatMap((name): AnsweredName[] => {
    if (!writersOf(dns, name.declared.policy).includes("clusters")) return [];
    if (name.answers.some((answer) => answer.cluster.name === cluster)) return [{ name, kept: false }];
    const dropped = name.dropped.find((answer) => answer.cluster.name === cluster);
    if (dropped === undefined || !isLast(name, dropped, seen)) return [];
    return [{ name: { ...name, answers: [...name.answers, dropped] }, kept: true }];
  });
}

/**
 * Where residency forbids an answer it goes at once, whoever is left; and a geolocation always has the default, which
 * the hub keeps.
 */
function isLast({ name, declared, answers }: GlobalName, dropped: DroppedAnswer, seen: AnswersSeen): boolean {
  if (dropped.exclusion.kind === "jurisdiction" || declared.policy === "geolocation") return false;
  if (!seen.before.has(name)) return false;
  return !answers.some(({ cluster }) => seen.elsewhere.get(cluster.name)?.has(name) === true);
}
