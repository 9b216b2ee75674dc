import { createHash, randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Platform, Tool } from "./catalogue.ts";
import { moduleFolder } from "./modules.ts";
import { identityOf, isAlive } from "./process-identity.ts";

/** How a program in the cache came to be. */
export type Origin = "download" | "build";

/** The release one gets in this way. */
export function versionOf({ version, build }: Tool, origin: Origin): string {
  return origin === "build" ? (build.version ?? version) : version;
}

/** The folder that holds the toolchain, outside every clone, so that clones share it. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env.ARCHIPELAGO_CACHE) return env.ARCHIPELAGO_CACHE;
  const caches = env.XDG_CACHE_HOME ?? join(env.HOME ?? homedir(), ".cache");
  return join(caches, "archipelago");
}

/**
 * Where a program made in this way belongs. The name holds a digest of all that goes into it, so that a changed
 * recipe, pin or go.sum leads to another place, and an entry that exists is right.
 */
export async function entryPath(
  cache: string,
  tool: Tool,
  origin: Origin,
  platform: Platform,
): Promise<string> {
  const inputs = origin === "build" ? await buildInputs(tool, platform) : downloadInputs(tool, platform);
  const digest = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 10);
  return join(cache, "tools", `${tool.name}-${versionOf(tool, origin)}-${digest}`, tool.name);
}

function downloadInputs({ download }: Tool, platform: Platform): unknown {
  return [download?.url(platform), download?.member?.(platform), download?.digests[platform]];
}

async function buildInputs({ build }: Tool, platform: Platform): Promise<unknown> {
  const folder = moduleFolder(build.module);
  const names = (await readdir(folder)).sort();
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return [build, platform, names, files];
}

/** A program in the cache. */
export interface CachedProgram {
  path: string;
  version: string;
}

/** The program, if the cache has it. */
export async function findInCache(
  cache: string,
  tool: Tool,
  platform: Platform,
): Promise<CachedProgram | undefined> {
  const origins: Origin[] = tool.download?.digests[platform] ? ["download", "build"] : ["build"];
  for (const origin of origins) {
    const path = await entryPath(cache, tool, origin, platform);
    if (await isFile(path)) return { path, version: versionOf(tool, origin) };
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/** A folder of the cache for work in progress, named for this process so that others know when it is abandoned. */
export async function stagingFolder(cache: string): Promise<string> {
  const { pid, started } = identityOf(process.pid);
  const folder = join(cache, "tmp", [pid, started, randomUUID()].join("_"));
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Removes what processes that died in the middle of their work left behind. */
export async function sweep(cache: string): Promise<void> {
  const folder = join(cache, "tmp");
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [pid = "", started = ""] = name.split("_");
    if (!isAlive({ pid: Number(pid), started }))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Moves a finished program to its place, in one step: another process sees all of it or nothing. */
export async function adopt(made: string, path: string, staging: string): Promise<void> {
  const entry = join(staging, randomUUID());
  await mkdir(entry);
  await chmod(made, 0o755);
  await rename(made, join(entry, path.slice(path.lastIndexOf("/") + 1)));
  await placeFolder(entry, join(path, ".."));
}

/** Renames a folder into place; one that is there already has the same content, and stays. */
export async function placeFolder(made: string, place: string): Promise<void> {
  await mkdir(join(place, ".."), { recursive: true });
  try {
    await rename(made, place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    await rm(made, { recursive: true, force: true });
  }
}
