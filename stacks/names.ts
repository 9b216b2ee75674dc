import type * as pulumi from "../components/sdk/pulumi.ts";
import type { ClusterConnection } from "../components/cluster/connection.ts";
import { NameEndpoints } from "../components/dns/name-endpoints.ts";
import type { PeerPassport } from "../components/passport/read.ts";
import type { DirectWorkload } from "../components/workloads/direct-workload.ts";
import { clusterEndpoints, hubEndpoints } from "../fleet/dns/endpoints.ts";
import type { AnswersSeen } from "../fleet/dns/last-answer.ts";
import type { Environment } from "../fleet/fleet.ts";
import type { Member } from "./member.ts";

/* Global names that external-dns writes: on each cluster its own records, on the hub those that are everybody's. */

/** The names that a cluster answers to in records of its own. */
export interface ClusterNames {
  readonly names: pulumi.Input<string[]> | undefined;
  /** In words: answers that go when another cluster answers. */
  readonly pending: readonly string[];
}

/** Who answers now, as far as the stack of a region knows. */
export interface AnsweringNow {
  /** Names by cluster of this stack, from its last outputs. */
  readonly before: ReadonlyMap<string, readonly string[]>;
  readonly peers: ReadonlyMap<string, PeerPassport>;
  /** Clusters of this stack; what it takes away from one goes after what it gives to the others. */
  readonly siblings: readonly Member[];
}

const NOBODY: AnswersSeen = { before: new Set(), elsewhere: new Map() };

/** Records go before what they lead to, and come after it. */
export function createNames(
  { declared, cluster, platform }: Member,
  environment: Environment,
  now: AnsweringNow,
  workloads: readonly DirectWorkload[],
): ClusterNames {
  const endpoints = clusterEndpoints(declared, environment, seenFrom(declared.name, environment, now));
  if (endpoints.length === 0) return { names: undefined, pending: [] };
  const args = { cluster: cluster.connection, endpoints };
  const { names } = new NameEndpoints(declared.name, args, { dependsOn: [platform, ...workloads] });
  const kept = endpoints.filter((each) => each.kept);
  return {
    names,
    pending: kept.map(({ name }) => `${name} (answer of ${declared.name}, until another cluster answers)`),
  };
}

function seenFrom(
  cluster: string,
  environment: Environment,
  { before, peers, siblings }: AnsweringNow,
): AnswersSeen {
  const others = [...peers].map(([name, { names = [] }]) => [name, new Set(names)] as const);
  // A sibling that is to answer has its record at the end of this run, and before anything is deleted.
  const own = siblings.map(({ declared }) => {
    const names = clusterEndpoints(declared, environment, NOBODY).map(({ name }) => name);
    return [declared.name, new Set(names)] as const;
  });
  return { before: new Set(before.get(cluster)), elsewhere: new Map([...others, ...own]) };
}

/**
 * What the hub's external-dns writes for all.
 * @returns in words, the names that have to wait for the hub.
 */
export function createHubNames(environment: Environment, hub: ClusterConnection | undefined): string[] {
  const endpoints = hubEndpoints(environment);
  if (endpoints.length === 0) return [];
  if (hub === undefined) return endpoints.map(({ name }) => `${name} (records on the hub)`);
  new NameEndpoints(environment.name, { cluster: hub, endpoints });
  return [];
}
