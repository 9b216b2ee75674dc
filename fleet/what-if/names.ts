import type { Dns } from "../declaration/dns-schema.ts";
import { globalNames, type GlobalName } from "../dns/answers.ts";
import { writersOf } from "../dns/writers.ts";
import { parseDuration } from "../duration.ts";
import type { Cluster } from "../fleet.ts";
import { withoutLost, type Outage } from "./outage.ts";

/** What becomes of a global name. */
export interface NameLoss {
  readonly name: string;
  /** Clusters whose answers lead nowhere. */
  readonly loses: readonly string[];
  /** Those that go on answering once the clusters are declared gone. */
  readonly left: readonly string[];
  /** Nobody would be left: the answers stay, since a name without any is refused. */
  readonly wouldHaveNone: boolean;
  /** All that are left are cordoned, and answer only because nobody else does. */
  readonly onlyCordoned: boolean;
  /** All that are left have their traffic off, and answer only because nobody else does. */
  readonly onlyWithoutTraffic: boolean;
  /**
   * Seconds, at most, until no client is given a lost answer any more, without anybody's doing: what its check takes,
   * and what resolvers keep. Unset: the answers are given until somebody takes them away.
   */
  readonly seconds?: number;
  /** Health checks that others have made take the answers away, and how long that takes is not declared. */
  readonly checkedElsewhere?: true;
  /** Clusters whose record nobody takes away who still runs: it was written by their own external-dns. */
  readonly byHand: readonly string[];
}

/** The names that lose answers, by name. */
export function nameLosses(outage: Outage): NameLoss[] {
  const { environment, lost } = outage;
  const { dns } = environment;
  if (dns === undefined) return [];
  const after = new Map(globalNames(withoutLost(outage)).map((name) => [name.name, name]));
  return globalNames(environment).flatMap((name) => {
    const loses = name.answers.map(({ cluster }) => cluster).filter((cluster) => lost.includes(cluster));
    if (loses.length === 0) return [];
    return [lossOf(name, loses, after.get(name.name)?.answers.map(({ cluster }) => cluster) ?? [], dns)];
  });
}

function lossOf(
  { name, declared, ttl }: GlobalName,
  lost: readonly Cluster[],
  left: readonly Cluster[],
  dns: Dns,
): NameLoss {
  const loses = lost.map((cluster) => cluster.name);
  const { check, healthChecks = {} } = declared;
  const isChecked = left.length > 0 && declared.policy !== "simple";
  return {
    name,
    loses,
    left: left.map((cluster) => cluster.name),
    wouldHaveNone: left.length === 0,
    onlyCordoned: left.length > 0 && left.every(({ cordoned }) => cordoned),
    onlyWithoutTraffic:
      left.length > 0 && left.every(({ traffic, cordoned }) => traffic === "off" && !cordoned),
    ...(isChecked && check !== undefined
      ? { seconds: (parseDuration(check.every) ?? 0) * check.failures + ttl }
      : {}),
    ...(isChecked && loses.every((cluster) => Object.hasOwn(healthChecks, cluster))
      ? { checkedElsewhere: true }
      : {}),
    byHand: writersOf(dns, declared.policy).includes("clusters") ? loses : [],
  };
}
