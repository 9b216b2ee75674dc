import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { StackResult } from "../engine/engine.ts";
import { LOCAL_FOLDER } from "../engine/local-state.ts";
import type { Project } from "../engine/project.ts";

/** What a preview came to, and of what. */
interface Memory {
  readonly fingerprint: string;
  readonly result: StackResult;
}

/** What the last preview of a stack has shown, if nothing that it depends on has changed since. */
export async function recall(
  project: Project,
  stack: string,
  fingerprint: string | undefined,
): Promise<StackResult | undefined> {
  const text = await readFile(fileOf(project, stack), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const memory = JSON.parse(text) as Memory;
    return memory.fingerprint === fingerprint ? { ...memory.result, seconds: 0 } : undefined;
  } catch {
    // It was cut off as it was written.
    return undefined;
  }
}

/**
 * Keeps what a preview has shown.
 * @param fingerprint The same before and after: what changes while a preview runs, it may or may not have seen.
 */
export async function remember(project: Project, fingerprint: string, result: StackResult): Promise<void> {
  const file = fileOf(project, result.stack);
  await mkdir(path.dirname(file), { recursive: true });
  const memory: Memory = { fingerprint, result };
  await writeFile(file, JSON.stringify(memory), { mode: 0o600 });
}

function fileOf({ root }: Project, stack: string): string {
  return path.join(root, LOCAL_FOLDER, "previews", `${stack}.json`);
}
