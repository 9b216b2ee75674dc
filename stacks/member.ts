import type * as pulumi from "../components/sdk/pulumi.ts";
import { Canaries } from "../components/backup/canaries.ts";
import { FleetCluster } from "../components/cluster/cluster.ts";
import type { ClusterConnection } from "../components/cluster/connection.ts";
import type { Provisioners } from "../components/cluster/provisioner.ts";
import type { HubAccess } from "../components/cluster/provision.ts";
import { ClusterNamespaces } from "../components/kubernetes/namespaces.ts";
import { LandingPad } from "../components/landing-pad/landing-pad.ts";
import { siblingTarget, type LinkTarget } from "../components/links/target.ts";
import type { ChartSource } from "../components/platform/charts.ts";
import { gatewayAddresses } from "../components/platform/gateway-address.ts";
import { meshSecrets } from "../components/platform/mesh-secrets.ts";
import { Platform } from "../components/platform/platform.ts";
import { ResidencyAdmission } from "../components/residency/admission.ts";
import type { RegionalWorkload } from "../components/workloads/plan.ts";
import type { FederatedGround } from "../fleet/backends/federated.ts";
import { canariesOf } from "../fleet/backup/canaries.ts";
import { entryWorkloads } from "../fleet/clouds/gcp/multi-cluster/entries.ts";
import type { Cluster, Environment } from "../fleet/fleet.ts";
import { landingPadsOf, type PadKind } from "../fleet/links.ts";
import { namespacesOf, templateNamespacesOf, type NamespacePlan } from "../fleet/namespaces.ts";
import { platformOf } from "../fleet/platform/platform.ts";
import { planAdmission } from "../fleet/residency/admission.ts";
import { rightsOf, type Carried } from "../fleet/rights.ts";
import type { ClusterTrust, Settings } from "./settings.ts";
import type { systemSecrets } from "./system-secrets.ts";

/** What the systems of a cluster are installed with. */
export interface ClusterSoftware {
  readonly charts: ChartSource;
  readonly secrets: ReturnType<typeof systemSecrets>;
  readonly trust: ClusterTrust | undefined;
}

/** What is carried on the clusters of a region. */
export interface CarriedWorkloads {
  readonly workloads: readonly RegionalWorkload[];
  /** By KubeFed, where there is one. */
  readonly federated: FederatedGround | undefined;
}

export interface OwnCluster {
  readonly declared: Cluster;
  readonly cluster: FleetCluster;
}

/** A cluster of this stack with all that other parts of it build on. */
export interface Member extends OwnCluster {
  /** What comes before everything that is put into the cluster. */
  readonly ground: readonly pulumi.Resource[];
  readonly platform: Platform;
  /** Addresses of its mesh gateway, if it has any. */
  readonly gateway: ReturnType<typeof gatewayAddresses>;
  readonly landingPads: ReadonlyMap<PadKind, LandingPad>;
}

/** Makes a cluster, or finds it; nothing is in it yet. */
export function createCluster(
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

/** Puts into a cluster what every other part of its stack builds on. */
export function createMember(
  { declared, cluster }: OwnCluster,
  environment: Environment,
  { workloads, federated }: CarriedWorkloads,
  settings: Settings,
  { charts, secrets: own, trust }: ClusterSoftware,
): Member {
  const { name } = declared;
  const { connection } = cluster;
  const carried = workloads.filter(({ objects }) => objects.has(name)).map(({ workload }) => workload);
  const onHub = [...entryWorkloads(environment), ...(federated?.workloads ?? [])];
  const fronted = name === environment.hub ? onHub : [];
  const systems = platformOf(declared, environment, trust?.open);
  const secrets = { ...own, ...meshSecrets(environment.mesh, trust?.material) };
  const plan = declared.controlPlane
    ? templateNamespacesOf(environment, systems)
    : namespacesOf(environment, systems, [...fronted, ...carried]);
  const namespaces = new ClusterNamespaces(name, { cluster: connection, namespaces: plan });
  const ground = [namespaces, ...createAdmission(declared, connection, environment, namespaces)];
  const canaries = canariesOf(declared, environment, plan);
  if (canaries.length > 0) new Canaries(name, { cluster: connection, canaries }, { dependsOn: ground });
  const platform = new Platform(
    name,
    { cluster: connection, systems, secrets, charts },
    { dependsOn: ground },
  );
  const landingPads = landingPadsOf(declared, environment).map((kind): [PadKind, LandingPad] => {
    const args = {
      cluster: connection,
      kind,
      rights: rightsOf(kind, environment, carriedThrough(kind, environment, federated, plan)),
      slots: settings.slotsOf(name, kind),
    };
    return [kind, new LandingPad(`${name}/${kind}`, args, { dependsOn: ground })];
  });
  const gateway = gatewayAddresses({ cluster: declared, connection, releases: platform.releases }, platform);
  return { declared, cluster, ground, platform, gateway, landingPads: new Map(landingPads) };
}

/** What a federation carries there: a right to a namespace can only be given where that is. */
function carriedThrough(
  pad: PadKind,
  { workloads }: Environment,
  federated: FederatedGround | undefined,
  namespaces: readonly NamespacePlan[],
): Carried | undefined {
  const there = new Set(namespaces.map(({ name }) => name));
  const onCluster = ({ kinds, namespaces: wanted }: Carried): Carried => ({
    kinds,
    namespaces: wanted.filter((name) => there.has(name)),
  });
  // Karmada, of any workload: one may be handed over to it, or from it, and this stack is not told when that is done.
  const any = { kinds: [], namespaces: [...new Set(workloads.map(({ namespace }) => namespace))] };
  if (pad === "karmada") return onCluster(any);
  return pad === "kubefed" && federated !== undefined ? onCluster(federated.carried) : undefined;
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

/** What a peer in the same stack needs to reach a member. */
export function targetOf({ declared, cluster, landingPads }: Member): LinkTarget {
  return siblingTarget(declared, cluster, landingPads);
}
