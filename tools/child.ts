import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A command to run to its end. */
export interface Command {
  file: string;
  arguments: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Stops the command, and all it has started. */
  signal?: AbortSignal | undefined;
  /** Sees each line of standard error as it comes. */
  onErrorLine?: (line: string) => void;
}

/** What a command printed. */
export interface Output {
  stdout: string;
  /** The end of it: compilers can be long-winded. */
  stderr: string;
}

const linesKept = 30;
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs a command in a process group of its own, so that nothing of it outlives this process or an abort. */
export async function run(command: Command): Promise<Output> {
  command.signal?.throwIfAborted();
  const child = spawn(command.file, command.arguments, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = (): void => {
    killGroup(child.pid);
  };
  const release = stopWithThisProcess(stop);
  command.signal?.addEventListener("abort", stop);

  let stdout = "";
  const errorLines: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  createInterface({ input: child.stderr }).on("line", (line) => {
    errorLines.push(line);
    if (errorLines.length > linesKept) errorLines.shift();
    command.onErrorLine?.(line);
  });

  try {
    const code = await new Promise<number | string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode, endedBy) => {
        resolve(exitCode ?? endedBy ?? "unknown");
      });
    });
    command.signal?.throwIfAborted();
    const stderr = errorLines.join("\n");
    if (code !== 0) throw new CommandError(command, code, stderr);
    return { stdout, stderr };
  } finally {
    release();
    command.signal?.removeEventListener("abort", stop);
  }
}

/** A command that did not end well. */
export class CommandError extends Error {
  override name = "CommandError";
  readonly stderr: string;

  constructor(command: Command, code: number | string, stderr: string) {
    super(`${command.file} ${command.arguments[0] ?? ""} ended with ${code}`);
    this.stderr = stderr;
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    // Nothing these commands write is of use half done, so there is nothing for them to tidy up.
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

const stops = new Set<() => void>();
/** Signals that nobody else had a listener for when the first command started. */
let unattended = new Set<NodeJS.Signals>();

/** A group of its own does not get the terminal's Ctrl-C, so it is passed on; so is the end of this process. */
function stopWithThisProcess(stop: () => void): () => void {
  if (stops.size === 0) attend();
  stops.add(stop);
  return () => {
    stops.delete(stop);
    if (stops.size === 0) unattend();
  };
}

function attend(): void {
  unattended = new Set(endings.filter((signal) => process.listenerCount(signal) === 0));
  process.on("exit", stopAll);
  for (const signal of endings) process.on(signal, onSignal);
}

function unattend(): void {
  process.off("exit", stopAll);
  for (const signal of endings) process.off(signal, onSignal);
}

function stopAll(): void {
  for (const stop of stops) stop();
}

function onSignal(signal: NodeJS.Signals): void {
  stopAll();
  // With no other listener, the default would have ended this process: let it.
  if (!unattended.has(signal) || process.listenerCount(signal) > 1) return;
  unattend();
  process.kill(process.pid, signal);
}
