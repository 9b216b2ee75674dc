import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import type { Project } from "./project.ts";

const run = promisify(execFile);

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
 * @returns what it printed.
 * @throws PulumiError with what it said on standard error; what it had printed by then may hold secrets, and is left out.
 */
export async function runPulumi({ root, env }: Surroundings, args: readonly string[]): Promise<string> {
  try {
    const options = { cwd: root, env: { ...process.env, ...env }, maxBuffer: 256 * 1024 * 1024 };
    const { stdout } = await run("pulumi", [...args, "--non-interactive"], options);
    return stdout;
  } catch (error) {
    const { stderr = String(error) } = error as { stderr?: string };
    throw new PulumiError(args, stderr.trim());
  }
}

/**
 * Runs the engine and tells each of its events as it comes. An interrupt is passed on: the engine ends what it is
 * at, and keeps its state whole.
 */
export function streamPulumi(
  { root, env }: Surroundings,
  args: readonly string[],
  onEvent: (event: EngineEvent) => void,
): Promise<void> {
  const child = spawn("pulumi", args, {
    cwd: root,
    // A preview prints one document at its end unless told otherwise.
    env: { ...process.env, ...env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const interrupt = () => child.kill("SIGINT");
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, interrupt);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("{")) onEvent(JSON.parse(line) as EngineEvent);
  });
  return new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(errors.trim() || `the engine ended with ${String(code ?? signal)}`));
    });
  }).finally(() => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, interrupt);
  });
}
