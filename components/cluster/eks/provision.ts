import * as pulumi from "../../sdk/pulumi.ts";
import type { Provision } from "../provision.ts";

/** Clusters of Amazon EKS. */
export function provisioner(): Provision {
  return ({ cluster }) => {
    throw new pulumi.RunError(
      `Cluster "${cluster.name}": clusters of kind eks cannot be brought up by this version yet.`,
    );
  };
}
