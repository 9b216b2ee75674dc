import * as pulumi from "../sdk/pulumi.ts";
import { Namespace } from "../sdk/kubernetes.ts";
import type { NamespacePlan } from "../../fleet/namespaces.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";

export interface ClusterNamespacesArgs {
  readonly cluster: ClusterConnection;
  /** From `namespacesOf`. */
  readonly namespaces: readonly NamespacePlan[];
}

/** The namespaces that the program keeps on one cluster. What goes into them depends on this. */
export class ClusterNamespaces extends pulumi.ComponentResource {
  constructor(
    name: string,
    { cluster, namespaces }: ClusterNamespacesArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:kubernetes:ClusterNamespaces", name, {}, options);
    for (const { name: namespace, labels } of namespaces) {
      new Namespace(`${name}/${namespace}`, { metadata: { name: namespace, labels } }, inside(cluster, this));
    }
    this.registerOutputs({});
  }
}
