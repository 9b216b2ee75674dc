import type { Environment } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { withLabels } from "../objects.ts";
import { GLOBAL_SERVICE_LABEL } from "../platform/istio/mesh-config.ts";
import type { ModelProblem } from "../problems.ts";
import { isExported } from "./exports.ts";
import { inLinkerd } from "./linkerd-workloads.ts";

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

/**
 * The objects of a workload as they are in the mesh of their environment, with what marks the exported Services where
 * the Service itself says so; and the exports that the mesh cannot have.
 *
 * @param exports Names of exported Services.
 */
export function inMesh(
  objects: readonly KubernetesObject[],
  exports: readonly string[],
  mesh: Mesh,
): { objects: readonly KubernetesObject[]; problems: readonly ModelProblem[] } {
  switch (mesh?.kind) {
    case "linkerd":
      return inLinkerd(objects, exports, mesh);
    case "istio": {
      if (mesh.profile !== "ambient") return { objects, problems: [] };
      const global = { [GLOBAL_SERVICE_LABEL]: "true" };
      return {
        objects: objects.map((object) => (isExported(object, exports) ? withLabels(object, global) : object)),
        problems: [],
      };
    }
    case undefined:
      return { objects, problems: [] };
  }
}
