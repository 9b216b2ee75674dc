import type { KubernetesObject } from "./manifests.ts";

/**
 * Kinds of Kubernetes itself that belong to no namespace (`kubectl api-resources --namespaced=false`, 1.35). Custom
 * kinds are not known here: they count as namespaced unless their definition is among the same manifests.
 */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set(
  `APIService CertificateSigningRequest ClusterRole ClusterRoleBinding ClusterTrustBundle CSIDriver CSINode
   CustomResourceDefinition DeviceClass FlowSchema IngressClass IPAddress MutatingAdmissionPolicy
   MutatingAdmissionPolicyBinding MutatingWebhookConfiguration Namespace Node PersistentVolume PriorityClass
   PriorityLevelConfiguration ResourceSlice RuntimeClass ServiceCIDR StorageClass StorageVersion StorageVersionMigration
   ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment
   VolumeAttributesClass`.split(/\s+/),
);

/** The objects with a namespace on each that needs one and has none. */
export function intoNamespace(objects: readonly KubernetesObject[], namespace: string): KubernetesObject[] {
  const clusterScoped = clusterScopedKinds(objects);
  return objects.map((object) => {
    if (object.metadata.namespace !== undefined || isScoped(object, clusterScoped)) return object;
    return { ...object, metadata: { ...object.metadata, namespace } };
  });
}

/** Whether an object belongs to no namespace, as far as that is known. @param among Where definitions of its kind may be. */
export function isClusterScoped(object: KubernetesObject, among: readonly KubernetesObject[]): boolean {
  return isScoped(object, clusterScopedKinds(among));
}

function clusterScopedKinds(objects: readonly KubernetesObject[]): ReadonlySet<string> {
  return new Set(objects.filter(isClusterScopedDefinition).map(definedKind));
}

function isScoped(object: KubernetesObject, clusterScoped: ReadonlySet<string>): boolean {
  return isOfKubernetes(object) ? CLUSTER_SCOPED.has(object.kind) : clusterScoped.has(qualifiedKind(object));
}

/** Whether other objects may be of a kind, or in a namespace, that this one brings: it has to be there first. */
export function comesFirst(object: KubernetesObject): boolean {
  return (
    isOfKubernetes(object) && (object.kind === "CustomResourceDefinition" || object.kind === "Namespace")
  );
}

/** Of a group of Kubernetes itself: `v1`, `apps`, `policy`, `storage.k8s.io`; those of its projects end in `x-k8s.io`. */
function isOfKubernetes({ apiVersion }: KubernetesObject): boolean {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return !group.includes(".") || (group.endsWith(".k8s.io") && !group.endsWith(".x-k8s.io"));
}

interface Definition {
  readonly spec?: {
    readonly scope?: string;
    readonly group?: string;
    readonly names?: { readonly kind?: string };
  };
}

function isClusterScopedDefinition(object: KubernetesObject): boolean {
  return object.kind === "CustomResourceDefinition" && (object as Definition).spec?.scope === "Cluster";
}

function definedKind(definition: KubernetesObject): string {
  const { spec } = definition as Definition;
  return `${spec?.group ?? ""}/${spec?.names?.kind ?? ""}`;
}

function qualifiedKind({ apiVersion, kind }: KubernetesObject): string {
  return `${apiVersion.split("/")[0] ?? ""}/${kind}`;
}
