import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { NamespaceMap } from "../../fleet/drills/objects.ts";
import type { PlannedProbe } from "../../fleet/drills/plan.ts";
import type { DrillRecord } from "../../fleet/drills/record.ts";

/** Where the probes look. */
export interface ProbedCluster {
  readonly cluster: string;
  readonly kubeconfig: string;
  /** Declared namespaces to those that are looked at. */
  readonly namespaces: NamespaceMap;
}

export type ProbeResult = DrillRecord["probes"][number];

/** As much as one reads of what a probe says when it fails. */
const MOST_SAID = 500;

/**
 * Runs the probes of a drill, one after the other, in the project's folder. They reach the cluster through a kubeconfig
 * that is there as long as they run, readable by nobody else.
 *
 * @param folder Of the drill's run.
 */
export async function runProbes(
  root: string,
  folder: string,
  probes: readonly PlannedProbe[],
  where: ProbedCluster,
): Promise<ProbeResult[]> {
  if (probes.length === 0) return [];
  return withKubeconfig(folder, where.kubeconfig, async (file) => {
    const env = {
      ...withoutSecrets(process.env),
      KUBECONFIG: file,
      DRILL_CLUSTER: where.cluster,
      DRILL_NAMESPACES: JSON.stringify(where.namespaces),
    };
    const results: ProbeResult[] = [];
    for (const probe of probes) results.push(await runProbe(root, probe, env));
    return results;
  });
}

/** Probes whose program is not there, in words. */
export function missingProbes(root: string, probes: readonly PlannedProbe[]): string[] {
  return probes.flatMap(({ name, run: [program = ""] }) =>
    !program.includes("/") || existsSync(path.resolve(root, program))
      ? []
      : [`probe ${name}: ${program} is not in the project`],
  );
}

/** A file that is gone also when the command is interrupted; of one that is killed, the next run takes it away. */
async function withKubeconfig<T>(
  folder: string,
  content: string,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const file = kubeconfigFile(folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rm(file, { force: true });
  const interrupted = (signal: NodeJS.Signals) => {
    void rm(file, { force: true }).finally(() => {
      process.kill(process.pid, signal);
    });
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    await writeFile(file, content, { mode: 0o600, flag: "wx" });
    return await work(file);
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    await rm(file, { force: true });
  }
}

/** Takes away what a killed command may have left. */
export async function forgetKubeconfig(folder: string): Promise<void> {
  await rm(kubeconfigFile(folder), { force: true });
}

function kubeconfigFile(folder: string): string {
  return path.join(folder, "kubeconfig");
}

/** A name without a slash is looked up in the PATH: `kubectl`, `node`. */
function runProbe(
  root: string,
  { name, run: [program = "", ...args], timeout }: PlannedProbe,
  env: NodeJS.ProcessEnv,
): Promise<ProbeResult> {
  const file = program.includes("/") ? path.resolve(root, program) : program;
  const started = performance.now();
  return new Promise((resolve) => {
    const options = { cwd: root, env, timeout: timeout * 1000, killSignal: "SIGKILL" as const };
    execFile(file, args, options, (error, stdout, stderr) => {
      const seconds = Math.round(performance.now() - started) / 1000;
      const said = error === null ? "" : describeFailure(error, timeout, `${stdout}\n${stderr}`);
      resolve({ name, passed: error === null, seconds, said });
    });
  });
}

function describeFailure(
  { code, killed, message }: Error & { code?: number | string | null; killed?: boolean },
  timeout: number,
  output: string,
): string {
  const how =
    killed === true
      ? `not done after ${timeout} s`
      : typeof code === "number"
        ? `ended with ${code}`
        : message;
  return `${how}: ${output.trim().slice(-MOST_SAID)}`.replace(/: $/, "");
}

/** A probe has no business with the state of the fleet. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !/^(PULUMI|AWS)_/.test(key)));
}
