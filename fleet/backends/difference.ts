import jsonpatch from "fast-json-patch";
import type { KubernetesObject } from "../manifests.ts";

/** One step from the common form of an object to that of one cluster (RFC 6902). */
export type DifferenceStep =
  | { readonly op: "add" | "replace"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string };

/**
 * What makes of the common form of an object the one that a cluster is to have. Every back end that has a template
 * and overrides carries these out, so that the same objects come of it whoever does.
 */
export function differenceOf(base: KubernetesObject, own: KubernetesObject): DifferenceStep[] {
  return jsonpatch.compare(base, own) as DifferenceStep[];
}
