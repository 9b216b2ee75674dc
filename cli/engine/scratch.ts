import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { stagingFolder } from "../../tools/cache.ts";
import { LOCAL_FOLDER } from "./local-state.ts";

/** Where temporary files of a plain `pulumi` go; `fleet env` says so to the shell. */
const PLAIN = "plain-tmp";
const HOUR = 3_600_000;

/**
 * Runs the engine with a folder of its own for temporary files, and removes it afterwards. The Kubernetes provider
 * writes a kubeconfig for Helm there at every start, and leaves it.
 */
export async function withScratch<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const local = path.join(root, LOCAL_FOLDER);
  await removeOld(path.join(local, "tmp"));
  const folder = await stagingFolder(local);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The folder for runs of the plain CLI, which nobody tidies up after: what is older than an hour is removed here. */
export async function plainScratch(root: string): Promise<string> {
  const folder = path.join(root, LOCAL_FOLDER, PLAIN);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeOld(folder);
  return folder;
}

/** Not what has just been left: the engine of a command that was killed may still work there. */
async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const place = path.join(folder, name);
    const { mtimeMs = Infinity } = (await stat(place).catch(() => undefined)) ?? {};
    if (mtimeMs < Date.now() - HOUR) await rm(place, { recursive: true, force: true });
  }
}
