import type { Gke } from "../../declaration/provisioners/gke.ts";
import type { GkePlace } from "./names.ts";
import { HARDENED } from "./nodes.ts";

const COMPONENTS = {
  system: "SYSTEM_COMPONENTS",
  workloads: "WORKLOADS",
  "api-server": "APISERVER",
  "controller-manager": "CONTROLLER_MANAGER",
  scheduler: "SCHEDULER",
} as const;

/** Nodes of the pool that GKE makes with a cluster and that is deleted at once. */
const FIRST_POOL = { initialNodeCount: 1, machineType: "e2-small", diskSizeGb: 20 };

/** Who may ask the API server, and where. Without `public` it has no address on the internet. */
export function planEndpoint({ endpoint }: Gke) {
  const blocks = [...(endpoint.public ?? []), ...endpoint.private];
  return {
    privateClusterConfig: {
      enablePrivateNodes: true,
      enablePrivateEndpoint: endpoint.public === undefined,
      // The hub and the peers are in other regions.
      masterGlobalAccessConfig: { enabled: true },
    },
    masterAuthorizedNetworksConfig: {
      cidrBlocks: blocks.map((cidrBlock) => ({ cidrBlock })),
      // Otherwise every machine on Google Cloud could ask, whoever's it is.
      gcpPublicCidrsAccessEnabled: false,
    },
    controlPlaneEndpointsConfig: { dnsEndpointConfig: { allowExternalTraffic: endpoint.dns } },
  };
}

export interface ClusterArgs {
  readonly declared: Gke;
  readonly place: GkePlace;
  readonly version: string | undefined;
  readonly resourceLabels: Readonly<Record<string, string>>;
  /** Names of the secondary ranges. */
  readonly ranges: { readonly pods: string; readonly services: string };
  /** Whether the cluster has gateways that are shared with others. */
  readonly gateways: boolean;
}

/**
 * The arguments of the cluster, but for network, service account and key, which may be made in the same run. No
 * `description`: a change of it would make the cluster anew.
 */
export function planCluster(args: ClusterArgs) {
  const { declared, place, version, resourceLabels, ranges, gateways } = args;
  const { channel, deletionProtection, logs, backup, autopilot } = declared;
  return {
    name: place.name,
    project: place.project,
    location: place.location,
    deletionProtection,
    resourceLabels,
    releaseChannel: { channel: channel.toUpperCase() },
    ...(version === undefined ? {} : { minMasterVersion: version }),
    networkingMode: "VPC_NATIVE",
    ipAllocationPolicy: {
      clusterSecondaryRangeName: ranges.pods,
      servicesSecondaryRangeName: ranges.services,
    },
    ...planEndpoint(declared),
    loggingConfig: { enableComponents: logs.map((log) => COMPONENTS[log]) },
    // The fleet has collectors of its own; in Autopilot this one cannot be turned off.
    monitoringConfig: {
      enableComponents: ["SYSTEM_COMPONENTS"],
      managedPrometheus: { enabled: autopilot },
    },
    costManagementConfig: { enabled: true },
    securityPostureConfig: { mode: "BASIC", vulnerabilityMode: "VULNERABILITY_DISABLED" },
    masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
    addonsConfig: {
      httpLoadBalancing: { disabled: false },
      gcePersistentDiskCsiDriverConfig: { enabled: true },
      gkeBackupAgentConfig: { enabled: backup !== undefined },
    },
    ...(gateways ? { gatewayApiConfig: { channel: "CHANNEL_STANDARD" } } : {}),
    ...planMaintenance(declared),
    ...(autopilot ? AUTOPILOT : standard(declared)),
  };
}

/** What is a choice in Standard and given in Autopilot (Workload Identity, Dataplane V2, shielded nodes) is left out here. */
const AUTOPILOT = {
  enableAutopilot: true,
  nodePoolAutoConfig: { nodeKubeletConfig: HARDENED.kubeletConfig },
} as const;

function standard({ project }: Gke) {
  return {
    datapathProvider: "ADVANCED_DATAPATH",
    enableShieldedNodes: true,
    workloadIdentityConfig: { workloadPool: workloadPool(project) },
    removeDefaultNodePool: true,
    initialNodeCount: FIRST_POOL.initialNodeCount,
    nodePoolDefaults: { nodeConfigDefaults: HARDENED.kubeletConfig },
  };
}

/** Nodes of the first pool, which lives for a minute: the same account and the same hardening, and as small as may be. */
export const FIRST_NODES = {
  machineType: FIRST_POOL.machineType,
  diskSizeGb: FIRST_POOL.diskSizeGb,
  ...HARDENED,
};

/** Whose identities the service accounts of the cluster's pods are. */
export function workloadPool(project: string): string {
  return `${project}.svc.id.goog`;
}

/** Days of the past do as start of a window that recurs; a date of the run would be a change in every run. */
const SOME_DAY = "2026-01-01";

function planMaintenance({ maintenance }: Gke) {
  if (maintenance === undefined) return {};
  const { start, hours, days } = maintenance;
  const end = new Date(Date.parse(`${SOME_DAY}T${start}:00Z`) + hours * 3_600_000);
  const recurringWindow = {
    startTime: `${SOME_DAY}T${start}:00Z`,
    endTime: end.toISOString().replace(".000Z", "Z"),
    recurrence: `FREQ=WEEKLY;BYDAY=${days.join(",")}`,
  };
  return { maintenancePolicy: { recurringWindow } };
}
