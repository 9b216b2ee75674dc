import type { Cluster, Environment, Region, Workload } from "../../fleet/fleet.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { exportedServices, type ExportedService } from "../../fleet/mesh/exports.ts";
import { inMesh } from "../../fleet/mesh/membership.ts";
import type { Export } from "../../fleet/mesh/remote-services.ts";
import { withLabels } from "../../fleet/objects.ts";
import { applyOverrides, setReplicas } from "../../fleet/overrides.ts";
import { intoNamespace } from "../../fleet/scopes.ts";
import { inOrder } from "../../fleet/order.ts";
import { WORKLOAD_LABEL } from "../../fleet/names.ts";
import { explain, planWorkload, type ClusterPlan, type WorkloadPlan } from "../../fleet/workloads.ts";

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
  read: (workload: Workload) => Promise<readonly KubernetesObject[]>,
): Promise<RegionalWorkload[]> {
  const own = new Set(region.clusters.map(({ name }) => name));
  const problems: string[] = [];
  const planned: RegionalWorkload[] = [];
  for (const workload of inOrder(environment.workloads).workloads) {
    const plan = planWorkload(workload, environment);
    // What other regions export is reached from here, so their share is looked at as well.
    const isOfUse = ({ name }: Cluster) => own.has(name) || workload.exports.length > 0;
    const carriers = plan.clusters.filter(({ placed, cluster }) => placed && isOfUse(cluster));
    const objects = carriers.length === 0 ? [] : intoNamespace(await read(workload), workload.namespace);
    const shares = carriers.map((carrier) => {
      const { objects: share, problems } = shareOf(plan, carrier, objects, environment);
      const exported = exportedServices(workload, share);
      return { carrier, share, exported: exported.services, problems: [...problems, ...exported.problems] };
    });
    problems.push(
      ...shares.flatMap(({ carrier, problems }) =>
        problems.map(
          ({ path, message }) => `${workload.name}.${path.join(".")}, on ${carrier.cluster.name}: ${message}`,
        ),
      ),
    );
    planned.push({
      workload,
      explanation: explain({
        ...plan,
        clusters: plan.clusters.filter(({ cluster }) => own.has(cluster.name)),
      }),
      objects: new Map(
        shares.flatMap(({ carrier: { cluster }, share }) =>
          own.has(cluster.name) ? [[cluster.name, share] as const] : [],
        ),
      ),
      exports: new Map(shares.map(({ carrier, exported }) => [carrier.cluster.name, exported])),
    });
  }
  if (problems.length > 0)
    throw new RangeError(`Workloads that cannot be deployed:\n  ${problems.join("\n  ")}`);
  return planned;
}

/** What one cluster runs: its replicas, then the overrides that are meant for it, in their order. */
function shareOf(
  { workload }: WorkloadPlan,
  { replicas, overrides }: ClusterPlan,
  rendered: readonly KubernetesObject[],
  environment: Environment,
): ReturnType<typeof applyOverrides> {
  const divided =
    workload.division === undefined || replicas === undefined
      ? { objects: rendered, problems: [] }
      : setReplicas(rendered, workload.division, replicas);
  const overridden = applyOverrides(divided.objects, workload.overrides, overrides);
  const meshed = inMesh(overridden.objects, workload.exports, environment.mesh);
  return {
    // Tells, in the cluster, which objects a workload consists of.
    objects: meshed.objects.map((object) => withLabels(object, { [WORKLOAD_LABEL]: workload.name })),
    problems: [...divided.problems, ...overridden.problems, ...meshed.problems],
  };
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
