import type { Cluster, Environment } from "../fleet.ts";

/**
 * Whether a cluster takes part in a Service that all of its carriers offer under one name: without traffic it does only
 * where none of the others would.
 */
export function takesPart({ traffic }: Cluster, carriers: readonly Cluster[]): boolean {
  return traffic === "on" || !carriers.some((each) => each.traffic === "on");
}

/**
 * Whether an export makes a Service of all clusters out of those of each. Where it does not, a client names the cluster
 * that it means, and gets that one, with traffic or without.
 */
export function exportsUnderOneName(mesh: Environment["mesh"]): boolean {
  switch (mesh?.kind) {
    case "istio":
      return mesh.profile === "ambient";
    case "linkerd":
      return mesh.mode === "federated";
    case undefined:
      return false;
  }
}
