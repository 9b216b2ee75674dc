import * as pulumi from "../sdk/pulumi.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { comesFirst } from "../../fleet/scopes.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";

export interface DirectWorkloadArgs {
  readonly cluster: ClusterConnection;
  /** What this cluster is to run: its share, with its overrides. */
  readonly objects: readonly KubernetesObject[];
  /** Whether the objects stay on the cluster when this stack lets go of them: another back end takes them over. */
  readonly keep: boolean;
}

/** A workload on one cluster, as resources of this stack. */
export class DirectWorkload extends pulumi.ComponentResource {
  constructor(
    name: string,
    { cluster, objects, keep }: DirectWorkloadArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:workloads:DirectWorkload", name, {}, options);
    const kept = keep ? { retainOnDelete: true } : {};
    const create = (dependsOn: pulumi.Resource[]) => (object: KubernetesObject) =>
      createObject(`${name}/${addressOf(object)}`, object, inside(cluster, this, { dependsOn, ...kept }));
    const first = objects.filter(comesFirst).map(create([]));
    objects.filter((object) => !comesFirst(object)).forEach(create(first));
    this.registerOutputs({});
  }
}

/** Unique among the objects of a cluster, and the same as long as the object is the same one. */
function addressOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes("/") ? `${apiVersion.split("/")[0] ?? ""}/` : "";
  return `${group}${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
}
