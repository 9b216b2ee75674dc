import type { Cluster, Environment } from "../fleet.ts";
import { isWithin } from "../jurisdictions.ts";
import type { KubernetesObject } from "../manifests.ts";
import { clusterFullName } from "../names.ts";
import { RESERVED_NAMESPACES, type NamespacePlan } from "../namespaces.ts";
import { allowSetsOf } from "../residency/concerns.ts";
import { cadenceOf } from "./cadence.ts";
import { CANARY, CANARY_LABEL } from "./canary.ts";
import { backupsOf } from "./locations.ts";
import { plannedBackups } from "./schedules.ts";

/**
 * What tells of a backup how old its content is: in each namespace that is backed up, Kubernetes itself keeps one Job
 * that never starts, and puts a newer one in its place at each canary time. The name of the Job is its time. No pod
 * runs, no image is pulled, and no right is given to anybody.
 *
 * @param namespaces Those that the program keeps on the cluster: in one that it does not, there may be none.
 */
export function canariesOf(
  cluster: Cluster,
  environment: Environment,
  namespaces: readonly NamespacePlan[],
): KubernetesObject[] {
  const { backup, fleet, name } = environment;
  if (backup === undefined || cluster.controlPlane || backupsOf(cluster, environment) === undefined)
    return [];
  const cadence = cadenceOf(backup.canary, clusterFullName(fleet, name, cluster.name), "canaries");
  // Refused with the declaration; see checks/backup.ts.
  if ("error" in cadence) return [];
  const contents = plannedBackups(cluster, environment).flatMap(
    (planned) => planned.contents.includedNamespaces,
  );
  const isBackedUp = (namespace: string) =>
    contents.includes(namespace) || (contents.includes("*") && !RESERVED_NAMESPACES.has(namespace));
  return namespaces
    .map((namespace) => namespace.name)
    .filter((namespace) => isBackedUp(namespace) && !RESERVED_NAMESPACES.has(namespace))
    .filter((namespace) => mayRunThere(namespace, cluster, environment))
    .map((namespace) => canary(namespace, cluster, cadence.cron));
}

/** Where residency lets nothing run, the admission of the cluster refuses a Job, too, and there is nothing to tell of. */
function mayRunThere(
  namespace: string,
  { country }: Cluster,
  { workloads, residency }: Environment,
): boolean {
  const own = workloads.filter((workload) => workload.namespace === namespace);
  const profiles = [residency, ...own.map((workload) => workload.residency)];
  return profiles.every((profile) => profile === undefined || isWithin(country, allowSetsOf(profile).data));
}

function canary(namespace: string, { name: cluster }: Cluster, schedule: string): KubernetesObject {
  const labels = { [CANARY_LABEL]: cluster };
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: CANARY, namespace, labels },
    spec: {
      schedule,
      timeZone: "Etc/UTC",
      // The Job of before never ends: it gives way to the new one, and there is exactly one.
      concurrencyPolicy: "Replace",
      jobTemplate: {
        metadata: { labels },
        spec: { suspend: true, template: { metadata: { labels }, spec: NEVER_STARTED } },
      },
    },
  };
}

/** A Job has to say what it would run; this would be let in at any Pod Security level. */
const NEVER_STARTED = {
  restartPolicy: "Never",
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, runAsUser: 65_534, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "canary",
      image: "registry.k8s.io/pause:3.10.1",
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    },
  ],
};
