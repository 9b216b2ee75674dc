import * as pulumi from "../components/sdk/pulumi.ts";
import { FleetCluster } from "../components/cluster/cluster.ts";
import type { ClusterConnection } from "../components/cluster/connection.ts";
import { loadProvisioners, type Provisioners } from "../components/cluster/provisioner.ts";
import type { HubAccess } from "../components/cluster/provision.ts";
import { TombstonedCluster } from "../components/cluster/tombstoned.ts";
import { ClusterNamespaces } from "../components/kubernetes/namespaces.ts";
import { LandingPad } from "../components/landing-pad/landing-pad.ts";
import { ClusterLinks } from "../components/links/cluster-links.ts";
import { peerTarget, siblingTarget, type LinkTarget } from "../components/links/target.ts";
import { chartSource, type ChartSource } from "../components/platform/charts.ts";
import { gatewayAddresses } from "../components/platform/gateway-address.ts";
import { meshSecrets } from "../components/platform/mesh-secrets.ts";
import { Platform } from "../components/platform/platform.ts";
import { ResidencyAdmission } from "../components/residency/admission.ts";
import type { PeerPassport } from "../components/passport/read.ts";
import { ServiceExports } from "../components/multi-cluster/service-exports.ts";
import { issuePassport } from "../components/passport/issue.ts";
import { DirectWorkload } from "../components/workloads/direct-workload.ts";
import { ManifestReader } from "../components/workloads/manifests.ts";
import { exportsByCluster, planWorkloads, type RegionalWorkload } from "../components/workloads/plan.ts";
import { entryWorkloads } from "../fleet/clouds/gcp/multi-cluster/entries.ts";
import { featuresOf, sharesServices } from "../fleet/clouds/gcp/multi-cluster/features.ts";
import { fixedFactsOf, isProtected } from "../fleet/clouds/fixed.ts";
import { mirrorFolder } from "../fleet/charts/plan.ts";
import type { Cluster, Environment, Region } from "../fleet/fleet.ts";
import { describeLink, landingPadsOf, linksFrom, type PadKind } from "../fleet/links.ts";
import { clusterFullName } from "../fleet/names.ts";
import type { Export } from "../fleet/mesh/remote-services.ts";
import { namespacesOf } from "../fleet/namespaces.ts";
import { platformOf } from "../fleet/platform/platform.ts";
import { planAdmission } from "../fleet/residency/admission.ts";
import { rightsOf } from "../fleet/rights.ts";
import { isMadeOnHub, onHub } from "./cluster-api.ts";
import { readPeers } from "./peers.ts";
import type { ClusterTrust, Settings } from "./settings.ts";
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

/** What the systems of a cluster are installed with. */
interface ClusterSoftware {
  readonly charts: ChartSource;
  readonly secrets: ReturnType<typeof systemSecrets>;
  readonly trust: ClusterTrust | undefined;
}

interface OwnCluster {
  readonly declared: Cluster;
  readonly cluster: FleetCluster;
}

/** A cluster of this stack with all that other parts of it build on. */
interface Member extends OwnCluster {
  /** What comes before everything that is put into the cluster. */
  readonly ground: readonly pulumi.Resource[];
  readonly platform: Platform;
  /** Addresses of its mesh gateway, if it has any. */
  readonly gateway: ReturnType<typeof gatewayAddresses>;
  readonly landingPads: ReadonlyMap<PadKind, LandingPad>;
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
  for (const { name, provisioner } of region.tombstoned) {
    // A local cluster goes with all that is in it.
    if (provisioner.kind !== "kwok") new TombstonedCluster(name, { identifier: fullName(name, environment) });
  }
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
  const [peers, workloads] = await Promise.all([
    readPeers(environment, others, region.clusters, factsOf(trust)),
    planWorkloads(environment, region, (workload) => manifests.read(workload)),
  ]);
  warnOfExpiry(environment, factsOf(trust), peers, settings.now);
  const releases = chooseReleases(environment, region, new Map([...peers, ...record.installed]));
  const folder = mirrorFolder(environment.charts, root);
  const fill = (cluster: OwnCluster) => {
    const { name } = cluster.declared;
    const charts = chartSource(environment, releases.get(name) ?? new Map(), folder);
    const software = { charts, secrets: secrets.get(name) ?? {}, trust: trust.get(name) };
    return createMember(cluster, environment, workloads, settings, software);
  };
  const first = clusters.map(fill);
  const hub = sightOfHub(environment, first, peers);
  const { ready, pending } = onHub(region.clusters, { environment, ...hub, installed: record.installed });
  const later = region.clusters.filter(({ name }) => ready.has(name));
  const members = [...first, ...later.map((cluster) => fill(create(cluster, ready.get(cluster.name))))];
  const targets = new Map<string, LinkTarget>([
    ...[...peers].map(([name, passport]): [string, LinkTarget] => [name, peerTarget(passport)]),
    ...members.map((member): [string, LinkTarget] => [member.declared.name, targetOf(member)]),
  ]);
  const exports = exportsByCluster(workloads);
  const links = members.map((member) => createLinks(member, environment, targets, exports));
  for (const member of members) createWorkloads(member, workloads);
  const shared = members.flatMap((member) => shareServices(member, environment, exports, peers));

  return {
    clusters: Object.fromEntries(
      members.map((member) => [member.declared.name, summary(member, environment)]),
    ),
    links: {
      linked: links.flatMap(({ linked }) => linked.map(describeLink)),
      pending: [
        ...pending,
        ...links.flatMap((each) => [...each.pending.map(describeLink), ...each.unreachable]),
        ...shared,
      ],
    },
    workloads: Object.fromEntries(workloads.map(({ workload, explanation }) => [workload.name, explanation])),
    passports: Object.fromEntries(
      members.map(({ declared, cluster, landingPads, platform, gateway }) => [
        declared.name,
        issuePassport({
          cluster: declared,
          environment,
          facts: cluster,
          landingPads,
          platform,
          trust: trust.get(declared.name)?.facts,
          gateway,
          features: featuresOf(declared.name, environment),
        }),
      ]),
    ),
    kubeconfigs: Object.fromEntries(
      members.map(({ declared, cluster }) => [declared.name, cluster.kubeconfig]),
    ),
  };
}

function targetOf({ declared, cluster, landingPads }: Member): LinkTarget {
  return siblingTarget(declared, cluster, landingPads);
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

function fullName(cluster: string, { fleet, name }: Environment): string {
  return clusterFullName(fleet, name, cluster);
}

function createCluster(
  declared: Cluster,
  { fleet, name }: Environment,
  provisioners: Provisioners,
  settings: Settings,
  hub: HubAccess | undefined,
): OwnCluster {
  const { kind } = declared.provisioner;
  const provision = provisioners.get(kind);
  if (provision === undefined) throw new Error(`The provisioner ${kind} has not been loaded.`);
  const cluster = new FleetCluster(declared.name, {
    cluster: declared,
    fleet,
    environment: name,
    provision,
    kubeconfig: settings.kubeconfigOf(declared),
    hub,
  });
  return { declared, cluster };
}

function createMember(
  { declared, cluster }: OwnCluster,
  environment: Environment,
  workloads: readonly RegionalWorkload[],
  settings: Settings,
  { charts, secrets: own, trust }: ClusterSoftware,
): Member {
  const { name } = declared;
  const { connection } = cluster;
  const carried = workloads.filter(({ objects }) => objects.has(name)).map(({ workload }) => workload);
  const fronted = name === environment.hub ? entryWorkloads(environment) : [];
  const systems = platformOf(declared, environment, trust?.open);
  const secrets = { ...own, ...meshSecrets(environment.mesh, trust?.material) };
  const plan = namespacesOf(environment, systems, [...fronted, ...carried]);
  const namespaces = new ClusterNamespaces(name, { cluster: connection, namespaces: plan });
  const ground = [namespaces, ...createAdmission(declared, connection, environment, namespaces)];
  const platform = new Platform(
    name,
    { cluster: connection, systems, secrets, charts },
    { dependsOn: ground },
  );
  const landingPads = landingPadsOf(declared, environment).map((kind): [PadKind, LandingPad] => {
    const args = {
      cluster: connection,
      kind,
      rights: rightsOf(kind, environment),
      slots: settings.slotsOf(name, kind),
    };
    return [kind, new LandingPad(`${name}/${kind}`, args, { dependsOn: ground })];
  });
  const gateway = gatewayAddresses({ cluster: declared, connection, releases: platform.releases }, platform);
  return { declared, cluster, ground, platform, gateway, landingPads: new Map(landingPads) };
}

/** Before what it is to judge, which the program's own objects are, too. */
function createAdmission(
  declared: Cluster,
  cluster: ClusterConnection,
  environment: Environment,
  namespaces: ClusterNamespaces,
): ResidencyAdmission[] {
  const plan = planAdmission(declared, environment);
  if (plan === undefined) return [];
  return [new ResidencyAdmission(declared.name, { cluster, plan }, { dependsOn: namespaces })];
}

function createLinks(
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

/** This cluster's share of each workload; `after` holds back what waits for others, cluster by cluster. */
function createWorkloads(
  { declared, cluster, ground }: Member,
  workloads: readonly RegionalWorkload[],
): void {
  const created = new Map<string, DirectWorkload>();
  for (const { workload, objects } of workloads) {
    const share = objects.get(declared.name);
    if (share === undefined) continue;
    const before = workload.after.flatMap((name) => created.get(name) ?? []);
    const direct = new DirectWorkload(
      `${declared.name}/${workload.name}`,
      { cluster: cluster.connection, objects: share },
      { dependsOn: [...ground, ...before] },
    );
    created.set(workload.name, direct);
  }
}

/**
 * What the cluster offers to the other members of a fleet of Google Cloud, which the hub turns on for all of them.
 * @returns in words, what has to wait until it has.
 */
function shareServices(
  { declared, cluster, ground }: Member,
  environment: Environment,
  exports: ReadonlyMap<string, readonly Export[]>,
  peers: Awaited<ReturnType<typeof readPeers>>,
): string[] {
  const services = (exports.get(declared.name) ?? []).map(({ service }) => service);
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

function hubRegion({ clusters, hub }: Environment): string | undefined {
  return clusters.find(({ name }) => name === hub)?.region;
}

function summary({ declared, cluster }: Member, environment: Environment): pulumi.Inputs {
  const { provisioner, simulated, country } = declared;
  const fixed = fixedFactsOf(declared, environment);
  return {
    endpoint: cluster.endpoint,
    version: cluster.version,
    provisioner: provisioner.kind,
    simulated,
    country,
    ...(fixed === undefined ? {} : { fixed }),
    ...(isProtected(declared) ? { protected: true } : {}),
  };
}
