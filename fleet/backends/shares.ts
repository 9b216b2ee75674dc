import type { Cluster, Environment, Workload } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { exportedServices, type ExportedService } from "../mesh/exports.ts";
import { inMesh } from "../mesh/membership.ts";
import { exportsUnderOneName, takesPart } from "../mesh/traffic.ts";
import { WORKLOAD_LABEL } from "../names.ts";
import { withLabels } from "../objects.ts";
import { applyOverrides, setReplicas, type Changed } from "../overrides.ts";
import type { ClusterPlan, WorkloadPlan } from "../workloads.ts";

/** What one cluster is to run of a workload. */
export interface ClusterShare {
  readonly cluster: Cluster;
  /** What it gets of a division; undefined if the workload is not divided. */
  readonly replicas: number | undefined;
  /** The objects as they are to be on this cluster, in the order of the common ones. */
  readonly objects: readonly KubernetesObject[];
  /** The Services that it offers to the other clusters. */
  readonly exported: readonly ExportedService[];
}

/** A workload, carried through by the model: whoever carries it out, this is what has to come of it. */
export interface WorkloadShares {
  readonly workload: Workload;
  readonly plan: WorkloadPlan;
  /** The objects of the manifests, each in its namespace, before anything of the model is done to them. */
  readonly rendered: readonly KubernetesObject[];
  /**
   * What all clusters have in common: without overrides, and with all replicas of a division. The template of
   * back ends that have one.
   */
  readonly common: readonly KubernetesObject[];
  /** Position, among the objects, of the one whose replicas are divided. */
  readonly divided: number | undefined;
  /** By cluster, of those that carry the workload. */
  readonly shares: readonly ClusterShare[];
  /** In words: what the declaration asks for and the manifests have not. */
  readonly problems: readonly string[];
}

/**
 * Carries a plan out on the objects of its workload.
 *
 * @param rendered The objects of the manifests, each in its namespace.
 * @param isOfUse Whose share is wanted; nothing is computed for the other clusters.
 */
export function sharesOf(
  plan: WorkloadPlan,
  rendered: readonly KubernetesObject[],
  environment: Environment,
  isOfUse: (cluster: Cluster) => boolean = () => true,
): WorkloadShares {
  const { workload } = plan;
  const carriers = plan.clusters.filter(({ placed, cluster }) => placed && isOfUse(cluster));
  const made = carriers.map((carrier) => {
    const { objects, problems } = objectsOn(
      carrier,
      offeredBy(carrier, plan, environment),
      rendered,
      environment,
    );
    const exported = exportedServices(workload, objects);
    const { cluster, replicas } = carrier;
    return {
      share: { cluster, replicas, objects, exported: exported.services },
      problems: [...problems, ...exported.problems].map(
        ({ path, message }) => `${workload.name}.${path.join(".")}, on ${cluster.name}: ${message}`,
      ),
    };
  });
  const whole = withReplicas(rendered, workload, workload.division?.replicas);
  const divided = whole.objects.findIndex((object, index) => object !== rendered[index]);
  return {
    workload,
    plan,
    rendered,
    common: inEnvironment(whole.objects, workload, environment).objects,
    divided: divided < 0 ? undefined : divided,
    shares: made.map(({ share }) => share),
    problems: made.flatMap(({ problems }) => problems),
  };
}

/** The workload as a cluster offers it to the others. */
function offeredBy({ cluster }: ClusterPlan, plan: WorkloadPlan, { mesh }: Environment): Workload {
  const { workload, clusters } = plan;
  if (cluster.traffic === "on" || workload.exports.length === 0 || !exportsUnderOneName(mesh))
    return workload;
  const carriers = clusters.filter(({ placed }) => placed).map((each) => each.cluster);
  return takesPart(cluster, carriers) ? workload : { ...workload, exports: [] };
}

/** What one cluster runs: its replicas, then the overrides that are meant for it, in their order. */
function objectsOn(
  { replicas, overrides }: ClusterPlan,
  workload: Workload,
  rendered: readonly KubernetesObject[],
  environment: Environment,
): Changed {
  const divided = withReplicas(rendered, workload, replicas);
  const overridden = applyOverrides(divided.objects, workload.overrides, overrides);
  const meshed = inEnvironment(overridden.objects, workload, environment);
  return {
    objects: meshed.objects,
    problems: [...divided.problems, ...overridden.problems, ...meshed.problems],
  };
}

function withReplicas(
  objects: readonly KubernetesObject[],
  { division }: Workload,
  replicas: number | undefined,
): Changed {
  if (division === undefined || replicas === undefined) return { objects, problems: [] };
  return setReplicas(objects, division, replicas);
}

/** In its mesh, and with the label that tells, in a cluster, which objects a workload consists of. */
function inEnvironment(
  objects: readonly KubernetesObject[],
  { name, exports }: Workload,
  { mesh }: Environment,
): Changed {
  const meshed = inMesh(objects, exports, mesh);
  return {
    objects: meshed.objects.map((object) => withLabels(object, { [WORKLOAD_LABEL]: name })),
    problems: meshed.problems,
  };
}
