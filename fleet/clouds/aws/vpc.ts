import { parseBlock, partOf, type AddressBlock } from "../../addresses.ts";
import { DEFAULT_VPC } from "../../declaration/provisioners/eks.ts";
import type { EksCluster, EksPlace } from "./names.ts";
import { defaultZones } from "./zones.ts";

/** A part of the VPC in one zone. */
export interface SubnetPlan {
  /** Letter of the zone. */
  readonly zone: string;
  /** `eu-west-1a` */
  readonly availabilityZone: string;
  readonly cidr: string;
}

/** The network of one cluster. */
export interface VpcPlan {
  readonly cidr: string;
  /** For nodes, pods and load balancers inside; one for each zone. */
  readonly private: readonly SubnetPlan[];
  /** For NAT gateways and load balancers on the internet; none where nothing needs them. */
  readonly public: readonly SubnetPlan[];
  /** Zones that have a NAT gateway. */
  readonly natZones: readonly string[];
  /** Services of AWS that are reached through interfaces in the private subnets, as their names end: `ecr.api`. */
  readonly interfaceEndpoints: readonly string[];
}

/**
 * What nodes without a way to the internet need (AWS, EKS User Guide, "Deploy private clusters with limited internet
 * access"), and the load balancers and autoscaling of the clusters that stand on them. S3 has a gateway of its own.
 */
export const INTERFACE_ENDPOINTS = [
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "sts",
  "eks",
  "eks-auth",
  "logs",
  "elasticloadbalancing",
  "autoscaling",
] as const;

/**
 * The widest and the narrowest network that is carved: a VPC has at most a /16 (AWS, "VPC CIDR blocks"), and below a /22
 * EKS is left without room for pods.
 */
export const VPC_PREFIXES = { widest: 16, narrowest: 22 } as const;

/** @returns `undefined` for a cluster in a VPC that is there already. */
export function planVpc(cluster: EksCluster, { region }: EksPlace): VpcPlan | undefined {
  const { provisioner, podCidr: cidr = "" } = cluster;
  const block = parseBlock(cidr);
  if (provisioner.use.vpc !== undefined || "error" in block) return undefined;
  const vpc = provisioner.vpc ?? DEFAULT_VPC;
  const zones = [...(vpc.zones ?? defaultZones(region))].sort();
  const hasPublic = vpc.nat !== "none" || vpc.publicSubnets;
  const endpoints = vpc.endpoints ?? (vpc.nat === "none" ? "interface" : "gateway");
  const natZones = { none: [], single: zones.slice(0, 1), "per-zone": zones };
  return {
    cidr,
    private: subnets(block, region, zones, "private"),
    public: hasPublic ? subnets(block, region, zones, "public") : [],
    natZones: natZones[vpc.nat],
    interfaceEndpoints: endpoints === "interface" ? INTERFACE_ENDPOINTS : [],
  };
}

/**
 * The block falls into four parts (or eight, for more than three zones): one for the private subnet of each zone, and
 * the last for the public ones, each an eighth of it. A /16 gives private subnets of 16,384 addresses.
 */
function subnets(
  block: AddressBlock,
  region: string,
  zones: readonly string[],
  kind: "private" | "public",
): SubnetPlan[] {
  const bits = zones.length <= 3 ? 2 : 3;
  const prefix = block.prefix + bits;
  const last = partOf(block, prefix, (1 << bits) - 1);
  return zones.flatMap((zone, index) => {
    const part = kind === "private" ? partOf(block, prefix, index) : last && partOf(last, prefix + 3, index);
    return part === undefined ? [] : [{ zone, availabilityZone: `${region}${zone}`, cidr: part.text }];
  });
}
