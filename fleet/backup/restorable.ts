import { valueAt } from "../objects.ts";
import type { ArchivedObject } from "./velero-objects.ts";

/** Kinds that Velero never restores (velero 1.18, pkg/controller/restore_controller.go, nonRestorableResources). */
const NEVER: ReadonlySet<string> = new Set([
  ...["nodes", "events", "events.events.k8s.io", "csinodes.storage.k8s.io"],
  ...["volumeattachments.storage.k8s.io", "backups.velero.io", "restores.velero.io"],
  ...["resticrepositories.velero.io", "backuprepositories.velero.io"],
]);

/** On a pod that the kubelet runs from a file, and the API server only shows. */
const MIRROR = "kubernetes.io/config.mirror";

/** Why Velero leaves an object of a backup out of every restore; `undefined` if it restores it. */
export function whyNotRestored({ resource, object }: ArchivedObject): string | undefined {
  if (NEVER.has(resource)) return "belongs to one cluster";
  if (resource === "pods") {
    if (object.metadata.annotations?.[MIRROR] !== undefined) return "is a pod of a node's own";
    const phase = valueAt(object, ["status", "phase"]);
    if (phase === "Succeeded" || phase === "Failed") return "had ended";
  }
  if (resource === "jobs.batch" && valueAt(object, ["status", "completionTime"]) !== undefined)
    return "had ended";
  return undefined;
}
