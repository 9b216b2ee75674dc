import { createHash } from "node:crypto";
import type { Gke, GkeNodePool } from "../../declaration/provisioners/gke.ts";
import { byName } from "../../compare.ts";
import { isZonal, type GkePlace } from "./names.ts";

/** What nodes may do in the project: write logs and metrics. Source: cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster, "Use least privilege IAM service accounts" */
export const NODE_ROLE = "roles/container.defaultNodeServiceAccount";

/** To pull images, on each repository by itself. */
export const IMAGE_ROLE = "roles/artifactregistry.reader";

/** Rights come from the service account; a scope could only take away from them. */
const SCOPES = ["https://www.googleapis.com/auth/cloud-platform"];

const EFFECTS = {
  NoSchedule: "NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
} as const;

/** Zones of a region that a pool has nodes in unless it says otherwise: GKE takes three. */
const ZONES = 3;

/** How every node of Standard is hardened, whatever its pool. */
export const HARDENED = {
  shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
  workloadMetadataConfig: { mode: "GKE_METADATA" },
  kubeletConfig: { insecureKubeletReadonlyPortEnabled: "FALSE" },
  metadata: { "disable-legacy-endpoints": "true" },
} as const;

/** One node pool, but for the service account and the key of its nodes, which may be made in the same run. */
export interface NodePoolPlan {
  /** In the declaration. */
  readonly pool: string;
  /** In Google Cloud. */
  readonly name: string;
  readonly initialNodeCount: number;
  readonly autoscaling: {
    readonly totalMinNodeCount: number;
    readonly totalMaxNodeCount: number;
    readonly locationPolicy: "ANY" | "BALANCED";
  };
  readonly nodeLocations?: readonly string[];
  readonly management: { readonly autoRepair: true; readonly autoUpgrade: true };
  readonly upgradeSettings: {
    readonly strategy: "SURGE";
    readonly maxSurge: number;
    readonly maxUnavailable: number;
  };
  readonly networkConfig: { readonly enablePrivateNodes: true };
  readonly nodeConfig: NodeConfig;
}

interface NodeConfig {
  readonly machineType: string;
  readonly imageType: "COS_CONTAINERD";
  readonly diskType: string;
  readonly diskSizeGb: number;
  readonly spot: boolean;
  readonly oauthScopes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
  readonly resourceLabels: Readonly<Record<string, string>>;
  readonly shieldedInstanceConfig: (typeof HARDENED)["shieldedInstanceConfig"];
  readonly workloadMetadataConfig: (typeof HARDENED)["workloadMetadataConfig"];
  readonly kubeletConfig: (typeof HARDENED)["kubeletConfig"];
  readonly metadata: (typeof HARDENED)["metadata"];
}

/**
 * The node pools of a cluster, by name. Their version is Google's to choose: it brings them after the control plane, in
 * the maintenance window, and a version of our own would be at odds with that.
 *
 * @param ties Account and key of the nodes.
 */
export function planNodePools(
  { nodePools }: Gke,
  place: GkePlace,
  resourceLabels: Readonly<Record<string, string>>,
  ties: readonly string[],
): NodePoolPlan[] {
  return byName(nodePools).map(([pool, declared]) => ({
    pool,
    ...planNodePool(poolName(pool, declared, ties), declared, place, resourceLabels),
  }));
}

/** Digits of what a pool cannot change, in its name. */
const DIGITS = 6;

/** Longest name of a pool in the declaration; with the digits it is as long as GKE allows. */
export const POOL_NAME_LIMIT = 40 - DIGITS - 1;

/**
 * What a pool cannot change is in its name: with another key, account or kind of machines it is another pool, which is
 * made beside the old one before that goes. Under one name there could be only one at a time, and no nodes in between.
 */
function poolName(pool: string, { spot }: GkeNodePool, ties: readonly string[]): string {
  const fixed = JSON.stringify([spot, ...ties]);
  return `${pool}-${createHash("sha256").update(fixed).digest("hex").slice(0, DIGITS)}`;
}

function planNodePool(
  name: string,
  pool: GkeNodePool,
  place: GkePlace,
  resourceLabels: Readonly<Record<string, string>>,
): Omit<NodePoolPlan, "pool"> {
  const zones = pool.zones?.length ?? (isZonal(place) ? 1 : ZONES);
  return {
    name,
    // Of each zone, and only at the start: later the autoscaler decides.
    initialNodeCount: Math.ceil(pool.min / zones),
    autoscaling: {
      totalMinNodeCount: pool.min,
      totalMaxNodeCount: pool.max,
      locationPolicy: pool.spot ? "ANY" : "BALANCED",
    },
    ...(pool.zones === undefined ? {} : { nodeLocations: [...pool.zones].sort() }),
    management: { autoRepair: true, autoUpgrade: true },
    upgradeSettings: { strategy: "SURGE", maxSurge: pool.surge, maxUnavailable: pool.unavailable },
    networkConfig: { enablePrivateNodes: true },
    nodeConfig: {
      machineType: pool.machineType,
      imageType: "COS_CONTAINERD",
      diskType: pool.disk.type,
      diskSizeGb: pool.disk.size,
      spot: pool.spot,
      oauthScopes: SCOPES,
      labels: pool.labels,
      taints: pool.taints.map(({ key, value, effect }) => ({ key, value, effect: EFFECTS[effect] })),
      resourceLabels,
      ...HARDENED,
    },
  };
}
