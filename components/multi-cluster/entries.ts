import * as pulumi from "../sdk/pulumi.ts";
import type { EntryPlan } from "../../fleet/clouds/gcp/multi-cluster/entries.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";

export interface MultiClusterEntriesArgs {
  readonly hub: ClusterConnection;
  readonly entries: readonly EntryPlan[];
}

/**
 * Load balancers in front of all clusters, as objects on the hub. Google takes a load balancer down before it lets its
 * object go, and each object here waits for the one that was made after it.
 */
export class MultiClusterEntries extends pulumi.ComponentResource {
  constructor(
    name: string,
    { hub, entries }: MultiClusterEntriesArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:multi-cluster:MultiClusterEntries", name, {}, options);
    for (const { name: entry, objects } of entries) {
      let dependsOn: pulumi.Resource[] = [];
      for (const object of objects) {
        const made = createObject(`${entry}/${object.kind}`, object, inside(hub, this, { dependsOn }));
        dependsOn = [made];
      }
    }
    this.registerOutputs({});
  }
}
