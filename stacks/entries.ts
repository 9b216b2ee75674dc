import type { ClusterConnection } from "../components/cluster/connection.ts";
import { MultiClusterEntries } from "../components/multi-cluster/entries.ts";
import { ManifestReader } from "../components/workloads/manifests.ts";
import { entryWorkloads, planEntries } from "../fleet/clouds/gcp/multi-cluster/entries.ts";
import type { Environment } from "../fleet/fleet.ts";

/**
 * Load balancers in front of all clusters of a fleet of Google Cloud, on the hub.
 *
 * @param features What the hub has turned on, as its passport tells.
 * @returns in words, those that have to wait for the hub.
 */
export async function createEntries(
  environment: Environment,
  root: string,
  hub: ClusterConnection | undefined,
  features: readonly string[] | undefined,
): Promise<string[]> {
  const names = Object.keys(environment.multiCluster?.entries ?? {}).sort();
  if (names.length === 0) return [];
  if (hub === undefined || features === undefined)
    return names.map((name) => `${name} (load balancer of the fleet of Google Cloud)`);
  const manifests = new ManifestReader(root);
  const workloads = entryWorkloads(environment);
  const objects = new Map(
    await Promise.all(workloads.map(async (each) => [each.name, await manifests.read(each)] as const)),
  );
  const entries = planEntries(environment, ({ name }) => objects.get(name) ?? []);
  new MultiClusterEntries(environment.name, { hub, entries });
  return [];
}
