import * as pulumi from "../sdk/pulumi.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { comesFirst } from "../../fleet/scopes.ts";
import type { ShareDigest } from "../../fleet/share-digest.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";
import { RolledOut } from "./rolled-out.ts";

export interface DirectWorkloadArgs {
  readonly cluster: ClusterConnection;
  /** What this cluster is to run: its share, with its overrides. */
  readonly objects: readonly KubernetesObject[];
  /** Whether the objects stay on the cluster when this stack lets go of them: another back end takes them over. */
  readonly keep: boolean;
  /** Whether the objects are there already, from another back end: what is different in them gives way. */
  readonly takeOver: boolean;
  /** Set if its changes reach the clusters wave by wave: what the state is to say when this one is up. */
  readonly rollout?: ShareDigest | undefined;
}

/** A workload on one cluster, as resources of this stack. */
export class DirectWorkload extends pulumi.ComponentResource {
  constructor(
    name: string,
    { cluster, objects, keep, takeOver, rollout }: DirectWorkloadArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:workloads:DirectWorkload", name, {}, options);
    const kept = keep ? { retainOnDelete: true } : {};
    const create = (dependsOn: pulumi.Resource[]) => (object: KubernetesObject) =>
      createObject(
        `${name}/${addressOf(object)}`,
        takeOver ? withForce(object) : object,
        inside(cluster, this, { dependsOn, ...kept }),
      );
    const first = objects.filter(comesFirst).map(create([]));
    const then = objects.filter((object) => !comesFirst(object)).map(create(first));
    if (rollout !== undefined)
      new RolledOut(`${name}/rolled-out`, rollout, { parent: this, dependsOn: [...first, ...then] });
    this.registerOutputs({});
  }
}

/** Else a field that another manager has set to another value is a conflict (pulumi-kubernetes, server-side apply). */
function withForce(object: KubernetesObject): KubernetesObject {
  const annotations = { ...object.metadata.annotations, "pulumi.com/patchForce": "true" };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Unique among the objects of a cluster, and the same as long as the object is the same one. */
export function addressOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes("/") ? `${apiVersion.split("/")[0] ?? ""}/` : "";
  return `${group}${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
}
