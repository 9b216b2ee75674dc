import { ClusterLinks } from "../components/links/cluster-links.ts";
import type { LinkTarget } from "../components/links/target.ts";
import { ServiceExports } from "../components/multi-cluster/service-exports.ts";
import type { PeerPassport } from "../components/passport/read.ts";
import { DirectWorkload } from "../components/workloads/direct-workload.ts";
import type { RegionalWorkload } from "../components/workloads/plan.ts";
import type { Held } from "../fleet/backends/handover.ts";
import { sharesServices } from "../fleet/clouds/gcp/multi-cluster/features.ts";
import type { Cluster, Environment } from "../fleet/fleet.ts";
import { linksFrom } from "../fleet/links.ts";
import type { Export } from "../fleet/mesh/remote-services.ts";
import { takesPart } from "../fleet/mesh/traffic.ts";
import type { Member } from "./member.ts";
import type { RegionRollouts } from "./rollouts.ts";

/* What a member of a region has for others: its side of links, its share of workloads, the services it offers. */

export function createLinks(
  { declared, cluster, platform }: Member,
  environment: Environment,
  targets: ReadonlyMap<string, LinkTarget>,
  exports: ReadonlyMap<string, readonly Export[]>,
): ClusterLinks {
  const links = linksFrom(declared.name, environment, "region");
  const { connection: source } = cluster;
  const { releases } = platform;
  const args = { environment, source, links, targets, exports, releases };
  return new ClusterLinks(declared.name, args, { dependsOn: platform });
}

/** How the stack carries out what it does. */
interface Carrying {
  readonly held: readonly Held[];
  /** Names of workloads that it takes over from the environment's stack in this run. */
  readonly taken: ReadonlySet<string>;
  readonly rollouts: RegionRollouts;
}

/** This cluster's share of what the stack carries out; `after` holds back what waits for others, cluster by cluster. */
export function createWorkloads(
  { declared, cluster, ground }: Member,
  workloads: readonly RegionalWorkload[],
  { held, taken, rollouts }: Carrying,
): readonly DirectWorkload[] {
  const created = new Map<string, DirectWorkload>();
  for (const { workload, objects } of workloads) {
    const share = objects.get(declared.name);
    const holding = held.find((each) => each.workload.name === workload.name)?.holding;
    if (share === undefined || holding === undefined) continue;
    const before = workload.after.flatMap((name) => created.get(name) ?? []);
    const rollout = rollouts.get(workload.name)?.get(declared.name);
    const direct = new DirectWorkload(
      `${declared.name}/${workload.name}`,
      {
        cluster: cluster.connection,
        objects: share,
        keep: holding === "kept",
        takeOver: taken.has(workload.name),
        rollout,
      },
      { dependsOn: [...ground, ...before] },
    );
    created.set(workload.name, direct);
  }
  return [...created.values()];
}

/**
 * What the cluster offers to the other members of a fleet of Google Cloud, which the hub turns on for all of them.
 * @returns in words, what has to wait until it has.
 */
export function shareServices(
  { declared, cluster, ground }: Member,
  environment: Environment,
  exports: ReadonlyMap<string, readonly Export[]>,
  peers: ReadonlyMap<string, PeerPassport>,
): string[] {
  const services = (exports.get(declared.name) ?? [])
    .filter(({ workload }) => takesPart(declared, carriersOf(workload, environment, exports)))
    .map(({ service }) => service);
  if (!sharesServices(declared, environment) || services.length === 0) return [];
  const isOn =
    declared.region === hubRegion(environment) || peers.get(environment.hub)?.features !== undefined;
  if (!isOn)
    return services.map(
      ({ name, namespace }) =>
        `${namespace}/${name} of ${declared.name} (export to the fleet of Google Cloud)`,
    );
  const args = { cluster: cluster.connection, services };
  new ServiceExports(declared.name, args, { dependsOn: [...ground] });
  return [];
}

function carriersOf(
  workload: string,
  { clusters }: Environment,
  exports: ReadonlyMap<string, readonly Export[]>,
): Cluster[] {
  return clusters.filter(({ name }) => exports.get(name)?.some((each) => each.workload === workload));
}

function hubRegion({ clusters, hub }: Environment): string | undefined {
  return clusters.find(({ name }) => name === hub)?.region;
}
