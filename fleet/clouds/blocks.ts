import { allocatedBlock } from "../addresses.ts";
import type { ClusterDeclaration } from "../declaration/schema.ts";
import { rangesOf } from "./gcp/ranges.ts";

/** The addresses of the network in which a cluster's pods are, and where they come from. */
export interface NetworkBlock {
  readonly cidr: string;
  /** `own`: the cluster's entry says so; `region`: vpcCidr of its region; `allocated`: it follows from its name. */
  readonly from: "own" | "region" | "allocated";
  /** Where the cluster's provisioner says it, or would. */
  readonly key: readonly string[];
}

/**
 * The network that a cluster of a cloud stands in; `undefined` for every other cluster, and for a network that is there
 * already and whose addresses nobody has declared.
 *
 * @param fullName Name of the cluster outside of its environment.
 * @param vpcCidr That of its region.
 */
export function networkBlockOf(
  { provisioner }: Pick<ClusterDeclaration, "provisioner">,
  fullName: string,
  vpcCidr: string | undefined,
): NetworkBlock | undefined {
  const declared = declaredNetwork(provisioner);
  if (declared === undefined) return undefined;
  const { cidr, made, key } = declared;
  if (cidr !== undefined) return { cidr, from: "own", key };
  if (!made) return undefined;
  if (vpcCidr !== undefined) return { cidr: vpcCidr, from: "region", key };
  return { cidr: allocatedBlock(fullName), from: "allocated", key };
}

interface DeclaredNetwork extends Pick<NetworkBlock, "key"> {
  readonly cidr: string | undefined;
  /** By the program, which then chooses a block if nobody else does. */
  readonly made: boolean;
}

function declaredNetwork(provisioner: ClusterDeclaration["provisioner"]): DeclaredNetwork | undefined {
  switch (provisioner.kind) {
    case "eks": {
      const { vpc, use } = provisioner;
      return use.vpc === undefined
        ? { cidr: vpc?.cidr, made: true, key: ["vpc", "cidr"] }
        : { cidr: use.vpc.cidr, made: false, key: ["use", "vpc", "cidr"] };
    }
    case "gke": {
      const { network, use } = provisioner;
      return {
        cidr: network?.cidr,
        made: use.network === undefined && !provisioner.adopt,
        key: ["network", "cidr"],
      };
    }
    default:
      return undefined;
  }
}

/** The addresses of pods and services in such a network: on AWS pods have those of the network itself. */
export function addressesIn(
  block: NetworkBlock | undefined,
  { provisioner }: Pick<ClusterDeclaration, "provisioner">,
): { readonly pods?: string; readonly services?: string } {
  if (block === undefined) return {};
  return provisioner.kind === "gke" ? (rangesOf(block.cidr) ?? {}) : { pods: block.cidr };
}
