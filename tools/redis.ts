import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, readdir, rm, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { cacheFolder, placeFolder, stagingFolder } from "./cache.ts";
import { CommandError, run } from "./child.ts";
import { withLocks } from "./lock.ts";
import { ToolchainError } from "./toolchain-error.ts";

/*
 * Argo CD keeps what it has rendered in Redis, which is no Go program. Debian has it; its packages are unpacked into
 * the cache, which takes no rights and leaves the system, with its service that would start, alone.
 */

/** Redis, and the libraries that a Debian without it does not have. */
const packages = ["redis-server", "redis-tools", "liblzf1", "libjemalloc2", "libatomic1", "liblua5.1-0"];

/** A Redis server that runs. */
export interface Redis {
  readonly file: string;
  /** What has to be in its environment. */
  readonly env: NodeJS.ProcessEnv;
}

export interface RedisOptions {
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/**
 * The machine's own Redis, or Debian's, unpacked.
 * @throws ToolchainError that says what to install, where neither can be had.
 */
export async function ensureRedis({ env = process.env, signal }: RedisOptions = {}): Promise<Redis> {
  const own = await onPath(env);
  if (own !== undefined) return { file: own, env: {} };
  const cache = cacheFolder(env);
  const digest = createHash("sha256").update(packages.join(" ")).digest("hex").slice(0, 10);
  const folder = join(cache, "debian", `redis-${digest}`);
  if (await exists(folder)) return redisIn(folder);
  try {
    await withLocks([join(cache, "locks", "redis-server")], { signal }, async () => {
      if (!(await exists(folder))) await unpack(cache, folder, env, signal);
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw missing(error);
  }
  return redisIn(folder);
}

async function onPath(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env.PATH ?? "").split(delimiter).filter(Boolean)) {
    const file = join(folder, "redis-server");
    const usable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return file;
  }
  return undefined;
}

async function unpack(
  cache: string,
  folder: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<void> {
  const staging = await stagingFolder(cache);
  const root = join(staging, "root");
  const execute = (file: string, ...parameters: string[]) =>
    run({ file, arguments: parameters, cwd: staging, env, signal });
  try {
    await execute("apt-get", "download", ...packages);
    const archives = (await readdir(staging)).filter((name) => name.endsWith(".deb"));
    for (const archive of archives) await execute("dpkg", "-x", join(staging, archive), root);
    const redis = await redisIn(root);
    // Only what starts is kept: another release of Debian may need other libraries.
    await run({ file: redis.file, arguments: ["--version"], env: { ...env, ...redis.env }, signal });
    await placeFolder(root, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function redisIn(root: string): Promise<Redis> {
  const libraries = join(root, "usr/lib");
  const entries = await readdir(libraries, { withFileTypes: true });
  // Debian keeps libraries in a folder that is named for the architecture.
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(libraries, name));
  return { file: join(root, "usr/bin/redis-server"), env: { LD_LIBRARY_PATH: folders.join(delimiter) } };
}

async function exists(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
}

function missing(cause: unknown): ToolchainError {
  const reason = cause instanceof CommandError ? `${cause.message}: ${cause.stderr.trim()}` : String(cause);
  const error = new ToolchainError([
    "Argo CD needs Redis, which could not be had.",
    "redis-server:",
    "  PATH: not there",
    `  Debian's packages: ${reason.replaceAll("\n", "\n    ")}`,
    "Either helps: redis-server on PATH (Debian: apt-get install redis-server; macOS: brew install redis);",
    "or, on Debian, a list of packages (apt-get update). See docs/toolchain.md.",
  ]);
  error.cause = cause;
  return error;
}
