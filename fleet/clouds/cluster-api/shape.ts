import { createHash } from "node:crypto";
import type { KubernetesObject } from "../../manifests.ts";
import { apiVersionOf, CLUSTER_NAME_LABEL, type ApiKind } from "./kinds.ts";

/** The cluster that objects belong to. */
export interface Owner {
  readonly name: string;
  readonly namespace: string;
  /** Kubernetes version with its `v`. */
  readonly version: string;
}

/** What kind of cluster it is: what stands in the Cluster, and the objects beside it. */
export interface Shape {
  readonly controlPlane?: { readonly kind: ApiKind; readonly name: string };
  readonly infrastructure?: { readonly kind: ApiKind; readonly name: string };
  /** More fields of the Cluster. */
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly objects: readonly KubernetesObject[];
  /** Whether its machines can be replaced by a health check. */
  readonly machines: boolean;
}

/** An object of a cluster, with the label by which Cluster API and people find all of them. */
export function objectOf(
  kind: ApiKind,
  name: string,
  { namespace, name: cluster }: Owner,
  spec: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<string, string>> = {},
): KubernetesObject {
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { name, namespace, labels: { ...labels, [CLUSTER_NAME_LABEL]: cluster } },
    spec,
  };
}

/**
 * A template: machines are made from it. It cannot be changed, so its name follows from what is in it: other content is
 * another template, whatever refers to it changes, and the machines are replaced one by one
 * (cluster-api, docs/book/src/tasks/updating-machine-templates.md).
 */
export function templateOf(
  kind: ApiKind,
  name: string,
  owner: Owner,
  spec: Readonly<Record<string, unknown>>,
): KubernetesObject {
  const digest = createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 8);
  return objectOf(kind, `${name}-${digest}`, owner, { template: { spec } });
}
