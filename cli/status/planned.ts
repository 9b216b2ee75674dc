import { readManifestSource } from "../../fleet/declaration/manifest-files.ts";
import type { Environment, Workload } from "../../fleet/fleet.ts";
import { parseManifests } from "../../fleet/manifests.ts";
import { isScalable, valueAt } from "../../fleet/objects.ts";
import { applyOverrides, setReplicas } from "../../fleet/overrides.ts";
import { planWorkload, type ClusterPlan } from "../../fleet/workloads.ts";

/**
 * Replicas that a cluster is to run of a workload; undefined if only a renderer knows: for what is not divided in a
 * chart or a kustomization. DaemonSets are left out, since the nodes decide.
 */
export type PlannedReplicas = number | undefined;

/** What the clusters of an environment are to run of each of its workloads, by workload, then by cluster. */
export function plannedReplicas(
  environment: Environment,
  root: string,
): Map<string, Map<string, PlannedReplicas>> {
  return new Map(
    environment.workloads.map((workload) => [workload.name, ofWorkload(workload, environment, root)]),
  );
}

function ofWorkload(
  workload: Workload,
  environment: Environment,
  root: string,
): Map<string, PlannedReplicas> {
  const placed = planWorkload(workload, environment).clusters.filter((cluster) => cluster.placed);
  const objects = readPlainObjects(workload, root);
  return new Map(
    placed.map((plan) => [plan.cluster.name, objects ? onCluster(workload, plan, objects) : plan.replicas]),
  );
}

type Objects = Parameters<typeof applyOverrides>[0];

function onCluster({ division, overrides }: Workload, plan: ClusterPlan, manifests: Objects): number {
  const { replicas, overrides: which } = plan;
  const divided =
    division && replicas !== undefined ? setReplicas(manifests, division, replicas).objects : manifests;
  const { objects } = applyOverrides(divided, overrides, which);
  return objects
    .filter(isScalable)
    .reduce((sum, object) => sum + Number(valueAt(object, ["spec", "replicas"]) ?? 1), 0);
}

/** The objects of a workload's manifests; undefined where only a renderer knows them: a chart, a kustomization. */
export function readPlainObjects({ manifests }: Workload, root: string): Objects | undefined {
  const { kind, files } = readManifestSource(root, manifests);
  if (kind !== "yaml") return undefined;
  return files.flatMap(({ path, text }) => parseManifests(path, text).manifests.map(({ object }) => object));
}
