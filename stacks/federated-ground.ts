import { readStackRecord, type StackRecord } from "../components/passport/installed.ts";
import type { ManifestReader } from "../components/workloads/manifests.ts";
import { federatedGround, federatedWorkloads, type FederatedGround } from "../fleet/backends/federated.ts";
import { takenOver, type Held, type Holdings } from "../fleet/backends/handover.ts";
import type { Environment } from "../fleet/fleet.ts";
import { leavingNamespaces } from "../fleet/gitops/leaving.ts";
import { environmentStackName } from "../fleet/names.ts";

/** What a region goes by of what the environment's stack has written down of its control planes. */
export interface FederatedSide {
  /** What KubeFed has in hand: each cluster gives it rights to that, and the hub keeps the namespaces. */
  readonly ground: FederatedGround | undefined;
  /** Namespaces in which Argo CD still has to delete what it has deployed. */
  readonly leaving: readonly string[];
  /** Names of the workloads that the region takes over in this run. */
  readonly taken: ReadonlySet<string>;
}

/**
 * Reads what the environment's stack has in hand, as long as it has not let go of it.
 *
 * @param held What the region has in hand in this run.
 * @param own What it had in its last one.
 */
export async function readFederatedSide(
  environment: Environment,
  manifests: ManifestReader,
  held: readonly Held[],
  own: Holdings,
): Promise<FederatedSide> {
  const { name, gitops, federation } = environment;
  if (gitops === undefined && federation === undefined)
    return { ground: undefined, leaving: [], taken: new Set() };
  const record = await readStackRecord(environmentStackName(name));
  return {
    ground: await kubeFedGround(environment, manifests, record),
    leaving: gitops === undefined ? [] : leavingNamespaces(environment, record.federated),
    taken: takenOver(held, own, record.holdings),
  };
}

async function kubeFedGround(
  environment: Environment,
  manifests: ManifestReader,
  { holdings, federated }: StackRecord,
): Promise<FederatedGround | undefined> {
  if (environment.federation?.kubefed === undefined) return undefined;
  const workloads = federatedWorkloads("kubefed", environment.workloads, holdings);
  const objects = await Promise.all(workloads.map((workload) => manifests.read(workload)));
  return federatedGround("kubefed", workloads, objects.flat(), federated);
}
