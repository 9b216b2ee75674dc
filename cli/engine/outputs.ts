import type { Passport } from "../../fleet/passport.ts";
import type { Project } from "./project.ts";
import { PulumiError, runPulumi } from "./pulumi.ts";

/** The outputs of a region stack, secrets included: not for printing. */
export interface RegionOutputs {
  readonly clusters: Readonly<
    Record<string, { endpoint: string; version: string; provisioner: string; simulated: boolean }>
  >;
  readonly links: LinkOutputs;
  /** Explanation of each workload: one line per cluster of the region. */
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
    const text = await runPulumi(project, ["stack", "output", "--json", "--show-secrets", "--stack", stack]);
    const outputs = JSON.parse(text) as Partial<T>;
    return outputs.links === undefined ? undefined : (outputs as T);
  } catch (error) {
    const said = error instanceof PulumiError ? error.said : String(error);
    if (said.includes("no stack named")) return undefined;
    throw new Error(`Cannot read the outputs of stack ${stack}: ${said}`, { cause: error });
  }
}

/** Names of all stacks of the project that exist, declared or not. */
export async function existingStacks(project: Project): Promise<string[]> {
  const stacks = JSON.parse(await runPulumi(project, ["stack", "ls", "--json"])) as { name: string }[];
  return stacks.map(({ name }) => name.slice(name.lastIndexOf("/") + 1));
}
