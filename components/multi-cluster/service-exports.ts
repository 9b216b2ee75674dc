import * as pulumi from "../sdk/pulumi.ts";
import { serviceExport } from "../../fleet/clouds/gcp/multi-cluster/exports.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";

export interface ServiceExportsArgs {
  readonly cluster: ClusterConnection;
  /** Services of the cluster that the other members of the fleet are to find. */
  readonly services: readonly { readonly name: string; readonly namespace: string }[];
}

/** What one cluster of GKE offers to the other members of its fleet. */
export class ServiceExports extends pulumi.ComponentResource {
  constructor(
    name: string,
    { cluster, services }: ServiceExportsArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:multi-cluster:ServiceExports", name, {}, options);
    for (const service of services) {
      const key = `${name}/${service.namespace}/${service.name}`;
      createObject(key, serviceExport(service), inside(cluster, this));
    }
    this.registerOutputs({});
  }
}
