import { DEFAULT_NETWORK, type Gke } from "../../declaration/provisioners/gke.ts";
import { nameOf, type GkePlace } from "./names.ts";
import type { Ranges } from "./ranges.ts";

/** Names of the secondary ranges of a subnetwork that the program makes. */
export const POD_RANGE = "pods";
export const SERVICE_RANGE = "services";

/** A network of a cluster's own. */
export interface MadeNetwork {
  readonly kind: "made";
  readonly network: {
    readonly name: string;
    readonly autoCreateSubnetworks: false;
    readonly routingMode: "GLOBAL";
  };
  readonly subnetwork: Subnetwork;
  readonly nat: Nat | undefined;
}

interface Subnetwork {
  readonly name: string;
  readonly region: string;
  readonly ipCidrRange: string;
  readonly privateIpGoogleAccess: true;
  readonly secondaryIpRanges: readonly { readonly rangeName: string; readonly ipCidrRange: string }[];
  readonly logConfig?: {
    readonly aggregationInterval: string;
    readonly flowSampling: number;
    readonly metadata: string;
  };
}

interface Nat {
  readonly router: { readonly name: string; readonly region: string };
  readonly gateway: {
    readonly name: string;
    readonly region: string;
    readonly natIpAllocateOption: "AUTO_ONLY";
    readonly sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES";
    readonly enableDynamicPortAllocation: true;
    readonly logConfig: { readonly enable: true; readonly filter: "ERRORS_ONLY" };
  };
}

/** A network that is there already. */
export interface UsedNetwork {
  readonly kind: "used";
  readonly network: string;
  readonly subnetwork: string;
  readonly pods: string;
  readonly services: string;
  /** Lets in pods of the clusters that share the network, which a network of one's own does not need. */
  readonly firewall: Firewall | undefined;
}

interface Firewall {
  readonly name: string;
  /** The network's, which in a Shared VPC is not the cluster's. */
  readonly project: string;
  readonly direction: "INGRESS";
  readonly sourceRanges: readonly string[];
  readonly allows: readonly { readonly protocol: string }[];
}

export interface NetworkArgs {
  readonly declared: Gke;
  readonly place: GkePlace;
  readonly ranges: Ranges;
  /** Pods of other clusters that reach this one's directly. */
  readonly peers: readonly string[];
}

/**
 * The network of a cluster. The control plane reaches webhooks in it through the cluster's own konnectivity agents (all
 * clusters that are connected by Private Service Connect, the only kind that is made since GKE 1.29), so that no
 * firewall has to be opened for them. Source: cloud.google.com/kubernetes-engine/docs/concepts/private-service-connect
 */
export function planNetwork(args: NetworkArgs): MadeNetwork | UsedNetwork {
  const { use } = args.declared;
  return use.network === undefined ? made(args) : used(args, use.network);
}

function made({ declared, place, ranges }: NetworkArgs): MadeNetwork {
  const { nat, flowLogs } = declared.network ?? DEFAULT_NETWORK;
  const { region } = place;
  const logConfig = {
    aggregationInterval: "INTERVAL_10_MIN",
    flowSampling: 0.5,
    metadata: "INCLUDE_ALL_METADATA",
  };
  return {
    kind: "made",
    network: { name: nameOf(place, "network"), autoCreateSubnetworks: false, routingMode: "GLOBAL" },
    subnetwork: {
      name: nameOf(place, "nodes"),
      region,
      ipCidrRange: ranges.nodes,
      privateIpGoogleAccess: true,
      secondaryIpRanges: [
        { rangeName: POD_RANGE, ipCidrRange: ranges.pods },
        { rangeName: SERVICE_RANGE, ipCidrRange: ranges.services },
      ],
      ...(flowLogs ? { logConfig } : {}),
    },
    nat: nat ? planNat(place) : undefined,
  };
}

function planNat(place: GkePlace): Nat {
  const { region } = place;
  return {
    router: { name: nameOf(place, "router"), region },
    gateway: {
      name: nameOf(place, "nat"),
      region,
      natIpAllocateOption: "AUTO_ONLY",
      sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
      // 64 ports for each machine, the default, are too few for a node full of pods.
      enableDynamicPortAllocation: true,
      logConfig: { enable: true, filter: "ERRORS_ONLY" },
    },
  };
}

function used(
  { place, peers }: NetworkArgs,
  { network, subnetwork, pods, services }: NonNullable<Gke["use"]["network"]>,
): UsedNetwork {
  const firewall: Firewall = {
    name: nameOf(place, "peers"),
    project: network.split("/")[1] ?? "",
    direction: "INGRESS",
    sourceRanges: [...peers].sort(),
    allows: ["tcp", "udp", "icmp", "esp", "ah", "sctp"].map((protocol) => ({ protocol })),
  };
  return {
    kind: "used",
    network,
    subnetwork,
    pods,
    services,
    firewall: peers.length > 0 ? firewall : undefined,
  };
}
