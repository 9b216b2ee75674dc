import { constants } from "node:fs";
import { access, mkdir, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, sep } from "node:path";
import { randomUUID } from "node:crypto";
import semver from "semver";
import { pluginFolder } from "./plugin-folder.ts";
import type { Tool, ToolName } from "./catalogue.ts";
import { run } from "./child.ts";

/** A program on the machine that was looked at and not taken. */
export interface Refusal {
  tool: ToolName;
  path: string;
  /** In words: its version, or why that could not be told. */
  reason: string;
}

/** Finds programs of the right version on the machine, and remembers what they answered. */
export class Prober {
  readonly refusals: Refusal[] = [];
  readonly #env: NodeJS.ProcessEnv;
  readonly #cache: string;
  readonly #memory: ProbeMemory;

  constructor(cache: string, env: NodeJS.ProcessEnv) {
    this.#cache = cache;
    this.#env = env;
    this.#memory = new ProbeMemory(join(cache, "probes.json"));
  }

  /** The first program that will do. `found` are the tools found so far, on the machine. */
  async find(tool: Tool, found: ReadonlyMap<ToolName, string>): Promise<string | undefined> {
    const { probe } = tool;
    switch (probe.kind) {
      case "beside": {
        const neighbour = found.get(probe.tool);
        return neighbour === undefined ? undefined : besides(neighbour, tool.name);
      }
      case "plugin":
        return this.#plugin(join(pluginFolder(this.#env), probe.folder, tool.name));
      case "ask":
        return this.#ask(tool, probe.arguments);
    }
  }

  async #plugin(place: string): Promise<string | undefined> {
    const path = await executable(place);
    return path === undefined || (await this.#isOurs(path)) ? undefined : path;
  }

  async #ask(tool: Tool, parameters: readonly string[]): Promise<string | undefined> {
    for (const folder of (this.#env.PATH ?? "").split(delimiter).filter(Boolean)) {
      const path = await executable(join(folder, tool.name));
      if (path === undefined || (await this.#isOurs(path))) continue;
      const version = await this.#memory.recall(path, () => askVersion(path, parameters, this.#env));
      if (version && semver.satisfies(version, tool.accepts, { includePrerelease: true })) return path;
      const reason = version ? `is ${version}` : "does not tell its version";
      this.refusals.push({ tool: tool.name, path, reason });
    }
    return undefined;
  }

  /** A bin folder of the cache may be first on PATH, or a plugin link into it; what they lead to is found in the cache. */
  async #isOurs(path: string): Promise<boolean> {
    const cache = await realpath(this.#cache).catch(() => this.#cache);
    return (await realpath(path)).startsWith(cache + sep);
  }

  /** Writes down what was learnt. */
  async save(): Promise<void> {
    await this.#memory.save();
  }
}

/** The program of that name in the folder of another, whether that is a link or not. */
async function besides(neighbour: string, name: string): Promise<string | undefined> {
  const folders = [dirname(neighbour), dirname(await realpath(neighbour))];
  for (const folder of folders) {
    const path = await executable(join(folder, name));
    if (path !== undefined) return path;
  }
  return undefined;
}

async function executable(path: string): Promise<string | undefined> {
  const isFile = await stat(path)
    .then((found) => found.isFile())
    .catch(() => false);
  if (!isFile) return undefined;
  return access(path, constants.X_OK)
    .then(() => path)
    .catch(() => undefined);
}

const patience = 10_000;

/** The first version in what a program prints; empty if it prints none, nothing if it does not run as it should. */
async function askVersion(
  path: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run({
      file: path,
      arguments: parameters,
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      signal: AbortSignal.timeout(patience),
    });
    return /\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?/.exec(stdout + stderr)?.[0] ?? "";
  } catch {
    return undefined;
  }
}

/** Versions by path, size and time of change: asking ten programs takes seconds, reading one file does not. */
class ProbeMemory {
  readonly #file: string;
  #versions: Map<string, string> | undefined;
  #changed = false;

  constructor(file: string) {
    this.#file = file;
  }

  async recall(path: string, ask: () => Promise<string | undefined>): Promise<string | undefined> {
    const versions = (this.#versions ??= await readVersions(this.#file));
    const { size, mtimeMs } = await stat(path);
    const key = [path, size, mtimeMs].join(" ");
    const known = versions.get(key);
    if (known !== undefined) return known;
    const version = await ask();
    if (version !== undefined) {
      versions.set(key, version);
      this.#changed = true;
    }
    return version;
  }

  /** Two processes may write at once; what the loser learnt is asked again next time. */
  async save(): Promise<void> {
    if (!this.#changed || !this.#versions) return;
    const draft = `${this.#file}.${randomUUID()}`;
    await mkdir(dirname(this.#file), { recursive: true });
    await writeFile(draft, JSON.stringify(Object.fromEntries(this.#versions), null, 2));
    await rename(draft, this.#file);
    this.#changed = false;
  }
}

async function readVersions(file: string): Promise<Map<string, string>> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(file, "utf8")) as Record<string, string>));
  } catch {
    // Absent, or cut short by a full disk: ask again.
    return new Map();
  }
}
