import { at } from "../../tree.ts";
import type { Rule } from "../rule.ts";

export const providersNameTheirCluster: Rule = {
  name: "providers-name-their-cluster",
  description: "A Kubernetes provider has a clusterIdentifier, so that a new kubeconfig replaces nothing.",
  appliesTo: (type) => type === "pulumi:providers:kubernetes",
  *check({ props }) {
    // One that writes files has no cluster.
    if (at(props, "renderYamlToDirectory") !== undefined) return;
    const identifier = at(props, "clusterIdentifier");
    if (identifier === undefined || identifier === "")
      yield "the provider needs a clusterIdentifier: without one, a kubeconfig that changes or is not known replaces all that is in the cluster";
  },
};
