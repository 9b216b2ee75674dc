import { compare } from "../compare.ts";
import type { KubernetesObject } from "../manifests.ts";

/** A kind of object as an API server serves it. */
export interface Kind {
  /** API group; empty for the core. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Name in paths and in rights: `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/**
 * Kinds of Kubernetes itself that workloads consist of (`kubectl api-resources`, 1.35). A control plane that carries
 * objects of other clusters has to be told of each kind, and be given rights to it; what is served by a custom
 * definition cannot be looked up before there is a cluster.
 */
const KINDS: readonly Kind[] = [
  ...core("ConfigMap", "LimitRange", "PersistentVolumeClaim", "Pod", "ReplicationController"),
  ...core("ResourceQuota", "Secret", "Service", "ServiceAccount"),
  { ...namespacedKind("", "v1", "Endpoints"), plural: "endpoints" },
  ...["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"].map((kind) =>
    namespacedKind("apps", "v1", kind),
  ),
  ...["CronJob", "Job"].map((kind) => namespacedKind("batch", "v1", kind)),
  namespacedKind("autoscaling", "v2", "HorizontalPodAutoscaler"),
  namespacedKind("discovery.k8s.io", "v1", "EndpointSlice"),
  { ...namespacedKind("networking.k8s.io", "v1", "Ingress"), plural: "ingresses" },
  { ...namespacedKind("networking.k8s.io", "v1", "NetworkPolicy"), plural: "networkpolicies" },
  namespacedKind("policy", "v1", "PodDisruptionBudget"),
  ...["Role", "RoleBinding"].map((kind) => namespacedKind("rbac.authorization.k8s.io", "v1", kind)),
  ...["ClusterRole", "ClusterRoleBinding"].map((kind) => ({
    ...namespacedKind("rbac.authorization.k8s.io", "v1", kind),
    namespaced: false,
  })),
  {
    ...namespacedKind("scheduling.k8s.io", "v1", "PriorityClass"),
    plural: "priorityclasses",
    namespaced: false,
  },
];

const BY_NAME: ReadonlyMap<string, Kind> = new Map(KINDS.map((each) => [`${each.group}/${each.kind}`, each]));

function core(...kinds: string[]): Kind[] {
  return kinds.map((kind) => namespacedKind("", "v1", kind));
}

function namespacedKind(group: string, version: string, kind: string): Kind {
  return { group, version, kind, plural: `${kind.toLowerCase()}s`, namespaced: true };
}

/** The kind of an object, whatever version of it was written; undefined if it is none of Kubernetes' own above. */
export function kindOf({ apiVersion, kind }: KubernetesObject): Kind | undefined {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return BY_NAME.get(`${group}/${kind}`);
}

/** One of the kinds above. */
export function kindNamed(group: string, kind: string): Kind {
  const found = BY_NAME.get(`${group}/${kind}`);
  if (found === undefined) throw new RangeError(`Kind ${kind} of group "${group}" is not in the table.`);
  return found;
}

/** `apps/v1`, or `v1` of the core. */
export function apiVersionOf({ group, version }: Kind): string {
  return group === "" ? version : `${group}/${version}`;
}

/** `deployments.apps`, or `services` of the core: what a custom definition of it, or a rule of KubeFed, is called. */
export function resourceName({ group, plural }: Kind): string {
  return group === "" ? plural : `${plural}.${group}`;
}

/** The kind whose resource is called so; undefined if it is none of the above. */
export function kindOfResource(name: string): Kind | undefined {
  return KINDS.find((kind) => resourceName(kind) === name);
}

/** The kinds of these objects, each once, by the name of its resource; what is not in the table is left out. */
export function kindsOf(objects: readonly KubernetesObject[]): Kind[] {
  return distinctKinds(objects.flatMap((object) => kindOf(object) ?? []));
}

/** Each kind once, by the name of its resource. */
export function distinctKinds(kinds: readonly Kind[]): Kind[] {
  return [...new Set(kinds)].sort((a, b) => compare(resourceName(a), resourceName(b)));
}
