import type { Difference } from "../../fleet/drills/compare.ts";
import { restoredIdentity, type DrilledObject } from "../../fleet/drills/objects.ts";
import { identityOf, type KubernetesObject } from "../../fleet/manifests.ts";
import { intoNamespace } from "../../fleet/scopes.ts";
import { readPlainObjects } from "../status/planned.ts";
import type { DrillContext } from "./context.ts";

/**
 * Objects that a workload is declared with on its source, and that no backup of it holds: what comes back would not be
 * whole, although it is as it was backed up. Known for plain manifests; what a chart or a kustomization makes is only
 * compared with the backup.
 *
 * @param excluded Kinds that the restore leaves out, as resources.
 */
export function notBackedUp(
  { environment, plan, project }: DrillContext,
  backedUp: readonly DrilledObject[],
  excluded: readonly string[],
): Difference[] {
  const found = new Set(backedUp.map((each) => restoredIdentity(each)));
  return plan.workloads.flatMap(({ name, namespace, schedule }) => {
    const workload = environment.workloads.find((each) => each.name === name);
    const restore = plan.restores.find((each) => each.schedule === schedule);
    // By labels of the user's own: what does not carry them is left out on purpose.
    if (workload === undefined || restore === undefined || restore.labels !== undefined) return [];
    const objects = intoNamespace(readPlainObjects(workload, project.root) ?? [], namespace);
    return objects
      .filter(
        (object) => object.metadata.namespace !== undefined && !found.has(identityOf(object, namespace)),
      )
      .filter((object) => ![...excluded, ...restore.exclude].some((resource) => isOf(object, resource)))
      .map((object): Difference => {
        return { kind: "missing", object: `${identityOf(object, namespace)} (in no backup)`, pointers: [] };
      });
  });
}

/** Whether an object is of a resource, which may be given with its group or without. */
function isOf({ apiVersion, kind }: KubernetesObject, resource: string): boolean {
  const [plural = "", ...group] = resource.split(".");
  const own = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  if (group.length > 0 && group.join(".") !== own) return false;
  const singular = kind.toLowerCase();
  return [`${singular}s`, `${singular}es`, singular.replace(/y$/, "ies"), singular].includes(plural);
}
