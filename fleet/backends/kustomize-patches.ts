import type { KubernetesObject } from "../manifests.ts";
import { differenceOf } from "./difference.ts";

/** A patch as kustomize takes it: JSON Patch (RFC 6902) for the one object that its target describes. */
export interface KustomizePatch {
  readonly target: {
    readonly group?: string;
    readonly version: string;
    /** Regular expressions, which kustomize anchors at both ends, as is `namespace`. */
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  };
  readonly patch: string;
}

/**
 * What makes of the objects of a kustomization those of one cluster, if it is patched with it last.
 *
 * @param rendered The objects of the kustomization; those that name no namespace are in that of the workload.
 * @param own The same objects, in the same order, as the cluster is to have them.
 * @param namespace Of the workload.
 */
export function kustomizePatches(
  rendered: readonly KubernetesObject[],
  own: readonly KubernetesObject[],
  namespace: string,
): KustomizePatch[] {
  return rendered.flatMap((object, index): KustomizePatch[] => {
    const wanted = own[index];
    const steps = wanted === undefined ? [] : differenceOf(object, wanted);
    return steps.length === 0 ? [] : [{ target: targetOf(object, namespace), patch: JSON.stringify(steps) }];
  });
}

/** A hash that kustomize puts behind the name of what it generates (kustomize, api/hasher: ten of these characters). */
const HASH = /-[2456789bcdfghkmt]{10}$/;

function targetOf(
  { apiVersion, kind, metadata }: KubernetesObject,
  namespace: string,
): KustomizePatch["target"] {
  const [version = "", group] = apiVersion.split("/").reverse();
  const isGenerated = group === undefined && (kind === "ConfigMap" || kind === "Secret");
  // The hash comes after all patches, so that by now the name may have it or not.
  const [hash] = (isGenerated ? HASH.exec(metadata.name) : undefined) ?? [];
  const name =
    hash === undefined
      ? escaped(metadata.name)
      : `${escaped(metadata.name.slice(0, -hash.length))}(${escaped(hash)})?`;
  const isElsewhere = metadata.namespace !== undefined && metadata.namespace !== namespace;
  return {
    ...(group === undefined ? {} : { group }),
    version,
    kind,
    name,
    ...(isElsewhere ? { namespace: escaped(metadata.namespace ?? "") } : {}),
  };
}

function escaped(text: string): string {
  return text.replaceAll(".", "\\.");
}
