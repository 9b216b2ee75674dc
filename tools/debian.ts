import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, readdir, rm, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { cacheFolder, placeFolder, stagingFolder } from "./cache.ts";
import { CommandError, run } from "./child.ts";
import { withLocks } from "./lock.ts";
import { ToolchainError } from "./toolchain-error.ts";

/*
 * Programs of the proofs that are written in C and have no Go module. Debian has them; its packages are unpacked into
 * the cache, which takes no rights and leaves the system, with its services that would start, alone.
 */

/** Programs that come in the same packages of Debian. */
export interface DebianPrograms<Program extends string> {
  /** What they are called in the cache. */
  readonly name: string;
  /** Theirs, and the libraries that a Debian without them does not have. */
  readonly packages: readonly string[];
  /** Each with its folder in the packages, and the argument that makes it print its version. */
  readonly programs: Readonly<Record<Program, { readonly folder: string; readonly version: string }>>;
  /** `Argo CD needs Redis`. */
  readonly need: string;
  /** How they are had by hand: `redis-server on PATH (…)`. */
  readonly byHand: string;
}

/** Programs that start. */
export interface FoundPrograms<Program extends string> {
  readonly files: Readonly<Record<Program, string>>;
  /** What has to be in their environment. */
  readonly env: NodeJS.ProcessEnv;
}

export interface DebianOptions {
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/**
 * The machine's own programs, if all are on PATH, or Debian's, unpacked.
 * @throws ToolchainError that says what to install, where neither can be had.
 */
export async function ensureDebian<Program extends string>(
  wanted: DebianPrograms<Program>,
  { env = process.env, signal }: DebianOptions = {},
): Promise<FoundPrograms<Program>> {
  const own = await allOnPath(wanted, env);
  if (own !== undefined) return { files: own, env: {} };
  const cache = cacheFolder(env);
  const digest = createHash("sha256").update(wanted.packages.join(" ")).digest("hex").slice(0, 10);
  const folder = join(cache, "debian", `${wanted.name}-${digest}`);
  if (await exists(folder)) return programsIn(folder, wanted);
  try {
    await withLocks([join(cache, "locks", `debian-${wanted.name}`)], { signal }, async () => {
      if (!(await exists(folder))) await unpack(wanted, cache, folder, env, signal);
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw missing(wanted, error);
  }
  return programsIn(folder, wanted);
}

async function allOnPath<Program extends string>(
  { programs }: DebianPrograms<Program>,
  env: NodeJS.ProcessEnv,
): Promise<Record<Program, string> | undefined> {
  const files: Partial<Record<Program, string>> = {};
  for (const program of namesOf(programs)) {
    const file = await onPath(program, env);
    if (file === undefined) return undefined;
    files[program] = file;
  }
  return files as Record<Program, string>;
}

async function onPath(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env.PATH ?? "").split(delimiter).filter(Boolean)) {
    const file = join(folder, program);
    const usable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return file;
  }
  return undefined;
}

async function unpack<Program extends string>(
  wanted: DebianPrograms<Program>,
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
    await execute("apt-get", "download", ...wanted.packages);
    const archives = (await readdir(staging)).filter((name) => name.endsWith(".deb"));
    for (const archive of archives) await execute("dpkg", "-x", join(staging, archive), root);
    const found = await programsIn(root, wanted);
    // Only what starts is kept: another release of Debian may need other libraries.
    for (const program of namesOf(wanted.programs)) {
      const parameters = [wanted.programs[program].version];
      await run({ file: found.files[program], arguments: parameters, env: { ...env, ...found.env }, signal });
    }
    await placeFolder(root, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function programsIn<Program extends string>(
  root: string,
  { programs }: DebianPrograms<Program>,
): Promise<FoundPrograms<Program>> {
  const libraries = join(root, "usr/lib");
  const entries = await readdir(libraries, { withFileTypes: true });
  // Debian keeps libraries in a folder that is named for the architecture.
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(libraries, name));
  const files = namesOf(programs).map((program) => [program, join(root, programs[program].folder, program)]);
  return {
    files: Object.fromEntries(files) as Record<Program, string>,
    env: { LD_LIBRARY_PATH: folders.join(delimiter) },
  };
}

function namesOf<Program extends string>(programs: Readonly<Record<Program, unknown>>): Program[] {
  return Object.keys(programs) as Program[];
}

async function exists(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
}

function missing({ need, programs, byHand }: DebianPrograms<string>, cause: unknown): ToolchainError {
  const reason = cause instanceof CommandError ? `${cause.message}: ${cause.stderr.trim()}` : String(cause);
  const error = new ToolchainError([
    `${need}, which could not be had.`,
    `${namesOf(programs).join(", ")}:`,
    "  PATH: not there",
    `  Debian's packages: ${reason.replaceAll("\n", "\n    ")}`,
    `Either helps: ${byHand};`,
    "or, on Debian, a list of packages (apt-get update). See docs/toolchain.md.",
  ]);
  error.cause = cause;
  return error;
}
