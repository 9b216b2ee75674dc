import type {
  ClusterDeclaration,
  Declaration,
  EnvironmentDeclaration,
  WorkloadDeclaration,
} from "./declaration/schema.ts";
import { addressesIn, networkBlockOf } from "./clouds/blocks.ts";
import { byName, compare } from "./compare.ts";
import { groupsOf } from "./jurisdictions.ts";
import { clusterFullName } from "./names.ts";
import type { InstallMode } from "./platform/system.ts";
import type { NamedProfile } from "./residency/profile.ts";

export { byName, compare } from "./compare.ts";

/** The declaration with every default filled in and every name where it is used. Plain data, never changed. */
export interface Fleet {
  readonly name: string;
  readonly environments: readonly Environment[];
}

/** prod, stage, local…: an isolation boundary. Nothing links across environments. */
export interface Environment {
  readonly name: string;
  readonly fleet: string;
  /** Name of the cluster that carries the environment's control planes. */
  readonly hub: string;
  /** What holds for everything in the environment, workloads with a profile of their own included. */
  readonly residency: NamedProfile | undefined;
  readonly mesh: EnvironmentDeclaration["mesh"];
  readonly gitops: EnvironmentDeclaration["gitops"];
  readonly backup: EnvironmentDeclaration["backup"];
  readonly recovery: EnvironmentDeclaration["recovery"];
  readonly dns: EnvironmentDeclaration["dns"];
  readonly observability: EnvironmentDeclaration["observability"];
  readonly clusterApi: EnvironmentDeclaration["clusterApi"];
  readonly federation: EnvironmentDeclaration["federation"];
  readonly multiCluster: EnvironmentDeclaration["multiCluster"];
  /** How systems are installed, where it is not left to each cluster; see `installModeOf`. */
  readonly install: EnvironmentDeclaration["install"];
  readonly charts: EnvironmentDeclaration["charts"];
  /** In which order regions are brought up; all side by side if there is none. */
  readonly rollout: EnvironmentDeclaration["rollout"];
  readonly regions: readonly Region[];
  /** All clusters of all regions, by name. */
  readonly clusters: readonly Cluster[];
  /** Clusters that are gone for good. They are in no region, no link and no placement any more. */
  readonly tombstoned: readonly Cluster[];
  /** The workloads declared for this environment, by name. */
  readonly workloads: readonly Workload[];
}

/** A place inside an environment with one or more clusters; the unit of a region stack. */
export interface Region {
  readonly name: string;
  readonly country: string;
  readonly clusters: readonly Cluster[];
  /** Those of its clusters that are gone for good. */
  readonly tombstoned: readonly Cluster[];
}

export interface Cluster {
  readonly name: string;
  readonly region: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Groups the country belongs to: EU, EEA… */
  readonly groups: readonly string[];
  readonly network: string;
  readonly provisioner: ClusterDeclaration["provisioner"];
  readonly version: string | undefined;
  /** Addresses of the network of a cloud that it stands in, if they are known. */
  readonly networkCidr: string | undefined;
  /** As declared, or, where pods take their addresses from the cloud's network, those that they have there. */
  readonly podCidr: string | undefined;
  readonly serviceCidr: string | undefined;
  readonly cordoned: boolean;
  /** Whether names answer with it; off, it does so only where nobody else does. */
  readonly traffic: ClusterDeclaration["traffic"];
  /** It has Karmada's API: what is put into it are templates for its members, and it carries no workloads itself. */
  readonly controlPlane: boolean;
  /** Addresses at which other networks reach its mesh gateway, where they are declared. */
  readonly gateway: readonly string[] | undefined;
  /** Nodes run nothing: API objects are real, pods are not. */
  readonly simulated: boolean;
  /** What selectors see: own labels, those of the region, and the built-in ones, which win. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface Workload extends Omit<WorkloadDeclaration, "environments" | "namespace" | "residency"> {
  readonly name: string;
  readonly namespace: string;
  readonly residency: NamedProfile | undefined;
}

/** How systems are put on a cluster: charts, or, where nothing runs, only what the API server has to know. */
export function installModeOf({ simulated }: Cluster, { install }: Environment): InstallMode {
  return install ?? (simulated ? "api" : "chart");
}

/** Fills in a checked declaration. Order of keys in the file has no influence: everything is sorted by name. */
export function resolveFleet(declaration: Declaration): Fleet {
  return {
    name: declaration.name,
    environments: byName(declaration.environments).map(([name, environment]) =>
      resolveEnvironment(name, environment, declaration),
    ),
  };
}

/** The environment of that name; the error lists those there are. */
export function environmentOf(fleet: Fleet, name: string): Environment {
  const environment = fleet.environments.find((candidate) => candidate.name === name);
  if (environment) return environment;
  const names = fleet.environments.map((candidate) => candidate.name).join(", ");
  throw new RangeError(`There is no environment "${name}" in fleet "${fleet.name}"; there are: ${names}.`);
}

/** The cluster of that name in an environment. */
export function clusterNamed({ clusters, name: environment }: Environment, name: string): Cluster {
  const cluster = clusters.find((candidate) => candidate.name === name);
  if (cluster === undefined) throw new Error(`There is no cluster "${name}" in ${environment}.`);
  return cluster;
}

function resolveEnvironment(
  name: string,
  environment: EnvironmentDeclaration,
  declaration: Declaration,
): Environment {
  const controlPlane = environment.federation?.karmada?.controlPlane;
  const regions = byName(environment.regions).map(([regionName, region]) =>
    resolveRegion(
      regionName,
      region,
      (cluster) => clusterFullName(declaration.name, name, cluster),
      controlPlane,
    ),
  );
  const all = (which: "clusters" | "tombstoned") =>
    regions.flatMap((region) => region[which]).sort((a, b) => compare(a.name, b.name));
  const { hub, mesh, gitops, backup, recovery, dns, observability, clusterApi, federation } = environment;
  const { multiCluster, install, charts, rollout } = environment;
  return {
    name,
    fleet: declaration.name,
    hub,
    residency: profileOf(environment.residency, declaration),
    mesh,
    gitops,
    backup,
    recovery,
    dns,
    observability,
    clusterApi,
    federation,
    multiCluster,
    install,
    charts,
    rollout,
    regions,
    clusters: all("clusters"),
    tombstoned: all("tombstoned"),
    workloads: byName(declaration.workloads)
      .filter(([, workload]) => workload.environments.includes(name))
      .map(([workloadName, workload]) => resolveWorkload(workloadName, workload, declaration)),
  };
}

function resolveRegion(
  name: string,
  region: EnvironmentDeclaration["regions"][string],
  fullName: (cluster: string) => string,
  controlPlane: string | undefined,
): Region {
  const inState = (state: ClusterDeclaration["state"]) =>
    byName(region.clusters)
      .filter(([, cluster]) => cluster.state === state)
      .map(([clusterName, cluster]) =>
        resolveCluster(clusterName, cluster, name, region, fullName(clusterName), controlPlane),
      );
  return {
    name,
    country: region.country,
    clusters: inState("active"),
    tombstoned: inState("tombstoned"),
  };
}

function resolveCluster(
  name: string,
  cluster: ClusterDeclaration,
  regionName: string,
  region: EnvironmentDeclaration["regions"][string],
  fullName: string,
  controlPlane: string | undefined,
): Cluster {
  const { provisioner, network, version, cordoned, traffic } = cluster;
  const block = networkBlockOf(cluster, fullName, region.vpcCidr);
  const addresses = addressesIn(block, cluster);
  const builtIn = {
    name,
    region: regionName,
    country: region.country,
    network,
    provisioner: provisioner.kind,
  };
  return {
    name,
    region: regionName,
    country: region.country,
    groups: groupsOf(region.country),
    network,
    provisioner,
    version,
    networkCidr: block?.cidr,
    podCidr: cluster.podCidr ?? addresses.pods,
    serviceCidr: cluster.serviceCidr ?? addresses.services,
    cordoned,
    traffic,
    controlPlane: name === controlPlane,
    gateway: cluster.gateway,
    simulated: provisioner.kind === "kwok",
    labels: { ...region.labels, ...cluster.labels, ...builtIn },
  };
}

function resolveWorkload(name: string, workload: WorkloadDeclaration, declaration: Declaration): Workload {
  const { environments, residency, ...rest } = workload;
  return {
    ...rest,
    name,
    namespace: workload.namespace ?? name,
    residency: profileOf(residency, declaration),
  };
}

function profileOf(name: string | undefined, { residency }: Declaration): NamedProfile | undefined {
  const profile = name !== undefined && Object.hasOwn(residency, name) ? residency[name] : undefined;
  return profile && name !== undefined ? { ...profile, name } : undefined;
}
