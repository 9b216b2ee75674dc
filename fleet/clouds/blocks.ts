import { allocatedBlock } from "../addresses.ts";
import type { ClusterDeclaration } from "../declaration/schema.ts";

/** The addresses of the network in which a cluster's pods are, and where they come from. */
export interface NetworkBlock {
  readonly cidr: string;
  /** `own`: the cluster's entry says so; `region`: vpcCidr of its region; `allocated`: it follows from its name. */
  readonly from: "own" | "region" | "allocated";
}

/**
 * The network that a cluster of a cloud stands in, where pods take their addresses from it; `undefined` for every
 * other cluster, and for a network that is there already and whose addresses nobody has declared.
 *
 * @param fullName Name of the cluster outside of its environment.
 * @param vpcCidr That of its region.
 */
export function networkBlockOf(
  { provisioner }: Pick<ClusterDeclaration, "provisioner">,
  fullName: string,
  vpcCidr: string | undefined,
): NetworkBlock | undefined {
  if (provisioner.kind !== "eks") return undefined;
  const { vpc, use } = provisioner;
  const cidr = use.vpc === undefined ? vpc?.cidr : use.vpc.cidr;
  if (cidr !== undefined) return { cidr, from: "own" };
  if (use.vpc !== undefined) return undefined;
  if (vpcCidr !== undefined) return { cidr: vpcCidr, from: "region" };
  return { cidr: allocatedBlock(fullName), from: "allocated" };
}
