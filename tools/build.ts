import { copyFile, cp, mkdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import semver from "semver";
import type { Build, Platform, Tool, ToolName } from "./catalogue.ts";
import { CommandError, run } from "./child.ts";
import { moduleFolder } from "./modules.ts";
import type { Watch } from "./download.ts";

/** Where and for what programs are built. */
export interface BuildPlace {
  /** A folder of our own: all that the build writes, except Go's own caches, goes there. */
  staging: string;
  platform: Platform;
  env: NodeJS.ProcessEnv;
}

/**
 * Builds tools of one module in one go, so that they share what they have in common. Returns the programs.
 * The module is built in a copy, so that nothing is ever written into the clone.
 */
export async function buildTools(
  tools: readonly Tool[],
  place: BuildPlace,
  watch: Watch,
): Promise<Map<ToolName, string>> {
  const [first] = tools;
  if (!first) return new Map();
  const folder = join(place.staging, "module");
  await cp(moduleFolder(first.build.module), folder, { recursive: true });
  await requireGo(folder, place.env);

  const output = join(place.staging, "out");
  const temporary = join(place.staging, "go-tmp");
  await mkdir(output, { recursive: true });
  await mkdir(temporary, { recursive: true });
  const env = goEnvironment(place, temporary);
  try {
    if (first.build.embeds) await copyEmbedded(first.build.embeds, folder, env, watch.signal);
    for (const [index, batch] of batchesOf(tools).entries()) {
      const packages = batch.map((tool) => tool.build.package);
      const place = `${join(output, String(index))}/`;
      const parameters = ["build", ...goFlags(first.build), "-v", "-o", place, ...packages];
      const settings = { cwd: folder, env, signal: watch.signal, ...counting(watch) };
      await mkdir(place, { recursive: true });
      await run({ file: "go", arguments: parameters, ...settings });
    }
  } catch (error) {
    if (error instanceof CommandError) throw new Error(explain(error), { cause: error });
    throw error;
  }
  return new Map(
    batchesOf(tools).flatMap((batch, index) =>
      batch.map(({ name, build }): [ToolName, string] => [
        name,
        join(output, String(index), programOf(build)),
      ]),
    ),
  );
}

/** What `go build` calls a program. */
function programOf(build: Build): string {
  return build.output ?? basename(build.package);
}

/** Tools that are built together: no two of them are called the same by Go. */
function batchesOf(tools: readonly Tool[]): Tool[][] {
  const batches: Tool[][] = [];
  for (const tool of tools) {
    const free = batches.find((batch) =>
      batch.every(({ build }) => programOf(build) !== programOf(tool.build)),
    );
    if (free === undefined) batches.push([tool]);
    else free.push(tool);
  }
  return batches;
}

function goEnvironment({ platform, env }: BuildPlace, temporary: string): NodeJS.ProcessEnv {
  const [system, architecture] = platform.split("-");
  return {
    ...env,
    CGO_ENABLED: "0",
    GOOS: system,
    GOARCH: architecture,
    GOTMPDIR: temporary,
    // A Go that is too old says so; it must not fetch another behind the user's back.
    GOTOOLCHAIN: "local",
    // A go.work above the cache folder is none of our business.
    GOWORK: "off",
  };
}

function goFlags({ tags = [], stamps = {} }: Build): string[] {
  const settings = Object.entries(stamps).map(([variable, value]) => `-X ${variable}=${value}`);
  return [
    "-mod=readonly",
    "-trimpath",
    "-buildvcs=false",
    `-tags=${tags.join(",")}`,
    `-ldflags=${["-s", "-w", ...settings].join(" ")}`,
  ];
}

/** Copies the file a main.go embeds out of the dependency that has it. */
async function copyEmbedded(
  { module, file }: NonNullable<Build["embeds"]>,
  folder: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<void> {
  const go = (...parameters: string[]) =>
    run({ file: "go", arguments: parameters, cwd: folder, env, signal });
  await go("mod", "download", module);
  const { stdout } = await go("list", "-m", "-f", "{{.Dir}}", module);
  await copyFile(join(stdout.trim(), file), join(folder, basename(file)));
}

/** Go's verbose output is a line for each module fetched and each package compiled. */
function counting({ onProgress }: Watch): { onErrorLine: (line: string) => void } {
  let fetched = 0;
  let compiled = 0;
  return {
    onErrorLine: (line) => {
      if (line.startsWith("go: downloading ")) fetched += 1;
      else compiled += 1;
      onProgress?.(compiled > 0 ? `${compiled} packages compiled` : `${fetched} modules fetched`);
    },
  };
}

/** The lines of Go that tell what went wrong, without the packages that went well. */
function explain({ message, stderr }: CommandError): string {
  const lines = stderr
    .split("\n")
    .filter((line) => line.includes(" ") && !line.startsWith("go: downloading "));
  return [message, ...lines.slice(0, 5)].join("\n");
}

/** Fails, in words, if Go is not there or older than the module says it needs. */
async function requireGo(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const goMod = await readFile(join(folder, "go.mod"), "utf8");
  const needed = semver.coerce(/^go (\S+)$/m.exec(goMod)?.[1]);
  const present = await goVersion(env);
  if (!present) throw new Error("Go is not on PATH");
  if (needed && semver.lt(present, needed)) {
    throw new Error(`Go on PATH is ${present.version}, and ${needed.version} or newer is needed`);
  }
}

async function goVersion(env: NodeJS.ProcessEnv): Promise<semver.SemVer | null> {
  const options = { env: { ...env, GOTOOLCHAIN: "local" } };
  try {
    const { stdout } = await run({ file: "go", arguments: ["version"], ...options });
    return semver.coerce(/go version go(\S+)/.exec(stdout)?.[1]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
