import { createHash } from "node:crypto";
import type { KubernetesObject } from "./manifests.ts";
import { isScalable, valueAt } from "./objects.ts";

/** What a cluster is to run of a workload, in a few words: how far a rollout is can be told by it. */
export interface ShareDigest {
  /** SHA-256 of the objects: the same for the same objects, in whatever order a renderer gives their fields. */
  readonly digest: string;
  /** Pods that its Deployments, StatefulSets and ReplicaSets ask for. */
  readonly replicas: number;
  /** How many objects there are. */
  readonly objects: number;
  /** Whether what it was made of is not for everyone to guess at. */
  readonly secret: boolean;
}

export function digestOf(objects: readonly KubernetesObject[]): ShareDigest {
  const digest = createHash("sha256")
    .update(JSON.stringify(objects.map(sorted)))
    .digest("hex");
  return {
    digest,
    replicas: replicasIn(objects),
    objects: objects.length,
    secret: objects.some(({ apiVersion, kind }) => apiVersion === "v1" && kind === "Secret"),
  };
}

/** Pods that the objects ask for. DaemonSets are left out, since the nodes decide. The API server fills in 1. */
export function replicasIn(objects: readonly KubernetesObject[]): number {
  return objects
    .filter(isScalable)
    .reduce((sum, object) => sum + Number(valueAt(object, ["spec", "replicas"]) ?? 1), 0);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
