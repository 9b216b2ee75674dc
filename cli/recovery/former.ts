import { ApiServer, UnreachableError } from "../client/api-server.ts";
import { readDeployment, revealedInput, type ResourceState } from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";

const PROVIDER = "pulumi:providers:kubernetes";

/** Time that a cluster that was there before has to answer. */
const DEADLINE_MS = 5_000;

/**
 * Whether all that a stack is about to delete on clusters was on such as are no more. When a cluster is made anew, the
 * stack that made it lets go of what was in the old one (`deletedWith`); an environment's stack, which only reaches it,
 * makes its objects in the new one and would then delete those in the old.
 *
 * The old one has to be silent: a cluster that somebody has only taken out of the declaration still holds them.
 */
export async function isOnFormerClusters(project: Project, stack: string): Promise<boolean> {
  const { resources = [] } = await readDeployment(project, stack);
  const former = formerProviders(resources);
  const left = resources.filter(({ type, delete: leaving }) => leaving === true && type !== PROVIDER);
  if (left.length === 0 || !left.every(({ provider = "" }) => former.has(provider))) return false;
  const used = new Set(left.map(({ provider = "" }) => provider));
  const silent = [...used].map((reference) => isSilent(former.get(reference) as ResourceState));
  return (await Promise.all(silent)).every(Boolean);
}

/** By reference, the providers in whose place there is one for a cluster with another identity. */
function formerProviders(resources: readonly ResourceState[]): Map<string, ResourceState> {
  const providers = resources.filter(({ type }) => type === PROVIDER);
  const current = new Map(
    providers.flatMap((provider) => (provider.delete === true ? [] : [[provider.urn, provider] as const])),
  );
  return new Map(
    providers
      .filter((provider) => provider.delete === true && isAnother(provider, current.get(provider.urn)))
      .map((provider) => [`${provider.urn}::${provider.id ?? ""}`, provider]),
  );
}

function isAnother(former: ResourceState, current: ResourceState | undefined): boolean {
  return current !== undefined && former.inputs?.clusterIdentifier !== current.inputs?.clusterIdentifier;
}

/** An address that has passed to another cluster shows another certificate authority, which is no answer either. */
async function isSilent(provider: ResourceState): Promise<boolean> {
  const kubeconfig = revealedInput(provider, "kubeconfig");
  const server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(DEADLINE_MS));
  try {
    await server.failingChecks();
    return false;
  } catch (error) {
    return error instanceof UnreachableError;
  } finally {
    server.close();
  }
}
