import { KUBEFED_NAMESPACE } from "../backends/kubefed/names.ts";
import { DECLARED_LABEL } from "../declared-label.ts";
import type { Cluster, Environment } from "../fleet.ts";
import { APPLICATION_LABEL, ENVIRONMENT_LABEL } from "../gitops/labels.ts";
import { ARGOCD_NAMESPACE } from "../gitops/project.ts";
import { FEDERATION_LABEL } from "../links.ts";

/** What is backed up of the control planes on the hub. */
export interface HubBackups {
  /** Name of Velero's Schedule. */
  readonly schedule: string;
  /** By name. */
  readonly namespaces: readonly string[];
  /** Labels of what is left out, whatever their value. */
  readonly without: readonly string[];
  /** Kinds that are left out, as resources. */
  readonly exclude: readonly string[];
}

/**
 * What the control planes of the hub hold and the declaration does not say: Applications, projects and repositories'
 * Secrets of others in Argo CD's namespace; types and members of others in KubeFed's; and the objects of the clusters of
 * Cluster API with their Secrets, without which nobody can change, delete or even enter those clusters any more.
 * `undefined` on every other cluster, and on a hub without any of them.
 */
export function hubBackups(cluster: Cluster, environment: Environment): HubBackups | undefined {
  const { hub, backup, gitops, federation, clusterApi } = environment;
  if (cluster.name !== hub || backup === undefined) return undefined;
  const namespaces = [
    ...(gitops === undefined ? [] : [ARGOCD_NAMESPACE]),
    ...(federation?.kubefed === undefined ? [] : [KUBEFED_NAMESPACE]),
    ...(clusterApi?.namespaces ?? []),
  ];
  if (namespaces.length === 0) return undefined;
  return {
    schedule: hubSchedule(cluster.name),
    namespaces: namespaces.sort(),
    without: MADE_AGAIN,
    exclude: DERIVED_KINDS,
  };
}

/** No workload has a name with a dot, so that this is the name of no other schedule of the cluster. */
export function hubSchedule(hub: string): string {
  return `${hub}.hub.control-planes`;
}

/**
 * Labels of what an `up` makes again, or Argo CD out of what an `up` has made. A cluster secret of before would hold the
 * token and the authority of before, and one of a member that has left since would bring it back.
 */
const MADE_AGAIN: readonly string[] = [
  DECLARED_LABEL,
  ENVIRONMENT_LABEL,
  FEDERATION_LABEL,
  APPLICATION_LABEL,
].sort();

/** What controllers write down for themselves, and find out again: what was true of members by then is not true now. */
const DERIVED_KINDS: readonly string[] = [
  "clusterpropagatedversions.core.kubefed.io",
  "events",
  "events.events.k8s.io",
  "leases.coordination.k8s.io",
  "pods",
  "propagatedversions.core.kubefed.io",
  "replicasets.apps",
];
