import type { Environment } from "../../fleet.ts";
import type { GkeCluster } from "./names.ts";
import { planGke } from "./plan.ts";

/**
 * What a cluster of GKE has for life, in the words of the declaration: a change of any of it would make the cluster
 * anew. Behind each stands an argument that {@link CLUSTER_ARGUMENTS} says `replace` of, or the network that the
 * cluster cannot leave.
 */
export function fixedFacts(cluster: GkeCluster, environment: Environment): Readonly<Record<string, string>> {
  const { autopilot, adopt } = cluster.provisioner;
  const { place, network, key } = planGke(cluster, environment);
  const own = { name: place.name, project: place.project, location: place.location };
  if (adopt) return own;
  return {
    ...own,
    autopilot: String(autopilot),
    ...(network.kind === "made"
      ? {
          network: network.subnetwork.ipCidrRange,
          podCidr: cluster.podCidr ?? "",
          serviceCidr: cluster.serviceCidr ?? "",
        }
      : {
          network: network.network,
          subnetwork: network.subnetwork,
          pods: network.pods,
          services: network.services,
        }),
    // In Standard the key of Secrets can be changed, and the disks of new pools come with the new one.
    ...(autopilot ? { key: key.kind === "used" ? key.name : key.kind } : {}),
  };
}
