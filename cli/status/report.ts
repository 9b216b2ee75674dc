import type { ClusterRecord } from "../clusters.ts";
import type { Cluster, Environment, Workload } from "../../fleet/fleet.ts";
import { describeLink, linksOf, membersOf, ownerOf, type Link, type LinkKind } from "../../fleet/links.ts";
import { environmentStackName, regionStackName } from "../../fleet/names.ts";
import { linkState, type LinkState } from "./link-secrets.ts";
import type { Observation } from "./observation.ts";
import type { PlannedReplicas } from "./planned.ts";
import type { Replicas } from "./replicas.ts";

/** How an environment is: what `fleet status --json` prints. */
export interface StatusReport {
  readonly environment: string;
  readonly clusters: readonly ClusterStatus[];
  readonly links: readonly LinkStatus[];
  readonly workloads: readonly WorkloadStatus[];
  /** What the next `up` has to do yet, in words. */
  readonly pending: readonly string[];
}

export interface ClusterStatus {
  readonly name: string;
  readonly region: string;
  readonly provisioner: string;
  /** The API server is, and at least one node is. */
  readonly ready: boolean;
  /** As the API server tells it; null if it does not answer. */
  readonly version: string | null;
  readonly simulated: boolean;
  /** Why it is not ready. */
  readonly reason?: string;
}

export interface LinkStatus {
  readonly from: string;
  readonly to: string;
  readonly kind: LinkKind;
  readonly state: LinkState;
}

export interface WorkloadStatus {
  readonly name: string;
  readonly backend: string;
  /** By cluster: those that are to carry the workload, and those that still do. */
  readonly replicas: Readonly<Record<string, Replicas>>;
}

/** What is known of an environment; each map is by cluster, `planned` by workload first. */
export interface StatusFacts {
  readonly records: ReadonlyMap<string, ClusterRecord>;
  readonly observations: ReadonlyMap<string, Observation>;
  readonly planned: ReadonlyMap<string, ReadonlyMap<string, PlannedReplicas>>;
}

export function statusReport(environment: Environment, facts: StatusFacts): StatusReport {
  const { clusters, workloads } = environment;
  const links = linksOf(environment).map((link) => ({ ...link, state: stateOf(link, facts) }));
  return {
    environment: environment.name,
    clusters: clusters.map((cluster) => clusterStatus(cluster, facts)),
    links: links.map(({ from, to, kind, state }) => ({ from, to, kind, state })),
    workloads: workloads.map((workload) => workloadStatus(workload, environment, facts)),
    pending: [
      ...links.flatMap((link) => pendingLink(link, link.state, environment, facts) ?? []),
      ...workloads.flatMap((workload) => pendingShares(workload, facts)),
    ],
  };
}

function clusterStatus(
  { name, region, provisioner, simulated }: Cluster,
  { observations }: StatusFacts,
): ClusterStatus {
  const seen = observations.get(name) ?? { state: "absent" };
  const reason = faultOf(seen);
  return {
    name,
    region,
    provisioner: provisioner.kind,
    ready: reason === undefined,
    version: seen.state === "answered" ? seen.version : null,
    simulated,
    ...(reason === undefined ? {} : { reason }),
  };
}

function faultOf(seen: Observation): string | undefined {
  switch (seen.state) {
    case "absent":
      return "not created";
    case "silent":
      return seen.reason;
    case "answered":
      return seen.fault;
  }
}

function stateOf(link: Link, { records, observations }: StatusFacts): LinkState {
  const source = observations.get(link.from);
  if (source === undefined || source.state === "absent") return "pending";
  if (source.state === "silent") return "unknown";
  const target = records.get(link.to);
  // Its passport may be in a state that cannot be read now; that makes nothing stale.
  if (target?.state === "unreadable") return "unknown";
  return linkState(link, source.linkSecrets, target?.state === "known" ? target.passport : undefined);
}

function workloadStatus(
  { name, backend }: Workload,
  environment: Environment,
  { observations, planned }: StatusFacts,
): WorkloadStatus {
  const plan = planned.get(name);
  // Where Karmada's API is, there are templates, whose numbers are those of all members together.
  const replicas = membersOf(environment).flatMap(({ name: cluster }): [string, Replicas][] => {
    const live = liveReplicas(observations.get(cluster), name);
    if (live === undefined && plan?.has(cluster) !== true) return [];
    return [[cluster, live ?? { desired: plan?.get(cluster) ?? 0, ready: 0 }]];
  });
  return { name, backend, replicas: Object.fromEntries(replicas) };
}

function liveReplicas(seen: Observation | undefined, workload: string): Replicas | undefined {
  const share = seen?.state === "answered" ? seen.replicas.get(workload) : undefined;
  return share && { desired: share.desired, ready: share.ready };
}

function pendingLink(
  link: Link,
  state: LinkState,
  { name, clusters }: Environment,
  { records }: StatusFacts,
): string | undefined {
  if (state !== "pending" && state !== "stale") return undefined;
  const missing = [link.from, link.to].find((cluster) => records.get(cluster)?.state === "absent");
  const region = clusters.find((cluster) => cluster.name === link.from)?.region ?? "";
  const stack =
    ownerOf(link.kind) === "environment" ? environmentStackName(name) : regionStackName(name, region);
  const why =
    missing !== undefined
      ? `${missing} has not been brought up`
      : state === "stale"
        ? `${link.from} holds an old address or token of ${link.to}; the next up of ${stack} renews it`
        : `the next up of ${stack} writes it`;
  return `${describeLink(link)}: ${why}`;
}

/** Clusters that answer, and have nothing yet of what they are to run. */
function pendingShares({ name }: Workload, { observations, planned }: StatusFacts): string[] {
  return [...(planned.get(name) ?? [])].flatMap(([cluster, replicas = 0]) => {
    const seen = observations.get(cluster);
    if (replicas === 0 || seen?.state !== "answered" || seen.replicas.has(name)) return [];
    return `${name} on ${cluster}: not deployed yet`;
  });
}
