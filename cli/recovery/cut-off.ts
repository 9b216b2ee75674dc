import { readCheckpoint, readDeployment, type PendingOperation } from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";

/**
 * What the last run of the engine on a stack was at when it was killed, by its own record; nothing if it came to its
 * end. For a stack that no engine works on now: see `settleStack`.
 */
export async function readCutOff(project: Project, stack: string): Promise<readonly PendingOperation[]> {
  const deployment = (await readCheckpoint(project, stack)) ?? (await readDeployment(project, stack));
  return deployment.pending_operations ?? [];
}
