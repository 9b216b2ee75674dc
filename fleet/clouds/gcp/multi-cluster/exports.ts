import type { KubernetesObject } from "../../../manifests.ts";

/** Offers a Service to the other members of the fleet; each of them gets a ServiceImport of its name. */
export function serviceExport({ name, namespace }: { name: string; namespace: string }): KubernetesObject {
  return { apiVersion: "net.gke.io/v1", kind: "ServiceExport", metadata: { name, namespace } };
}
