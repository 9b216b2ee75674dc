import { readCheckpoint, readDeployment, RELEASE, type PendingOperation } from "../engine/deployment.ts";
import { awaitStack, type OnProgress } from "../engine/engine.ts";
import type { Project } from "../engine/project.ts";
import { hasTag, removeTag, setTag } from "../engine/tags.ts";

/**
 * Stands on a stack from before the first run of the engine after a cut until its state has been compared with its
 * clusters: that run forgets what the one before it was deleting and updating, and may be killed itself.
 */
const COMPARISON_DUE = "archipelago:comparison-due";

/**
 * What the last run of the engine on a stack was at when it was killed, by its own record; `undefined` if it came to
 * its end. Waits for one that is still at it: its record says the same.
 */
export async function readCutOff(
  project: Project,
  stack: string,
  onProgress: OnProgress,
): Promise<readonly PendingOperation[] | undefined> {
  await awaitStack(project, stack, onProgress);
  const deployment = (await readCheckpoint(project, stack)) ?? (await readDeployment(project, stack));
  const { resources = [], pending_operations: operations = [] } = deployment;
  if (!(await hasTag(project, stack, COMPARISON_DUE))) return operations.length > 0 ? operations : undefined;
  // Any release may be the one that was being upgraded. One that was not has no record that says so.
  const releases = resources.filter(({ type }) => type === RELEASE);
  return [...operations, ...releases.map((resource): PendingOperation => ({ type: "updating", resource }))];
}

export async function demandComparison(project: Project, stack: string): Promise<void> {
  if (!(await hasTag(project, stack, COMPARISON_DUE))) await setTag(project, stack, COMPARISON_DUE);
}

export function isComparisonDue(project: Project, stack: string): Promise<boolean> {
  return hasTag(project, stack, COMPARISON_DUE);
}

export async function noteComparison(project: Project, stack: string): Promise<void> {
  await removeTag(project, stack, COMPARISON_DUE);
}
