import { readDeployment, type ResourceState } from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";

/** Something in a stack that was to be destroyed is protected. */
export class ProtectedError extends Error {
  override readonly name = "ProtectedError";
}

/**
 * Refuses to destroy stacks of which something is protected, before anything is done to any of them. The engine itself
 * refuses only what is protected: it would take the nodes and the network from under a cluster, and leave the cluster.
 *
 * @throws ProtectedError with everything that is protected.
 */
export async function refuseProtected(project: Project, stacks: readonly string[]): Promise<void> {
  const found: string[] = [];
  for (const stack of stacks) {
    const { resources = [] } = await readDeployment(project, stack);
    found.push(...protectedIn(resources).map((what) => `${stack}: ${what}`));
  }
  if (found.length === 0) return;
  throw new ProtectedError(
    `Nothing was destroyed, since these are protected:\n  ${found.join("\n  ")}\n` +
      "Set deletionProtection: false in the entries of their clusters, bring the stacks up, and destroy them then. " +
      "What is not declared any more: pulumi state unprotect <urn>.",
  );
}

/** `aws:eks/cluster:Cluster dublin` */
export function protectedIn(resources: readonly ResourceState[]): string[] {
  return resources
    .filter(({ protect }) => protect === true)
    .map(({ type, urn }) => `${type} ${urn.slice(urn.lastIndexOf("::") + 2)}`);
}
