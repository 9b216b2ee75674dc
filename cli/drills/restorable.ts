import type { DrilledObject } from "../../fleet/drills/objects.ts";
import { valueAt } from "../../fleet/objects.ts";

/** Whether Velero restores an object of a backup: pods and Jobs that have come to their end it does not (velero, pkg/kube/utils.go, isCompleted). */
export function isRestorable({ object }: DrilledObject): boolean {
  if (object.apiVersion === "batch/v1" && object.kind === "Job")
    return valueAt(object, ["status", "completionTime"]) === undefined;
  if (object.apiVersion === "v1" && object.kind === "Pod") {
    const phase = valueAt(object, ["status", "phase"]);
    return phase !== "Succeeded" && phase !== "Failed";
  }
  return true;
}
