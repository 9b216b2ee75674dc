import { parseArgs } from "node:util";
import { ensureBind } from "./bind.ts";
import { controlPlaneNames, toolNames, type ToolName } from "./catalogue.ts";
import { secondsSince, type ToolProgress } from "./progress.ts";
import { ensureRedis } from "./redis.ts";
import { ensureToolchain, ToolchainError, type Toolchain } from "./toolchain.ts";

const usage = `Usage: npm run tools [-- [--all] [--json] [${controlPlaneNames.join(" ")}]]

Finds the programs the fleet needs, and the named control planes of the proofs; downloads or builds those that are
missing.

  --all   with all control planes of the proofs
  --json  print where they are as JSON, and progress to standard error
  --help  print this
`;

/** Exit codes of a shell: 128 and the number of the signal. */
const interrupted = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

async function main(): Promise<number> {
  let flags;
  let more: ToolName[];
  try {
    const options = {
      all: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    flags = values;
    const named = positionals.map(controlPlane);
    more = values.all === true ? [...controlPlaneNames] : named;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (flags.help) {
    process.stdout.write(usage);
    return 0;
  }
  return install(flags.json ?? false, [...toolNames, ...more]);
}

function controlPlane(text: string): ToolName {
  const name = controlPlaneNames.find((candidate) => candidate === text);
  if (name === undefined)
    throw new Error(`There is no tool "${text}"; there are: ${controlPlaneNames.join(", ")}.`);
  return name;
}

async function install(json: boolean, tools: readonly ToolName[]): Promise<number> {
  const begin = performance.now();
  const abort = new AbortController();
  let exitCode = 1;
  for (const [signal, code] of Object.entries(interrupted)) {
    process.on(signal, () => {
      exitCode = code;
      abort.abort();
    });
  }
  const log = json ? process.stderr : process.stdout;
  const onProgress = (progress: ToolProgress): void => {
    log.write(`${describe(progress)}\n`);
  };
  try {
    const toolchain = await ensureToolchain({ tools, onProgress, signal: abort.signal });
    if (tools.includes("argocd")) {
      const { file } = await ensureRedis({ signal: abort.signal });
      log.write(`redis-server: ${file}\n`);
    }
    if (tools.includes("external-dns")) {
      const { files } = await ensureBind({ signal: abort.signal });
      log.write(`named: ${files.named}\n`);
    }
    process.stdout.write(json ? `${JSON.stringify(toolchain, null, 2)}\n` : summary(toolchain, begin));
    return 0;
  } catch (error) {
    if (abort.signal.aborted)
      process.stderr.write("Stopped. Nothing is left half-made; what was ready stays.\n");
    else if (error instanceof ToolchainError) process.stderr.write(`\n${error.message}\n`);
    else throw error;
    return exitCode;
  }
}

const sources = {
  path: "found on this machine",
  cache: "found in the cache",
  download: "downloaded",
  build: "built from modules",
} as const;

const activities = { downloading: "downloading", building: "building from modules" } as const;

/** One line on one tool, e.g. "kube-apiserver 1.35.4: building from modules, 1 min 15 s". */
function describe({ tool, version, state, source, seconds, detail }: ToolProgress): string {
  const activity = state === "downloading" || state === "building" ? activities[state] : state;
  const happening = source ? sources[source] : activity;
  const parts = [happening, seconds === undefined ? undefined : duration(seconds), detail];
  const name = version === undefined ? tool : `${tool} ${version}`;
  return `${name}: ${parts.filter((part) => part !== undefined).join(", ")}`;
}

function summary({ binDir, paths }: Toolchain, begin: number): string {
  const count = Object.keys(paths).length;
  return `\n${count} tools in ${duration(secondsSince(begin))}. To use them by hand: export PATH="${binDir}:$PATH"\n`;
}

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

process.exitCode = await main();
