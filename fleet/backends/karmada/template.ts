import type { KubernetesObject } from "../../manifests.ts";

/**
 * The template of an object: what all clusters have in common. The provider is not to wait for it, for on the API
 * server of templates nothing runs that would make it ready.
 */
export function templateOf(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  const annotations = { ...metadata.annotations, "pulumi.com/skipAwait": "true" };
  return { ...object, metadata: { ...metadata, annotations } };
}

/**
 * An object of one cluster, to be compared with its template: with a map of annotations, so that the difference names
 * each of them, and never replaces those that Karmada itself puts there.
 */
export function withAnnotations(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, annotations: metadata.annotations ?? {} } };
}

/** Unique within a namespace: `deployment-web`, `deployment.apps.example-web` for a kind of somebody's own. */
export function objectName({ apiVersion, kind, metadata }: KubernetesObject): string {
  const [group = ""] = apiVersion.includes("/") ? apiVersion.split("/") : [""];
  const own = group.includes(".") ? `.${group}` : "";
  // A name may have letters and signs that those of policies may not: `system:reader`.
  return `${kind.toLowerCase()}${own}-${metadata.name.replaceAll(":", ".").toLowerCase()}`;
}

export interface ResourceSelector {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export function selectorOf({ apiVersion, kind, metadata }: KubernetesObject): ResourceSelector {
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}
