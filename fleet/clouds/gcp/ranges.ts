import { parseBlock, partOf } from "../../addresses.ts";

/** Addresses of a cluster's network: of its nodes, and of the secondary ranges of their subnetwork. */
export interface Ranges {
  readonly nodes: string;
  readonly pods: string;
  readonly services: string;
}

/**
 * Sizes in relation to the block, a /16 unless declared: pods have its upper half; of the lower one nodes and services
 * have an eighth each, and the rest is free. GKE gives every node a /24 of pods (110 pods), so that a /16 is good for
 * 128 nodes. Source: cloud.google.com/kubernetes-engine/docs/concepts/alias-ips, "Cluster sizing".
 */
const PARTS: Readonly<Record<keyof Ranges, { readonly bits: number; readonly index: number }>> = {
  nodes: { bits: 4, index: 0 },
  services: { bits: 4, index: 1 },
  pods: { bits: 1, index: 1 },
};

/** The narrowest block that is divided. Its nodes have a /24, and its pods a /21: 8 nodes. */
export const NARROWEST = 20;

/** Divides the block of a cluster into the ranges of its subnetwork; `undefined` if it is no block, or too small. */
export function rangesOf(cidr: string): Ranges | undefined {
  const block = parseBlock(cidr);
  if ("error" in block || block.prefix > NARROWEST) return undefined;
  const part = (name: keyof Ranges) => {
    const { bits, index } = PARTS[name];
    return partOf(block, block.prefix + bits, index)?.text ?? "";
  };
  return { nodes: part("nodes"), pods: part("pods"), services: part("services") };
}
