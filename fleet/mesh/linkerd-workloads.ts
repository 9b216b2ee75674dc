import type { LinkerdMesh } from "../declaration/platform-schema.ts";
import type { KubernetesObject } from "../manifests.ts";
import { podTemplatePath, valueAt, withLabels, withValue } from "../objects.ts";
import type { ModelProblem } from "../problems.ts";
import { isExported } from "./exports.ts";
import { exportLabels } from "./linkerd.ts";

/** On the template of a pod: give it a proxy. A manifest that says otherwise is left as it is (linkerd.io, "Automatic Proxy Injection"). */
const INJECT = { "linkerd.io/inject": "enabled" };

/** What ends by itself would not, with a proxy beside it that does not know. */
const FINITE: ReadonlySet<string> = new Set(["Job", "CronJob"]);

/**
 * The objects of a workload in a mesh of Linkerd: pods with a proxy, exported Services with the label of the mesh's
 * mode; and the exports that the mode cannot have.
 */
export function inLinkerd(
  objects: readonly KubernetesObject[],
  exports: readonly string[],
  mesh: LinkerdMesh,
): { objects: readonly KubernetesObject[]; problems: readonly ModelProblem[] } {
  return {
    objects: objects.map((object) =>
      isExported(object, exports) ? withLabels(object, exportLabels(mesh)) : injected(object),
    ),
    problems: objects
      .filter((object) => isExported(object, exports))
      .flatMap((object) => headless(object, exports, mesh)),
  };
}

function injected(object: KubernetesObject): KubernetesObject {
  const template = podTemplatePath(object);
  if (template === undefined || FINITE.has(object.kind)) return object;
  return withValue(object, [...template, "metadata", "annotations"], (own) => ({
    ...INJECT,
    ...(own as Record<string, string> | undefined),
  }));
}

/** linkerd.io, "Federated Services": one that has no address of its own cannot be a member. */
function headless(
  object: KubernetesObject,
  exports: readonly string[],
  { mode }: LinkerdMesh,
): ModelProblem[] {
  const { name } = object.metadata;
  if (mode !== "federated" || valueAt(object, ["spec", "clusterIP"]) !== "None") return [];
  const message = `Service "${name}" is headless, and cannot be federated`;
  return [{ path: ["exports", exports.indexOf(name)], message, hint: "export another, or use mode: flat" }];
}
