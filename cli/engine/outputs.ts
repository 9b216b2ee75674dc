import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Passport } from "../../fleet/passport.ts";
import type { Project } from "./project.ts";

const run = promisify(execFile);

/** The outputs of a region stack, secrets included: not for printing. */
export interface RegionOutputs {
  readonly clusters: Readonly<
    Record<string, { endpoint: string; version: string; provisioner: string; simulated: boolean }>
  >;
  readonly links: LinkOutputs;
  /** Explanation of each workload: one line per cluster. */
  readonly workloads: Readonly<Record<string, readonly string[]>>;
  readonly passports: Readonly<Record<string, Passport>>;
  /** Administrator's kubeconfigs, by cluster. */
  readonly kubeconfigs: Readonly<Record<string, string>>;
}

export interface EnvironmentOutputs {
  readonly hub: string;
  readonly links: LinkOutputs;
}

/** Links in words, `a → b (istio)`. */
export interface LinkOutputs {
  readonly linked: readonly string[];
  readonly pending: readonly string[];
}

/** The outputs of a stack; `undefined` if there is no such stack, or it has never been brought up. */
export async function readOutputs<T extends RegionOutputs | EnvironmentOutputs>(
  project: Project,
  stack: string,
): Promise<T | undefined> {
  try {
    const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack];
    const { stdout } = await run("pulumi", args, {
      cwd: project.root,
      env: { ...process.env, ...project.env },
      maxBuffer: 256 * 1024 * 1024,
    });
    const outputs = JSON.parse(stdout) as Partial<T>;
    return outputs.links === undefined ? undefined : (outputs as T);
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    if (stderr.includes("no stack named")) return undefined;
    // The command line and the error text hold names only; what was printed before it failed may hold secrets.
    throw new Error(`Cannot read the outputs of stack ${stack}: ${stderr.trim()}`);
  }
}

/** Names of all stacks of the project that exist, declared or not. */
export async function existingStacks(project: Project): Promise<string[]> {
  const { stdout } = await run("pulumi", ["stack", "ls", "--json"], {
    cwd: project.root,
    env: { ...process.env, ...project.env },
  });
  return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name.slice(name.lastIndexOf("/") + 1));
}
