import type { Cluster } from "../../fleet/fleet.ts";
import { stacksOf } from "../../fleet/stacks.ts";
import type { OnProgress } from "../engine/engine.ts";
import type { Project } from "../engine/project.ts";
import { adoptCreated } from "./clouds/adopt.ts";
import { makesInCloud } from "./clouds/creations.ts";
import { readCutOff } from "./cut-off.ts";
import { upStack } from "./up-stack.ts";

/**
 * Before a stack is destroyed, sees to what a run was creating when it was cut off: what the state does not know, no
 * engine deletes. What it made in a cloud is taken into the state. If it created something on a cluster that will outlive
 * it, the stack is brought up. A local cluster goes with all that is in it, and a stack that is not declared any more
 * cannot be brought up.
 *
 * @throws EngineError if it cannot be brought up, UnclearCreationError and ForeignResourceError from the clouds. A plain
 *   `pulumi destroy` then destroys what the state knows.
 */
export async function recordCutOff(project: Project, stack: string, onProgress: OnProgress): Promise<void> {
  const cutOff = (await readCutOff(project, stack, onProgress)) ?? [];
  if (cutOff.some(makesInCloud)) await adoptCreated(project, stack, onProgress);
  if (!clustersOf(project, stack).some(({ provisioner }) => provisioner.kind !== "kwok")) return;
  const inClusters = cutOff.filter((operation) => operation.type === "creating" && !makesInCloud(operation));
  if (inClusters.length > 0) await upStack(project, stack, onProgress);
}

/** The clusters that a declared stack writes to. */
function clustersOf({ fleet }: Project, stack: string): readonly Cluster[] {
  const role = stacksOf(fleet).find(({ name }) => name === stack);
  if (role === undefined) return [];
  if (role.kind === "region") return role.region.clusters;
  return role.environment.clusters.filter(({ name }) => name === role.environment.hub);
}
