import type { Environment, Workload } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { GLOBAL_SERVICE_LABEL } from "../platform/istio/mesh-config.ts";
import { isService } from "./exports.ts";

type Mesh = Environment["mesh"];

/**
 * Labels by which the pods of a namespace are taken into the mesh (istio.io, "Installing the Sidecar" and "Add workloads
 * to an ambient mesh").
 */
export function meshLabels(mesh: Mesh): Record<string, string> {
  if (mesh?.kind !== "istio") return {};
  return mesh.profile === "ambient"
    ? { "istio.io/dataplane-mode": "ambient" }
    : { "istio-injection": "enabled" };
}

/** The object with what marks an exported Service, in a mesh in which the Service itself says so. */
export function markedForExport(
  object: KubernetesObject,
  { exports }: Pick<Workload, "exports">,
  mesh: Mesh,
): KubernetesObject {
  if (!isService(object) || !exports.includes(object.metadata.name)) return object;
  if (mesh?.kind !== "istio" || mesh.profile !== "ambient") return object;
  const labels = { ...object.metadata.labels, [GLOBAL_SERVICE_LABEL]: "true" };
  return { ...object, metadata: { ...object.metadata, labels } };
}
