import type * as pulumi from "../components/sdk/pulumi.ts";
import { loadProvisioners } from "../components/cluster/provisioner.ts";
import type { HubAccess } from "../components/cluster/provision.ts";
import { TombstonedCluster } from "../components/cluster/tombstoned.ts";
import { peerTarget, type LinkTarget } from "../components/links/target.ts";
import { chartSource } from "../components/platform/charts.ts";
import type { StackRecord } from "../components/passport/installed.ts";
import type { PeerPassport } from "../components/passport/read.ts";
import { ManifestReader } from "../components/workloads/manifests.ts";
import { exportsByCluster, planWorkloads, type RegionalWorkload } from "../components/workloads/plan.ts";
import { holdingsOf, lettingGo, type Held } from "../fleet/backends/handover.ts";
import { mirrorFolder } from "../fleet/charts/plan.ts";
import type { Cluster, Environment, Region } from "../fleet/fleet.ts";
import { describeLeaving, withNamespaces } from "../fleet/gitops/leaving.ts";
import { clusterFullName } from "../fleet/names.ts";
import { readFederatedSide } from "./federated-ground.ts";
import { isMadeOnHub, onHub } from "./cluster-api.ts";
import { createCluster, createMember, targetOf, type Member, type OwnCluster } from "./member.ts";
import { createNames } from "./names.ts";
import { readPeers } from "./peers.ts";
import { regionOutputs, type RegionResult } from "./region-outputs.ts";
import { rolloutsOf } from "./rollouts.ts";
import type { Settings } from "./settings.ts";
import { createLinks, createWorkloads, shareServices } from "./shares.ts";
import { factsOf, warnOfExpiry } from "./trust.ts";
import { chooseReleases, guardClusters, readRecord } from "./versions.ts";
import { systemSecrets } from "./system-secrets.ts";

export interface RegionStackArgs {
  readonly environment: Environment;
  readonly region: Region;
  /** Folder of the project; paths in the declaration start there. */
  readonly root: string;
  readonly settings: Settings;
}

/**
 * A region: its clusters, what peers need to reach them, its own side of every link, and its share of the workloads.
 * It touches no cluster but its own; of the others it reads what their stacks have written down.
 */
export async function regionStack({
  environment,
  region,
  root,
  settings,
}: RegionStackArgs): Promise<pulumi.Inputs> {
  letGo(region, environment);
  // What the config lacks is said before anything is made.
  const trust = settings.trustOf(environment, region.clusters);
  const secrets = new Map(
    region.clusters.map((cluster) => [cluster.name, systemSecrets(cluster, environment, settings)]),
  );
  const [record, provisioners] = await Promise.all([
    readRecord(environment, region),
    loadProvisioners({ environment, region }),
  ]);
  guardClusters(environment, region, record);
  // By what is known now; once more with the peers, when their passports have been read.
  chooseReleases(environment, region, record.installed);
  // First, since nothing else is needed for them: their providers start while the peers' passports are read.
  const create = (cluster: Cluster, hub?: HubAccess) =>
    createCluster(cluster, environment, provisioners, settings, hub);
  const clusters = region.clusters.filter((each) => !isMadeOnHub(each)).map((cluster) => create(cluster));
  const others = environment.regions.filter(({ name }) => name !== region.name);
  const manifests = new ManifestReader(root);
  const held = holdingsOf("region", environment.workloads, record.holdings);
  const [peers, workloads, federated] = await Promise.all([
    readPeers(environment, others, region.clusters, factsOf(trust)),
    planWorkloads(environment, region, (workload) => manifests.read(workload)),
    readFederatedSide(environment, manifests, held, record.holdings),
  ]);
  warnOfExpiry(environment, factsOf(trust), peers, settings.now);
  const releases = chooseReleases(environment, region, new Map([...peers, ...record.installed]));
  const folder = mirrorFolder(environment.charts, root);
  const fill = (cluster: OwnCluster) => {
    const { name } = cluster.declared;
    const charts = chartSource(environment, releases.get(name) ?? new Map(), folder);
    const software = { charts, secrets: secrets.get(name) ?? {}, trust: trust.get(name) };
    const within = withNamespaces(environment, federated.leaving);
    return createMember(cluster, within, { workloads, federated: federated.ground }, settings, software);
  };
  const first = clusters.map(fill);
  const hub = sightOfHub(environment, first, peers);
  const { installed, madeOn } = record;
  const sight = { environment, ...hub, installed, madeOn, restoredHub: settings.restoredHub };
  const { ready, pending } = onHub(region.clusters, sight);
  const later = region.clusters.filter(({ name }) => ready.has(name));
  const members = [...first, ...later.map((cluster) => fill(create(cluster, ready.get(cluster.name))))];
  const { taken, leaving } = federated;
  const shares = createShares(environment, members, { peers, workloads, held, taken, record });

  const waiting = [...pending, ...shares.pending, ...lettingGo(held), ...describeLeaving(leaving)];
  const result = { environment, members, trust, workloads, held, hub: hub.target?.identifier, ...shares };
  return regionOutputs({ ...result, pending: waiting });
}

/** What the members have for others, and what the region carries out on them. */
function createShares(
  environment: Environment,
  members: readonly Member[],
  { peers, workloads, held, taken, record }: SharesArgs,
): Pick<RegionResult, "links" | "rollouts" | "names" | "pending"> {
  const targets = new Map<string, LinkTarget>([
    ...[...peers].map(([name, passport]): [string, LinkTarget] => [name, peerTarget(passport)]),
    ...members.map((member): [string, LinkTarget] => [member.declared.name, targetOf(member)]),
  ]);
  const exports = exportsByCluster(workloads);
  const links = members.map((member) => createLinks(member, environment, targets, exports));
  const rollouts = rolloutsOf(environment, members, workloads);
  const now = { before: record.names, peers, siblings: members };
  const names = new Map(
    members.map((member) => {
      const own = createWorkloads(member, workloads, { held, taken, rollouts });
      return [member.declared.name, createNames(member, environment, now, own)] as const;
    }),
  );
  const shared = members.flatMap((member) => shareServices(member, environment, exports, peers));
  const kept = [...names.values()].flatMap((each) => each.pending);
  return { links, rollouts, names, pending: [...shared, ...kept] };
}

interface SharesArgs {
  readonly peers: ReadonlyMap<string, PeerPassport>;
  readonly workloads: readonly RegionalWorkload[];
  readonly held: readonly Held[];
  readonly taken: ReadonlySet<string>;
  readonly record: StackRecord;
}

/** Clusters that are gone for good. A local one goes with all that is in it. */
function letGo({ tombstoned }: Region, { fleet, name: environment }: Environment): void {
  for (const { name, provisioner } of tombstoned) {
    if (provisioner.kind === "kwok") continue;
    new TombstonedCluster(name, { identifier: clusterFullName(fleet, environment, name) });
  }
}

/** The hub as this stack sees it: a cluster of its own, with what has to be ready on it, or a peer. */
function sightOfHub(
  { hub }: Environment,
  members: readonly Member[],
  peers: ReadonlyMap<string, PeerPassport>,
): { target: LinkTarget | undefined; dependsOn: readonly pulumi.Resource[] } {
  const own = members.find(({ declared }) => declared.name === hub);
  if (own !== undefined)
    return { target: targetOf(own), dependsOn: [own.platform, ...own.landingPads.values()] };
  const peer = peers.get(hub);
  return { target: peer === undefined ? undefined : peerTarget(peer), dependsOn: [] };
}
