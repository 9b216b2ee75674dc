import { join } from "node:path";
import { binFolder } from "./bin-folder.ts";
import { cacheFolder } from "./cache.ts";
import { catalogue, toolNames, type Tool, type ToolName } from "./catalogue.ts";
import { survey, type Located, type Setting } from "./locate.ts";
import { make } from "./make.ts";
import { hostPlatform } from "./platform.ts";
import { placePlugin, pluginFolder } from "./plugin-folder.ts";
import type { Report, ToolProgress, ToolSource } from "./progress.ts";
import { failuresError, ToolchainError } from "./toolchain-error.ts";

export type { ToolName, ToolProgress, ToolSource };
export { ToolchainError };

/** Programs that are there, of versions that go together. */
export interface Toolchain<Name extends ToolName = ToolName> {
  paths: Record<Name, string>;
  /** A folder with a link to each of them but plugins, which Pulumi finds in its own folder; to be put first on PATH. */
  binDir: string;
  source: Record<Name, ToolSource>;
}

/** What a quick look has found: the toolchain, if nothing is missing. */
export type ToolchainLookup<Name extends ToolName = ToolName> =
  { toolchain: Toolchain<Name>; missing: [] } | { toolchain?: undefined; missing: Name[] };

export interface LocateOptions<Name extends ToolName = ToolName> {
  /** @default all that a fleet needs: not the control planes of the proofs */
  tools?: readonly Name[];
  /** @default process.env */
  env?: NodeJS.ProcessEnv;
  /** The table to work from. @default the project's */
  catalogue?: readonly Tool[];
}

export interface EnsureOptions<Name extends ToolName = ToolName> extends LocateOptions<Name> {
  /** Sees each step, and every 15 s how long work goes on. */
  onProgress?: (progress: ToolProgress) => void;
  /** Stops all work, and leaves nothing half-made. */
  signal?: AbortSignal;
}

/**
 * Finds the toolchain on the machine and in the cache; what is missing is downloaded or built.
 *
 * @example
 * const { binDir } = await ensureToolchain();
 * process.env.PATH = `${binDir}:${process.env.PATH}`;
 *
 * @throws ToolchainError that tells, for all the tools that could not be had, which ways were tried.
 */
export async function ensureToolchain<Name extends ToolName = ToolName>(
  options: EnsureOptions<Name> = {},
): Promise<Toolchain<Name>> {
  const setting = settingOf(options, options.onProgress ?? (() => undefined), options.signal);
  const { located, missing } = await survey(setting);
  for (const [tool, { path, version, source }] of located) {
    const known = source === "path" ? { detail: path } : { version: version ?? "" };
    setting.report({ tool, state: "found", source, ...known });
  }
  if (missing.length > 0) {
    const { made, failed } = await make(
      missing.map(({ tool }) => tool),
      setting,
    );
    const failures = missing
      .filter(({ tool }) => !made.has(tool.name))
      .map(({ tool, ways }) => ({ tool, ways: [...ways, ...(failed.get(tool.name) ?? [])] }));
    if (failures.length > 0) throw failuresError(failures);
    for (const [tool, program] of made) located.set(tool, program);
  }
  return assemble(setting, located);
}

/** Looks on the machine and in the cache only: under a second, nothing is downloaded or built. */
export async function locateToolchain<Name extends ToolName = ToolName>(
  options: LocateOptions<Name> = {},
): Promise<ToolchainLookup<Name>> {
  const setting = settingOf(options, () => undefined);
  const { located, missing } = await survey(setting);
  if (missing.length > 0) return { missing: missing.map(({ tool }) => tool.name as Name) };
  return { toolchain: await assemble(setting, located), missing: [] };
}

function settingOf(options: LocateOptions, report: Report, signal?: AbortSignal): Setting {
  const env = options.env ?? process.env;
  const wanted: readonly ToolName[] = options.tools ?? toolNames;
  return {
    tools: (options.catalogue ?? catalogue).filter(({ name }) => wanted.includes(name)),
    cache: cacheFolder(env),
    platform: hostPlatform(),
    env,
    report,
    signal,
  };
}

async function assemble<Name extends ToolName>(
  { tools, cache, env }: Setting,
  located: ReadonlyMap<ToolName, Located>,
): Promise<Toolchain<Name>> {
  const programs = tools.flatMap(({ name, probe }) => {
    const program = located.get(name);
    return program ? [{ name, probe, ...program }] : [];
  });
  for (const { name, probe, path } of programs) {
    if (probe.kind === "plugin") await placePlugin(path, join(pluginFolder(env), probe.folder, name));
  }
  const onPath = programs.filter(({ probe }) => probe.kind !== "plugin");
  return {
    paths: Object.fromEntries(programs.map(({ name, path }) => [name, path])) as Record<Name, string>,
    binDir: await binFolder(cache, new Map(onPath.map(({ name, path }) => [name, path]))),
    source: Object.fromEntries(programs.map(({ name, source }) => [name, source])) as Record<
      Name,
      ToolSource
    >,
  };
}
