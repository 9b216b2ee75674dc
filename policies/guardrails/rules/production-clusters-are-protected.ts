import { at, UNKNOWN } from "../../tree.ts";
import { isProduction } from "../production.ts";
import { unproved, type Rule } from "../rule.ts";

/** Clusters that the clouds run. A simulated one has nothing to lose. */
const CLUSTER =
  /^(aws:eks\/cluster:Cluster|aws-native:eks:Cluster|eks:index:Cluster|gcp:container\/cluster:Cluster|google-native:container\/v1(beta1)?:Cluster|azure:containerservice\/kubernetesCluster:KubernetesCluster|azure-native:containerservice(\/v\w+)?:ManagedCluster)$/;

/** Those of which the cloud itself can refuse the deletion. */
const WITH_DELETION_PROTECTION = new Set(["aws:eks/cluster:Cluster", "gcp:container/cluster:Cluster"]);

export const productionClustersAreProtected: Rule = {
  name: "production-clusters-are-protected",
  description: "A cluster of production is protected in Pulumi and against deletion in its cloud.",
  appliesTo: (type) => CLUSTER.test(type),
  *check(subject, config) {
    if (!isProduction(subject, config)) return;
    if (!subject.protect) yield "a cluster of production needs the option protect: true";
    if (!WITH_DELETION_PROTECTION.has(subject.type)) return;
    const protection = at(subject.props, "deletionProtection");
    if (protection === UNKNOWN) yield unproved("deletionProtection");
    else if (protection !== true) yield "a cluster of production needs deletionProtection: true";
  },
};
