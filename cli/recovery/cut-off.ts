import { readFile } from "node:fs/promises";
import path from "node:path";
import { readDeployment, type Deployment, type PendingOperation } from "../engine/deployment.ts";
import { PROJECT_NAME, type Project } from "../engine/project.ts";

/**
 * What the last run of the engine on a stack was at when it was killed, by its own record; nothing if it came to its
 * end. For a stack that no engine works on now: see `settleStack`.
 */
export async function readCutOff(project: Project, stack: string): Promise<readonly PendingOperation[]> {
  const deployment = (await readCheckpoint(project, stack)) ?? (await readDeployment(project, stack));
  return deployment.pending_operations ?? [];
}

/** The state in a folder, read where it lies: this is asked before every run, and the CLI takes half a second to tell. */
async function readCheckpoint({ backend }: Project, stack: string): Promise<Deployment | undefined> {
  if (!backend.startsWith("file://")) return undefined;
  const folder = path.join(backend.slice("file://".length), ".pulumi", "stacks", PROJECT_NAME);
  try {
    const text = await readFile(path.join(folder, `${stack}.json`), "utf8");
    const { checkpoint } = JSON.parse(text) as { checkpoint?: { latest?: Deployment } };
    return checkpoint?.latest ?? {};
  } catch {
    // It may be compressed, or of another shape: the CLI knows.
    return undefined;
  }
}
