import type { LinkerdMesh } from "../declaration/platform-schema.ts";
import type { Environment } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { podTemplatePath, valueAt, withValue } from "../objects.ts";
import type { ModelProblem } from "../problems.ts";
import { exportLabels } from "./linkerd.ts";

/** On the template of a pod: give it a proxy. A manifest that says otherwise is left as it is (linkerd.io, "Automatic Proxy Injection"). */
const INJECT = { "linkerd.io/inject": "enabled" };

/** What ends by itself would not, with a proxy beside it that does not know. */
const FINITE: ReadonlySet<string> = new Set(["Job", "CronJob"]);

/**
 * The objects of a workload as they are in a mesh of Linkerd: pods with a proxy, exported Services with the label of the
 * mesh's mode; and the exports that the mode cannot have. In any other mesh, or none, the objects as they are.
 */
export function inLinkerd(
  objects: readonly KubernetesObject[],
  exports: readonly string[],
  { mesh }: Pick<Environment, "mesh">,
): { objects: readonly KubernetesObject[]; problems: readonly ModelProblem[] } {
  if (mesh?.kind !== "linkerd") return { objects, problems: [] };
  const isExported = (object: KubernetesObject) =>
    isService(object) && exports.includes(object.metadata.name);
  return {
    objects: objects.map((object) => (isExported(object) ? exported(object, mesh) : injected(object))),
    problems: objects.filter(isExported).flatMap((object) => headless(object, exports, mesh)),
  };
}

function exported(object: KubernetesObject, mesh: LinkerdMesh): KubernetesObject {
  const labels = { ...object.metadata.labels, ...exportLabels(mesh) };
  return { ...object, metadata: { ...object.metadata, labels } };
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

function isService({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion === "v1" && kind === "Service";
}
