import { parseAllDocuments } from "yaml";
import { at, isMap, listOf, text, UNKNOWN, type Tree } from "../../tree.ts";
import type { Subject } from "../rule.ts";

/** An object of Kubernetes, however it came: registered by itself, or as part of a list or a text. */
export interface KubernetesObject {
  /** `apps/v1`; `core/v1` for what has no group. */
  readonly apiVersion: string;
  /** Without `Patch`. */
  readonly kind: string;
  /** Only some fields of an object that something else has made. */
  readonly patch: boolean;
  readonly object: Tree;
  /** Where it stands in the inputs of the resource, with a dot at the end: empty if it is the resource. */
  readonly under: string;
}

export function isKubernetes(type: string): boolean {
  return type.startsWith("kubernetes:");
}

/** Releases and charts, of all versions of the SDK. */
export function isChart(type: string): boolean {
  return /^kubernetes:helm\.sh\/v\d+:(Release|Chart)$/.test(type);
}

/** The objects that a resource of the Kubernetes provider stands for; none for a chart. */
export function objectsOf({ type, props }: Subject): KubernetesObject[] {
  if (!isKubernetes(type) || isChart(type)) return [];
  const [, apiVersion = "", kind = ""] = type.split(":");
  if (/^yaml(\/v2)?$/.test(apiVersion)) return manifestsOf(props);
  if (kind.endsWith("List") && Object.hasOwn(props, "items")) {
    return itemsOf(at(props, "items"), "items", {
      apiVersion,
      kind: kind.replace(/List$/, ""),
    });
  }
  return [object(props, "", apiVersion, kind)];
}

function manifestsOf(props: Tree): KubernetesObject[] {
  const yaml = text(at(props, "yaml"));
  const objs = itemsOf(at(props, "objs"), "objs", {});
  return yaml === undefined ? objs : [...itemsOf(parsed(yaml), "yaml", {}), ...objs];
}

function itemsOf(
  items: Tree | undefined,
  where: string,
  standard: { readonly apiVersion?: string; readonly kind?: string },
): KubernetesObject[] {
  return listOf(items).flatMap((item, index) => {
    const apiVersion = text(at(item, "apiVersion")) ?? standard.apiVersion;
    const kind = text(at(item, "kind")) ?? standard.kind;
    if (!isMap(item) || apiVersion === undefined || kind === undefined) return [];
    if (kind === "List") return itemsOf(at(item, "items"), `${where}[${index}].items`, {});
    return [object(item, `${where}[${index}].`, apiVersion, kind)];
  });
}

function object(tree: Tree, under: string, apiVersion: string, kind: string): KubernetesObject {
  const patch = kind.endsWith("Patch");
  return {
    apiVersion: apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`,
    kind: patch ? kind.slice(0, -"Patch".length) : kind,
    patch,
    object: tree,
    under,
  };
}

/** The documents of a text; one that is no YAML is nothing that a rule could read, and the provider refuses it. */
function parsed(yaml: string): Tree[] {
  try {
    return parseAllDocuments(yaml).map((document) => document.toJS() as Tree);
  } catch {
    return [UNKNOWN];
  }
}
