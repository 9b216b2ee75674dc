import { identityOf, type KubernetesObject } from "../manifests.ts";

/** An object with the resource that it is read and written as, which its kind does not always tell. */
export interface DrilledObject {
  /** As Velero and kubectl have it: `configmaps`, `deployments.apps`. */
  readonly resource: string;
  readonly object: KubernetesObject;
}

/** Declared namespaces to those that they are restored as. One that is not there keeps its name. */
export type NamespaceMap = Readonly<Record<string, string>>;

/** Name of the namespace that another is restored as. */
export function mapped(namespace: string, namespaces: NamespaceMap): string {
  return (Object.hasOwn(namespaces, namespace) ? namespaces[namespace] : undefined) ?? namespace;
}

/** What Kubernetes calls it: group, kind, namespace and name, as {@link identityOf}, in the namespace that it is restored in. */
export function restoredIdentity({ object }: DrilledObject, namespaces: NamespaceMap = {}): string {
  const { namespace = "" } = object.metadata;
  return identityOf(
    { ...object, metadata: { ...object.metadata, namespace: mapped(namespace, namespaces) } },
    "",
  );
}
