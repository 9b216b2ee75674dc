import { readStackRecord } from "../components/passport/installed.ts";
import type { ManifestReader } from "../components/workloads/manifests.ts";
import { federatedGround, federatedWorkloads, type FederatedGround } from "../fleet/backends/federated.ts";
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

/** Namespaces in which Argo CD still has to delete what it has deployed, by what the environment's stack says. */
export async function readLeavingNamespaces(environment: Environment): Promise<string[]> {
  if (environment.gitops === undefined) return [];
  const { federated } = await readStackRecord(environmentStackName(environment.name));
  return leavingNamespaces(environment, federated);
}
