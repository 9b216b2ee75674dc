import * as pulumi from "../sdk/pulumi.ts";
import { accessOf } from "../../fleet/kubeconfig.ts";
import type { ClusterFacts } from "./facts.ts";
import type { Provision } from "./provision.ts";

/** Clusters that others made. */
export function provisioner(): Provision {
  return ({ cluster, fullName, kubeconfig }) => {
    if (kubeconfig === undefined)
      throw new Error(`Cluster "${cluster.name}" is an existing one: its kubeconfig is missing.`);
    return { facts: existingCluster(fullName, kubeconfig, cluster.version) };
  };
}

/** What a kubeconfig tells about a cluster that others made. Nothing is created, so nothing can be deleted. */
function existingCluster(
  identifier: string,
  kubeconfig: pulumi.Input<string>,
  version = "unknown",
): ClusterFacts {
  const access = pulumi.output(kubeconfig).apply((text) => {
    try {
      return accessOf(text);
    } catch (error) {
      throw new pulumi.RunError(`Cluster "${identifier}" cannot be reached: ${(error as Error).message}`);
    }
  });
  return {
    kubeconfig: pulumi.secret(kubeconfig),
    // Neither the address nor the certificate authority is secret: both are in every passport.
    endpoint: pulumi.unsecret(access.endpoint),
    ca: pulumi.unsecret(access.ca),
    identifier: pulumi.output(identifier),
    version: pulumi.output(version),
  };
}
