import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { checkpointFile } from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";
import { copiesOf } from "./copies.ts";

/** The state of a stack, in a folder, that no engine could begin with. */
export interface BrokenState {
  readonly stack: string;
  readonly file: string;
  /** What is wrong with it. */
  readonly fault: string;
}

/** States in a folder that cannot be read as what they are: cut off, empty, or written over. None anywhere else. */
export async function brokenStates(project: Project): Promise<BrokenState[]> {
  const folder = path.dirname(checkpointFile(project, "any") ?? "");
  if (folder === ".") return [];
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const looked = await Promise.all(
    names.map(async (name): Promise<BrokenState[]> => {
      const file = path.join(folder, name);
      const fault = faultIn(await readFile(file, "utf8"));
      return fault === undefined ? [] : [{ stack: path.basename(name, ".json"), file, fault }];
    }),
  );
  return looked.flat();
}

/**
 * Says so before an engine stumbles over it: one broken state keeps the CLI from listing any.
 * @throws Error with every one, and what to do about each.
 */
export async function refuseBroken(project: Project): Promise<void> {
  const broken = await brokenStates(project);
  if (broken.length === 0) return;
  const lines = await Promise.all(broken.map((each) => describe(each, project)));
  throw new Error(
    `States that cannot be read, and that nothing is done with:\n  ${lines.join("\n  ")}\nClusters are untouched.`,
  );
}

async function describe({ stack, file, fault }: BrokenState, project: Project): Promise<string> {
  const [newest] = await copiesOf(project, stack);
  const place = path.relative(project.root, file);
  if (newest === undefined)
    return `${stack}: ${place} ${fault}. There is no copy of it; Pulumi keeps one beside it, ${place}.bak`;
  return `${stack}: ${place} ${fault}. The last copy is of ${newest.taken}: npx fleet state restore ${stack}`;
}

/** What is wrong with the text of a checkpoint (apitype, VersionedCheckpoint); `undefined`: nothing. */
function faultIn(text: string): string | undefined {
  if (text.trim() === "") return "is empty";
  try {
    const state = JSON.parse(text) as { checkpoint?: { latest?: { resources?: unknown } } } | null;
    const resources = state?.checkpoint?.latest?.resources ?? [];
    return state?.checkpoint !== undefined && Array.isArray(resources) ? undefined : "is no state of Pulumi";
  } catch {
    return "is cut off, or was written over";
  }
}
