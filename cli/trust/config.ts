import type { Cluster, Environment } from "../../fleet/fleet.ts";
import { regionStackName } from "../../fleet/names.ts";
import { ensureStack } from "../engine/engine.ts";
import { existingStacks } from "../engine/outputs.ts";
import type { Project } from "../engine/project.ts";
import { runPulumi } from "../engine/pulumi.ts";
import { UsageError } from "../errors.ts";
import type { TrustStore } from "./store.ts";

/**
 * Puts the material of clusters into the config of their stacks, as secrets: `archipelago:trust`, by cluster. Handed
 * over on standard input, since every user of a machine can read the arguments of its processes.
 */
export async function putIntoConfig(
  project: Project,
  environment: Environment,
  clusters: readonly Cluster[],
  store: TrustStore,
): Promise<void> {
  const existing = await existingStacks(project);
  for (const { name, region } of clusters) {
    const material = store.material(name);
    if (material === undefined) throw new UsageError(`${store.folder}/${name} holds no issuer.`);
    const stack = regionStackName(environment.name, region);
    await ensureStack(project, stack, existing);
    if (!existing.includes(stack)) existing.push(stack);
    const key = `archipelago:trust["${name}"]`;
    const args = ["config", "set", "--secret", "--path", key, "--stack", stack];
    await runPulumi(project, args, JSON.stringify(material));
  }
}
