import { CANARY_LABEL } from "../backup/canary.ts";
import { hubBackups, hubSchedule } from "../backup/hub.ts";
import { plannedBackups } from "../backup/schedules.ts";
import { KINDS } from "../clouds/cluster-api/kinds.ts";
import type { Cluster, Environment } from "../fleet.ts";
import { ARGOCD_NAMESPACE } from "../gitops/project.ts";
import type { KubernetesObject } from "../manifests.ts";
import { ARGOCD_SECRET, NAME_LABEL } from "../platform/argocd.ts";
import { VELERO_NAMESPACE } from "../platform/velero.ts";
import { DRILL_LABEL } from "./sandbox.ts";

/**
 * Neither what controllers make out of what is restored, which would be there twice, nor canaries: they tell of what was
 * restored somewhere else.
 */
const WHAT_IS_MISSING = {
  existingResourcePolicy: "none",
  excludedResources: [
    "controllerrevisions.apps",
    "endpoints",
    "endpointslices.discovery.k8s.io",
    "pods",
    "replicasets.apps",
  ],
  labelSelector: { matchExpressions: [{ key: CANARY_LABEL, operator: "DoesNotExist" }] },
};

/** What is restored on a hub that an `up` has made anew, from one backup. */
export interface HubRestore {
  /** Name of the schedule; the newest backup of it that was complete when the hub was lost is restored. */
  readonly schedule: string;
  /** What tells it from other restores of the same backup; `undefined`: it is the only one, or the first. */
  readonly part: "argocd-secret" | undefined;
  /** Of Velero's Restore, besides the name of the backup. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * In this order: what its workloads had, then what its control planes held. All that an `up` makes is there by then and
 * stays as it is: a restore brings what else there was. Only Argo CD's own Secret is there and has nothing in it yet that
 * is worth keeping.
 */
export function hubRestores(hub: Cluster, environment: Environment, pausing: string): HubRestore[] {
  const own = plannedBackups(hub, environment).map(({ schedule }): HubRestore => {
    return { schedule, part: undefined, spec: WHAT_IS_MISSING };
  });
  const control = hubBackups(hub, environment);
  if (control === undefined) return own;
  const { schedule, namespaces, exclude } = control;
  const paused =
    pausedNamespaces(environment).length === 0
      ? {}
      : { resourceModifier: { kind: "ConfigMap", name: pausing } };
  const held: HubRestore = {
    schedule,
    part: undefined,
    spec: {
      existingResourcePolicy: "none",
      includedNamespaces: namespaces,
      excludedResources: exclude,
      ...paused,
    },
  };
  return [...own, held, ...(namespaces.includes(ARGOCD_NAMESPACE) ? [argocdSecret(schedule)] : [])];
}

function argocdSecret(schedule: string): HubRestore {
  const spec = {
    existingResourcePolicy: "update",
    includedNamespaces: [ARGOCD_NAMESPACE],
    includedResources: ["secrets"],
    labelSelector: { matchLabels: { [NAME_LABEL]: ARGOCD_SECRET } },
  };
  return { schedule, part: "argocd-secret", spec };
}

/** The schedules of which a hub's recovery needs a backup. */
export function hubSchedules(hub: Cluster, environment: Environment): string[] {
  return [...new Set(hubRestores(hub, environment, "").map(({ schedule }) => schedule))];
}

/** Whether it is the schedule that holds what control planes have. */
export function isOfControlPlanes(schedule: string, { name }: Cluster): boolean {
  return schedule === hubSchedule(name);
}

/** Namespaces on the hub whose clusters of Cluster API are restored paused. */
export function pausedNamespaces({ clusterApi }: Environment): readonly string[] {
  return clusterApi?.namespaces ?? [];
}

/** Resource of a Cluster, as Velero has it. */
export const CLUSTERS = `${KINDS.cluster.plural}.${KINDS.cluster.group}`;

/**
 * What pauses clusters of Cluster API while they are restored, as `clusterctl move` does (cluster-api,
 * cmd/clusterctl/client/cluster/mover.go): their managers would find half a cluster, and make the other half anew.
 *
 * @param name Of the ConfigMap.
 * @param id Of the drill's run.
 */
export function pausingModifiers(name: string, id: string, environment: Environment): KubernetesObject {
  const namespaces = pausedNamespaces(environment);
  const rule = {
    conditions: { groupResource: CLUSTERS, namespaces, resourceNameRegex: ".*" },
    mergePatches: [{ patchData: JSON.stringify({ spec: { paused: true } }) }],
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: VELERO_NAMESPACE, labels: { [DRILL_LABEL]: id } },
    data: { "modifiers.yaml": JSON.stringify({ version: "v1", resourceModifierRules: [rule] }) },
  };
}
