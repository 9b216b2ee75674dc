/** Who carries a workload out, once the model has said what, where, how many and what differs. */
export const BACK_ENDS = ["direct", "applicationset", "kubefed", "karmada"] as const;
export type BackEndName = (typeof BACK_ENDS)[number];

/**
 * The stack that carries a workload out: `direct` is a share in the stack of each region, the others are objects on a
 * control plane, which exists once.
 */
export function carrierOf(backend: BackEndName): "region" | "environment" {
  return backend === "direct" ? "region" : "environment";
}
