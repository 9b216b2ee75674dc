import type { KubernetesObject } from "./manifests.ts";

/**
 * Kinds of Kubernetes itself that belong to no namespace (`kubectl api-resources --namespaced=false`, 1.35). Custom
 * kinds are not known here: they count as namespaced unless their definition is among the same manifests.
 */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set(
  `APIService CertificateSigningRequest ClusterRole ClusterRoleBinding ClusterTrustBundle CSIDriver CSINode
   CustomResourceDefinition DeviceClass FlowSchema IngressClass IPAddress MutatingAdmissionPolicy
   MutatingAdmissionPolicyBinding MutatingWebhookConfiguration Namespace Node PersistentVolume PriorityClass
   PriorityLevelConfiguration ResourceSlice RuntimeClass ServiceCIDR StorageClass StorageVersion
   ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment
   VolumeAttributesClass`.split(/\s+/),
);

/** The objects with a namespace on each that needs one and has none. */
export function intoNamespace(objects: readonly KubernetesObject[], namespace: string): KubernetesObject[] {
  const clusterScoped = new Set(objects.filter(isClusterScopedDefinition).map(definedKind));
  return objects.map((object) => {
    if (object.metadata.namespace !== undefined || CLUSTER_SCOPED.has(object.kind)) return object;
    if (clusterScoped.has(qualifiedKind(object))) return object;
    return { ...object, metadata: { ...object.metadata, namespace } };
  });
}

/** Whether other objects may be of a kind, or in a namespace, that this one brings: it has to be there first. */
export function comesFirst({ kind }: KubernetesObject): boolean {
  return kind === "CustomResourceDefinition" || kind === "Namespace";
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
