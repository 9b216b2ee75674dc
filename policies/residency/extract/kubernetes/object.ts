import type { Facts } from "../../facts.ts";
import type { Subject } from "../../subject.ts";
import { join, type TreeMap } from "../../../tree.ts";

/** An object of Kubernetes, however it came: registered by itself, or as part of a list or a text. */
export interface KubernetesObject {
  /** `velero.io/v1`; `core/v1` for what has no group. */
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  readonly object: TreeMap;
  /** Where it stands in the inputs of the resource: empty if it is the resource. */
  readonly under: string;
  readonly subject: Subject;
}

export type KubernetesRule = (object: KubernetesObject) => Partial<Facts>;

/** The group of an `apiVersion`; `core` of what has none. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "core";
}

/** Where a property of an object stands in the inputs of the resource that it came with. */
export function path({ under }: KubernetesObject, ...keys: readonly string[]): string {
  return keys.reduce((here, key) => (/^\d+$/.test(key) ? `${here}[${key}]` : join(here, key)), under);
}
