import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import type { Project } from "./project.ts";

const run = promisify(execFile);

/** What asks this process to end. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

type Surroundings = Pick<Project, "root" | "env">;

/** The CLI of Pulumi has failed. */
export class PulumiError extends Error {
  override readonly name = "PulumiError";
  readonly said: string;

  constructor(args: readonly string[], said: string) {
    super(`pulumi ${args.slice(0, 2).join(" ")} failed: ${said}`);
    this.said = said;
  }
}

/**
 * Runs the CLI of Pulumi to its end.
 *
 * @param input What it gets on standard input: the place for secrets, which must not stand in its arguments.
 * @returns what it printed.
 * @throws PulumiError with what it said on standard error; what it had printed by then may hold secrets, and is left out.
 */
export async function runPulumi(
  { root, env }: Surroundings,
  args: readonly string[],
  input?: string,
): Promise<string> {
  try {
    const options = { cwd: root, env: { ...process.env, ...env }, maxBuffer: 256 * 1024 * 1024 };
    const running = run("pulumi", [...args, "--non-interactive"], options);
    if (input !== undefined) running.child.stdin?.end(input);
    const { stdout } = await running;
    return stdout;
  } catch (error) {
    const { stderr = String(error) } = error as { stderr?: string };
    throw new PulumiError(args, stderr.trim());
  }
}

/**
 * Runs the engine and tells each of its events as it comes. An interrupt is passed on: the engine ends what it is
 * at, and keeps its state whole. So it is when `signal` says that the time is up; an engine that then does not end by
 * itself, since what it is at hangs, is told a second time, which means at once.
 */
export async function streamPulumi(
  { root, env }: Surroundings,
  args: readonly string[],
  onEvent: (event: EngineEvent) => void,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted === true) throw new Error("there was no time left to begin");
  const child = spawn("pulumi", args, {
    cwd: root,
    // A preview prints one document at its end unless told otherwise.
    env: { ...process.env, ...env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    stdio: ["ignore", "pipe", "pipe"],
    // In a group of its own, so that an interrupt of the terminal comes through us, once: two of them mean "at once".
    detached: true,
  });
  const release = interruptWithThisProcess(child);
  const relax = interruptWhenTimeIsUp(child, signal);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = parseEvent(line);
    if (event !== undefined) onEvent(event);
  });
  try {
    const [code, ended] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    if (code !== 0) throw new Error(errors.trim() || `the engine ended with ${String(code ?? ended)}`);
  } finally {
    release();
    relax();
  }
}

/** Time that an interrupted engine has for what it is at. */
const GRACE_MS = 20_000;

function interruptWhenTimeIsUp(engine: ChildProcess, signal: AbortSignal | undefined): () => void {
  let second: NodeJS.Timeout | undefined;
  const interrupt = () => {
    engine.kill("SIGINT");
    second = setTimeout(() => engine.kill("SIGINT"), GRACE_MS);
  };
  signal?.addEventListener("abort", interrupt);
  return () => {
    signal?.removeEventListener("abort", interrupt);
    clearTimeout(second);
  };
}

/** Nothing for a line that is none: an engine that was killed may have been in the middle of one. */
function parseEvent(line: string): EngineEvent | undefined {
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    return undefined;
  }
}

const engines = new Set<ChildProcess>();

/** Passes interrupts on to an engine until released. */
function interruptWithThisProcess(engine: ChildProcess): () => void {
  if (engines.size === 0) for (const signal of SIGNALS) process.on(signal, interruptEngines);
  engines.add(engine);
  return () => {
    engines.delete(engine);
    if (engines.size === 0) for (const signal of SIGNALS) process.removeListener(signal, interruptEngines);
  };
}

function interruptEngines(): void {
  for (const engine of engines) engine.kill("SIGINT");
}
