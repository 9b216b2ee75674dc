import { readStackRecord } from "../components/passport/installed.ts";
import type { ManifestReader } from "../components/workloads/manifests.ts";
import { federatedGround, federatedWorkloads, type FederatedGround } from "../fleet/backends/federated.ts";
import { takenOver, type Held, type Holdings } from "../fleet/backends/handover.ts";
import type { Environment } from "../fleet/fleet.ts";
import { leavingNamespaces } from "../fleet/gitops/leaving.ts";
import { environmentStackName } from "../fleet/names.ts";

/**
 * What KubeFed has in hand, for the stack of a region: each of its clusters gives KubeFed rights to it, and the hub keeps
 * the namespaces. What the environment's stack has written down counts as well, as long as it has not let go.
 */
export async function readKubeFedGround(
  environment: Environment,
  manifests: ManifestReader,
): Promise<FederatedGround | undefined> {
  if (environment.federation?.kubefed === undefined) return undefined;
  const { holdings, federated } = await readStackRecord(environmentStackName(environment.name));
  const workloads = federatedWorkloads("kubefed", environment.workloads, holdings);
  const objects = await Promise.all(workloads.map((workload) => manifests.read(workload)));
  return federatedGround("kubefed", workloads, objects.flat(), federated);
}

/** The workloads that a region takes over in this run, by what the environment's stack has in hand. */
export async function readTakenOver(
  environment: Environment,
  held: readonly Held[],
  own: Holdings,
): Promise<ReadonlySet<string>> {
  if (environment.gitops === undefined && environment.federation === undefined) return new Set();
  const { holdings } = await readStackRecord(environmentStackName(environment.name));
  return takenOver(held, own, holdings);
}

/** Namespaces in which Argo CD still has to delete what it has deployed, by what the environment's stack says. */
export async function readLeavingNamespaces(environment: Environment): Promise<string[]> {
  if (environment.gitops === undefined) return [];
  const { federated } = await readStackRecord(environmentStackName(environment.name));
  return leavingNamespaces(environment, federated);
}
