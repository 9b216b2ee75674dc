import { createHash } from "node:crypto";
import { link, realpath, rm, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { placeFolder, stagingFolder } from "./cache.ts";
import type { ToolName } from "./catalogue.ts";

/**
 * A folder with a link for each tool, fit to be put first on PATH. Its name is a digest of the links, so it never
 * changes. The engine looks for its plugins beside itself, and warns of those that it finds elsewhere: so what comes
 * from the cache is here in person (a hard link), while an official install on the machine keeps its own neighbours.
 */
export async function binFolder(cache: string, paths: ReadonlyMap<ToolName, string>): Promise<string> {
  const entries = [...paths].sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash("sha256").update(JSON.stringify(entries)).digest("hex").slice(0, 10);
  const folder = join(cache, "bin", digest);
  if (await stat(folder).catch(() => undefined)) return folder;

  const staging = await stagingFolder(cache);
  try {
    for (const [name, path] of entries) await put(path, join(staging, name), path.startsWith(cache));
    await placeFolder(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return folder;
}

async function put(path: string, place: string, inPerson: boolean): Promise<void> {
  if (!inPerson) return symlink(path, place);
  await link(await realpath(path), place).catch(() => symlink(path, place));
}
