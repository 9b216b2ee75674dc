import { CANARY_LABEL } from "../backup/canary.ts";
import type { KubernetesObject } from "../manifests.ts";
import { podTemplatePath, valueAt, withValue } from "../objects.ts";
import { mapped, type DrilledObject, type NamespaceMap } from "./objects.ts";
import { DRILL_LABEL } from "./sandbox.ts";

/* What of an object can be compared between two clusters. */

/** Kinds that Kubernetes makes by itself out of others, or Velero never restores (velero, pkg/restore/restore_controller.go). */
const MADE_KINDS: ReadonlySet<string> = new Set([
  ...["namespaces", "events", "events.events.k8s.io", "endpoints", "endpointslices.discovery.k8s.io"],
  ...["controllerrevisions.apps", "leases.coordination.k8s.io", "podmetrics.metrics.k8s.io", "nodes"],
  ...["csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io"],
  ...["backups.velero.io", "restores.velero.io", "backuprepositories.velero.io"],
]);

/** Objects that each namespace gets: from Kubernetes, and from the meshes. */
const MADE_CONFIG_MAPS: ReadonlySet<string> = new Set([
  "kube-root-ca.crt",
  "istio-ca-root-cert",
  "linkerd-identity-trust-roots",
]);

/**
 * Whether nobody has to restore an object: a controller makes it, again and differently, in each cluster. Or the drill
 * has made it.
 */
export function isMadeByItself({ resource, object }: DrilledObject): boolean {
  const { kind, apiVersion, metadata } = object;
  if (MADE_KINDS.has(resource) || metadata.labels?.[DRILL_LABEL] !== undefined) return true;
  // Each cluster has its own, and how old they are is judged by itself.
  if (metadata.labels?.[CANARY_LABEL] !== undefined) return true;
  if (apiVersion === "v1" && kind === "ConfigMap" && MADE_CONFIG_MAPS.has(metadata.name)) return true;
  if (apiVersion === "v1" && kind === "ServiceAccount" && metadata.name === "default") return true;
  if (isAccountToken(object)) return true;
  const owners = valueAt(object, ["metadata", "ownerReferences"]);
  const owned = Array.isArray(owners) && owners.some((owner) => valueAt(owner, ["controller"]) === true);
  // What came back of it has no owner any more: its new one will tell it by its labels, or make another.
  return owned || isLeftOfOwned(object);
}

function isAccountToken(object: KubernetesObject): boolean {
  return object.kind === "Secret" && valueAt(object, ["type"]) === "kubernetes.io/service-account-token";
}

/** Velero takes the owner away: pods, ReplicaSets and Jobs are told by the labels that their controllers give them. */
function isLeftOfOwned({ kind, metadata: { labels = {}, annotations = {} } }: KubernetesObject): boolean {
  if (kind === "Pod")
    return "pod-template-hash" in labels || "controller-revision-hash" in labels || "job-name" in labels;
  if (kind === "ReplicaSet") return "pod-template-hash" in labels;
  return kind === "Job" && "batch.kubernetes.io/cronjob-scheduled-timestamp" in annotations;
}

/** Labels and annotations that whoever writes an object, or restores it, leaves in it. */
const MANAGED_KEYS: readonly string[] = [
  "velero.io/",
  "kubectl.kubernetes.io/last-applied-configuration",
  "deployment.kubernetes.io/revision",
  "deprecated.daemonset.template.generation",
  "pv.kubernetes.io/",
  "volume.kubernetes.io/",
  "volume.beta.kubernetes.io/storage-provisioner",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
  "controller-uid",
  "job-name",
  "backup.velero.io/",
];

/** Fields that each cluster allots anew, by kind (Kubernetes API v1.35). */
const ALLOTTED: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  [
    "Service",
    ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"].map((key) => [
      "spec",
      key,
    ]),
  ],
  [
    "PersistentVolumeClaim",
    [
      ["spec", "volumeName"],
      ["spec", "dataSource"],
      ["spec", "dataSourceRef"],
    ],
  ],
  ["PersistentVolume", [["spec", "claimRef"]]],
  ["Pod", ["nodeName", "tolerations", "priority", "volumes"].map((key) => ["spec", key])],
  [
    "Job",
    [
      ["spec", "selector"],
      ["spec", "manualSelector"],
      ["spec", "template", "metadata", "labels"],
    ],
  ],
  ["ServiceAccount", [["secrets"]]],
]);

/** The object without all that differs between two clusters that run the same, in the namespace it is restored in. */
export function comparable(object: KubernetesObject, namespaces: NamespaceMap = {}): KubernetesObject {
  const { metadata } = object;
  const {
    apiVersion,
    kind,
    status: _,
    metadata: __,
    ...rest
  } = object as KubernetesObject & { status?: unknown };
  const namespace = metadata.namespace === undefined ? undefined : mapped(metadata.namespace, namespaces);
  const bare = {
    // Another version is another view of the same object, and which one a backup holds is the API server's choice.
    apiVersion: apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : apiVersion,
    kind,
    metadata: {
      name: metadata.name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: withoutManaged(metadata.labels),
      annotations: withoutManaged(metadata.annotations),
    },
    ...rest,
  };
  const steps = [withoutAllotted, withoutNodePorts, withoutEmptyTime, inNamespaces(namespaces)];
  return steps.reduce<KubernetesObject>((current, step) => step(current), bare);
}

function withoutManaged(keys: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(keys ?? {}).filter(([key]) => !MANAGED_KEYS.some((managed) => key.startsWith(managed))),
  );
}

function withoutAllotted(object: KubernetesObject): KubernetesObject {
  return (ALLOTTED.get(object.kind) ?? []).reduce(without, object);
}

function withoutNodePorts(object: KubernetesObject): KubernetesObject {
  if (object.kind !== "Service" || !Array.isArray(valueAt(object, ["spec", "ports"]))) return object;
  return withValue(object, ["spec", "ports"], (ports) =>
    (ports as readonly Record<string, unknown>[]).map((port) => without(port, ["nodePort"])),
  );
}

/** An API server of the last years writes `creationTimestamp: null` into templates; one of today does not. */
function withoutEmptyTime(object: KubernetesObject): KubernetesObject {
  const path = podTemplatePath(object);
  return path === undefined || path.length === 0
    ? object
    : without(object, [...path, "metadata", "creationTimestamp"]);
}

/** Velero maps the namespaces of subjects along (velero, pkg/restore/actions/rolebinding_action.go). */
function inNamespaces(namespaces: NamespaceMap): (object: KubernetesObject) => KubernetesObject {
  return (object) => {
    if (!["RoleBinding", "ClusterRoleBinding"].includes(object.kind)) return object;
    const subjects = valueAt(object, ["subjects"]);
    if (!Array.isArray(subjects)) return object;
    return withValue(object, ["subjects"], () =>
      (subjects as readonly Record<string, unknown>[]).map((subject) =>
        typeof subject.namespace === "string"
          ? { ...subject, namespace: mapped(subject.namespace, namespaces) }
          : subject,
      ),
    );
  };
}

/** A copy without what is at the path, if anything is. */
function without<T>(value: T, path: readonly string[]): T {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== "object" || value === null || !Object.hasOwn(value, key))
    return value;
  const { [key]: inner, ...others } = value as Record<string, unknown>;
  return (rest.length === 0 ? others : { ...others, [key]: without(inner, rest) }) as T;
}
