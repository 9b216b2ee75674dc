import { ApiServer, UnreachableError } from "../client/api-server.ts";
import { editDeployment, readDeployment, revealedInput, type ResourceState } from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";

const PROVIDER = "pulumi:providers:kubernetes";

/** Time that a cluster that was there before has to answer. */
const DEADLINE_MS = 5_000;

/**
 * Strikes from the state of a stack what was on clusters that are no more, if that is all that the stack has yet to delete.
 * When a cluster is made anew, the stack that made it lets go of what was in the old one (`deletedWith`); one that only
 * reaches it makes its objects in the new one, and cannot delete those in the old.
 *
 * The old one has to be silent: a cluster that somebody has only taken out of the declaration still holds them. Told by
 * `deleteUnreachable`, the provider would forget of every other cluster, too, what does not answer at that moment, and
 * would not let go of Helm's releases.
 *
 * @returns whether it has.
 */
export async function forgetFormerClusters(project: Project, stack: string): Promise<boolean> {
  const { resources = [] } = await readDeployment(project, stack);
  const former = formerProviders(resources);
  const left = resources.filter(({ type, delete: leaving }) => leaving === true && type !== PROVIDER);
  if (left.length === 0 || !left.every(({ provider = "" }) => former.has(provider))) return false;
  const used = [...new Set(left.map(({ provider = "" }) => provider))].flatMap(
    (reference) => former.get(reference) ?? [],
  );
  if (!(await Promise.all(used.map(isSilent))).every(Boolean)) return false;
  const gone = new Set([...left, ...used].map(referenceOf));
  await editDeployment(project, stack, (deployment) => ({
    ...deployment,
    resources: (deployment.resources ?? []).filter(
      (resource) => resource.delete !== true || !gone.has(referenceOf(resource)),
    ),
  }));
  return true;
}

function referenceOf({ urn, id = "" }: ResourceState): string {
  return `${urn}::${id}`;
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
      .map((provider) => [referenceOf(provider), provider]),
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
