import * as pulumi from "../sdk/pulumi.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";

export interface CanariesArgs {
  readonly cluster: ClusterConnection;
  /** From `canariesOf`; at least one. */
  readonly canaries: readonly KubernetesObject[];
}

/** What tells of the backups of one cluster how old their content is. */
export class Canaries extends pulumi.ComponentResource {
  constructor(name: string, { cluster, canaries }: CanariesArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:backup:Canaries", name, {}, options);
    for (const canary of canaries)
      createObject(`${name}/canary/${canary.metadata.namespace ?? ""}`, canary, inside(cluster, this));
    this.registerOutputs({});
  }
}
