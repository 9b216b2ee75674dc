import { compare } from "../compare.ts";
import { whyNotRestored } from "./restorable.ts";
import type { ArchivedObject } from "./velero-objects.ts";

/** Namespaces of a backup to those that they are restored as; one that is not there keeps its name. */
export type NamespaceMapping = Readonly<Record<string, string>>;

/** What becomes of what lives in the target already: it is left alone, or made what the backup has. */
export type Existing = "skip" | "update";

/** An object as it will be in the target. */
export interface RestoreTarget {
  /** As Velero has it: `deployments.apps`. */
  readonly resource: string;
  readonly kind: string;
  readonly apiVersion: string;
  /** Where it will be; `undefined` outside namespaces. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/**
 * - `create`: it is not there.
 * - `leave`: it lives there, and stays as it is.
 * - `update`: it lives there, and is made what the backup has.
 * - `omit`: Velero does not restore it.
 * - `unknown`: the target has no such kind.
 */
export type Fate = "create" | "leave" | "update" | "omit" | "unknown";

export interface PlannedObject extends RestoreTarget {
  readonly fate: Fate;
  /** Why it is not restored. */
  readonly reason?: string;
}

/** What a restore would do. */
export interface RestorePlan {
  /** Namespaces that are not there yet. */
  readonly namespaces: readonly string[];
  /** By kind, namespace and name. */
  readonly objects: readonly PlannedObject[];
}

/** What is in the target of one kind, in one namespace or outside all; `undefined`: it has no such kind. */
export type Living = (
  where: Pick<RestoreTarget, "resource" | "namespace">,
) => ReadonlySet<string> | undefined;

/** Where the objects of a backup would be. */
export function targetsOf(contents: readonly ArchivedObject[], mapping: NamespaceMapping): RestoreTarget[] {
  return contents.map((each) => targetOf(each, mapping));
}

function targetOf(
  { resource, namespace, name, object }: ArchivedObject,
  mapping: NamespaceMapping,
): RestoreTarget {
  return {
    resource,
    kind: object.kind,
    apiVersion: object.apiVersion,
    namespace: namespace === undefined ? undefined : mapped(namespace, mapping),
    name: resource === "namespaces" ? mapped(name, mapping) : name,
  };
}

/** Compares a backup with what lives in the target. */
export function planRestore(
  contents: readonly ArchivedObject[],
  mapping: NamespaceMapping,
  existing: Existing,
  living: Living,
): RestorePlan {
  const objects = contents.map((each): PlannedObject => {
    const target = targetOf(each, mapping);
    const reason = whyNotRestored(each);
    if (reason !== undefined) return { ...target, fate: "omit", reason };
    const names = living(target);
    if (names === undefined) return { ...target, fate: "unknown" };
    if (!names.has(target.name)) return { ...target, fate: "create" };
    // Velero makes no change to a namespace that is there (velero 1.18, pkg/restore/restore.go).
    const isLeft = existing === "skip" || target.resource === "namespaces";
    return { ...target, fate: isLeft ? "leave" : "update" };
  });
  const used = objects.filter(({ fate }) => fate !== "omit").flatMap(({ namespace }) => namespace ?? []);
  const there = living({ resource: "namespaces", namespace: undefined }) ?? new Set();
  const namespaces = [...new Set(used)].filter((name) => !there.has(name)).sort();
  return { namespaces, objects: [...objects].sort(byPlace) };
}

/** Namespaces that the objects of a backup are in. */
export function namespacesOf(contents: readonly ArchivedObject[]): string[] {
  return [...new Set(contents.flatMap(({ namespace }) => namespace ?? []))].sort();
}

/** How many objects meet each fate. */
export function countFates({ objects }: RestorePlan): Readonly<Record<Fate, number>> {
  const count = (fate: Fate) => objects.filter((each) => each.fate === fate).length;
  const fates = ["create", "leave", "update", "omit", "unknown"] as const;
  return Object.fromEntries(fates.map((fate) => [fate, count(fate)])) as Record<Fate, number>;
}

function mapped(namespace: string, mapping: NamespaceMapping): string {
  return (Object.hasOwn(mapping, namespace) ? mapping[namespace] : undefined) ?? namespace;
}

function byPlace(a: PlannedObject, b: PlannedObject): number {
  const key = ({ namespace = "", kind, name }: PlannedObject) => `${namespace} ${kind} ${name}`;
  return compare(key(a), key(b));
}
