import { readCheckpoint, readDeployment, type PendingOperation } from "../engine/deployment.ts";
import { awaitStack, type OnProgress } from "../engine/engine.ts";
import type { Project } from "../engine/project.ts";

/**
 * What the last run of the engine on a stack was at when it was killed, by its own record; nothing if it came to its
 * end. Waits for one that is still at it: its record says the same.
 */
export async function readCutOff(
  project: Project,
  stack: string,
  onProgress: OnProgress,
): Promise<readonly PendingOperation[]> {
  await awaitStack(project, stack, onProgress);
  const deployment = (await readCheckpoint(project, stack)) ?? (await readDeployment(project, stack));
  return deployment.pending_operations ?? [];
}
