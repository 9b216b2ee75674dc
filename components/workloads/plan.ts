import { sharesOf, type WorkloadShares } from "../../fleet/backends/shares.ts";
import type { Cluster, Environment, Region, Workload } from "../../fleet/fleet.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import type { ExportedService } from "../../fleet/mesh/exports.ts";
import type { Export } from "../../fleet/mesh/remote-services.ts";
import { inOrder } from "../../fleet/order.ts";
import { intoNamespace } from "../../fleet/scopes.ts";
import { explain, planWorkload } from "../../fleet/workloads.ts";

/** Gives the objects of a workload's manifests. */
type ReadManifests = (workload: Workload) => Promise<readonly KubernetesObject[]>;

/** A workload as the clusters of one region carry it. */
export interface RegionalWorkload {
  readonly workload: Workload;
  /** Why each cluster of the region carries what it does: one line per cluster. Those of the others say it of themselves. */
  readonly explanation: readonly string[];
  /** What each cluster of the region that carries it is to run, by cluster. */
  readonly objects: ReadonlyMap<string, readonly KubernetesObject[]>;
  /** What each cluster of the environment that carries it offers to the others, by cluster. */
  readonly exports: ReadonlyMap<string, readonly ExportedService[]>;
}

/**
 * The workloads of an environment as one region carries them, each after those that it waits for.
 * @throws RangeError with everything in the manifests that the declaration asks for and that is not there.
 */
export async function planWorkloads(
  environment: Environment,
  region: Region,
  read: ReadManifests,
): Promise<RegionalWorkload[]> {
  const own = new Set(region.clusters.map(({ name }) => name));
  const carried = await sharesOfAll(environment, environment.workloads, read, (workload, { name }) => {
    // What other regions export is reached from here, so their share is looked at as well.
    return own.has(name) || workload.exports.length > 0;
  });
  return carried.map(({ workload, plan, shares }) => ({
    workload,
    explanation: explain({
      ...plan,
      clusters: plan.clusters.filter(({ cluster }) => own.has(cluster.name)),
    }),
    objects: new Map(
      shares.flatMap(({ cluster, objects }) =>
        own.has(cluster.name) ? [[cluster.name, objects] as const] : [],
      ),
    ),
    exports: new Map(shares.map(({ cluster, exported }) => [cluster.name, exported])),
  }));
}

/**
 * Workloads as all clusters of an environment carry them, each after those that it waits for.
 * @throws RangeError with everything in the manifests that the declaration asks for and that is not there.
 */
export function planShares(
  environment: Environment,
  workloads: readonly Workload[],
  read: ReadManifests,
): Promise<WorkloadShares[]> {
  return sharesOfAll(environment, workloads, read, () => true);
}

async function sharesOfAll(
  environment: Environment,
  workloads: readonly Workload[],
  read: ReadManifests,
  isOfUse: (workload: Workload, cluster: Cluster) => boolean,
): Promise<WorkloadShares[]> {
  const carried: WorkloadShares[] = [];
  for (const workload of inOrder(workloads).workloads) {
    const plan = planWorkload(workload, environment);
    const isOwn = (cluster: Cluster) => isOfUse(workload, cluster);
    const isCarried = plan.clusters.some(({ placed, cluster }) => placed && isOwn(cluster));
    const objects = isCarried ? intoNamespace(await read(workload), workload.namespace) : [];
    carried.push(sharesOf(plan, objects, environment, isOwn));
  }
  const problems = carried.flatMap((each) => each.problems);
  if (problems.length > 0)
    throw new RangeError(`Workloads that cannot be deployed:\n  ${problems.join("\n  ")}`);
  return carried;
}

/** What each cluster of the environment exports, whatever workload it comes from. */
export function exportsByCluster(
  workloads: readonly RegionalWorkload[],
): ReadonlyMap<string, readonly Export[]> {
  const all = workloads.flatMap(({ workload, exports }) =>
    [...exports].flatMap(([cluster, services]) =>
      services.map((service) => ({ cluster, workload: workload.name, service })),
    ),
  );
  return Map.groupBy(all, ({ cluster }) => cluster);
}
