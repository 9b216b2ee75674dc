import { readFile, rename } from "node:fs/promises";
import path from "node:path";
import { checkpointFile } from "../engine/deployment.ts";
import { awaitStack, ensureStack } from "../engine/engine.ts";
import { existingStacks } from "../engine/outputs.ts";
import type { Project } from "../engine/project.ts";
import { runPulumi } from "../engine/pulumi.ts";
import { demandComparison } from "../recovery/cut-off.ts";
import { brokenStates } from "./broken.ts";
import { folderOf, keepCopy, type StateCopy } from "./copies.ts";

/**
 * Makes a copy the state of its stack again. The state that it replaces is put aside first, whole or broken, so that
 * this can be undone. What has happened since the copy was taken, the state then does not know: the next `fleet up`
 * compares it with the clusters before it changes anything.
 *
 * @returns where a broken state was put.
 */
export async function restoreCopy(project: Project, copy: StateCopy): Promise<string | undefined> {
  const { stack, file } = copy;
  await awaitStack(project, stack, () => undefined);
  // Read before anything else: putting the present state aside may take away the oldest copy, which may be this one.
  const state = await readFile(file, "utf8");
  const aside = await putBrokenAside(project, stack);
  const existing = await existingStacks(project);
  if (existing.includes(stack)) await keepCopy(project, stack);
  else await ensureStack(project, stack, existing);
  await runPulumi(project, ["stack", "import", "--stack", stack], state);
  await demandComparison(project, stack);
  return aside;
}

/** Of this stack only; another broken one is not this command's. */
async function putBrokenAside(project: Project, stack: string): Promise<string | undefined> {
  const broken = (await brokenStates(project)).some((each) => each.stack === stack);
  const file = checkpointFile(project, stack);
  if (!broken || file === undefined) return undefined;
  const name = `${new Date().toISOString().replaceAll(":", "-")}.broken`;
  const aside = path.join(await folderOf(project, stack), name);
  await rename(file, aside);
  return aside;
}
