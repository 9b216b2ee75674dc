import type { Environment } from "../../fleet.ts";
import { planEks } from "./eks.ts";
import { roleArnOf, type EksCluster } from "./names.ts";

/**
 * What a cluster of EKS has for life, in the words of the declaration: a change of any of it would make the cluster
 * anew. Behind each stands an argument that {@link CLUSTER_ARGUMENTS} says `replace` of, or the network that the
 * cluster cannot leave.
 */
export function fixedFacts(cluster: EksCluster, environment: Environment): Readonly<Record<string, string>> {
  const { use, autoMode, adopt } = cluster.provisioner;
  const { place, vpc, serviceCidr } = planEks(cluster, environment);
  return {
    name: place.name,
    account: place.account,
    region: place.region,
    "control plane's role": use.clusterRole ?? roleArnOf(place, "cluster"),
    ...(adopt ? {} : { key: use.key ?? "made" }),
    ...(autoMode ? { "nodes' role": use.nodeRole ?? roleArnOf(place, "node") } : {}),
    ...(adopt ? {} : { serviceCidr }),
    vpc: vpc?.cidr ?? use.vpc?.id ?? "",
    ...(vpc === undefined ? {} : { zones: vpc.private.map(({ zone }) => zone).join(", ") }),
  };
}
