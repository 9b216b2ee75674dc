import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Namespace } from "../../fleet/namespaces.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";

export interface ClusterNamespacesArgs {
  readonly cluster: ClusterConnection;
  /** From `namespacesOf`. */
  readonly namespaces: readonly Namespace[];
}

/** The namespaces that the program keeps on one cluster. What goes into them depends on this. */
export class ClusterNamespaces extends pulumi.ComponentResource {
  constructor(name: string, { cluster, namespaces }: ClusterNamespacesArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:kubernetes:ClusterNamespaces", name, {}, options);
    for (const { name: namespace, labels } of namespaces) {
      new k8s.core.v1.Namespace(
        `${name}/${namespace}`,
        { metadata: { name: namespace, labels } },
        inside(cluster, this),
      );
    }
    this.registerOutputs({});
  }
}
