import { UnknownValueError } from "@pulumi/policy";

/** Stands for a value that the engine does not know yet. */
export const UNKNOWN = Symbol("unknown");

/** The properties of a resource as plain data, in which a value that is not known is `UNKNOWN`. */
export type Tree =
  string | number | boolean | null | symbol | readonly Tree[] | { readonly [key: string]: Tree };

export type TreeMap = { readonly [key: string]: Tree };

/** Deeper than any resource that a provider takes; a value that refers to itself ends here. */
const DEEPEST = 64;

/**
 * Reads every property once, each by itself: the SDK throws at the first unknown value that is touched, and one that
 * is left uncaught would turn the whole policy into advice.
 */
export function treeOf(value: unknown, depth = 0): Tree {
  if (depth > DEEPEST) return UNKNOWN;
  // Not `map`, which would touch a member before it can be guarded.
  if (Array.isArray(value))
    return Array.from({ length: value.length }, (_, index) => read(value, index, depth));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.keys(value).map((key) => [key, read(value, key, depth)]));
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

function read(holder: object, key: PropertyKey, depth: number): Tree {
  try {
    return treeOf((holder as Record<PropertyKey, unknown>)[key], depth + 1);
  } catch (error) {
    if (error instanceof UnknownValueError) return UNKNOWN;
    throw error;
  }
}

export function isMap(tree: Tree | undefined): tree is TreeMap {
  return typeof tree === "object" && tree !== null && !Array.isArray(tree);
}

/** The members of a list; none of what is no list. Of a list that is not known, one that is not. */
export function listOf(tree: Tree | undefined): readonly Tree[] {
  if (tree === UNKNOWN) return [UNKNOWN];
  return Array.isArray(tree) ? (tree as readonly Tree[]) : [];
}

/** A member of a map. `UNKNOWN` if the map itself is not known, `undefined` if there is no such member. */
export function at(tree: Tree | undefined, ...keys: readonly string[]): Tree | undefined {
  let current = tree;
  for (const key of keys) {
    if (current === UNKNOWN) return UNKNOWN;
    if (!isMap(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current ?? undefined;
}

export function text(tree: Tree | undefined): string | undefined {
  return typeof tree === "string" ? tree : undefined;
}

/** A value somewhere in a tree, with where it stands: `rules[0].destination.bucket`. */
export interface Leaf {
  readonly path: string;
  readonly value: Tree;
}

/**
 * What stands at a path of the catalogue: lists and maps on the way are gone through. Where something on the way is not
 * known, so is what would be there.
 */
export function leavesAt(tree: Tree, path: readonly string[], here = ""): Leaf[] {
  if (tree === UNKNOWN) return [{ path: here, value: UNKNOWN }];
  if (Array.isArray(tree)) {
    return (tree as readonly Tree[]).flatMap((each, index) => leavesAt(each, path, `${here}[${index}]`));
  }
  const [next, ...rest] = path;
  if (next === undefined) {
    if (!isMap(tree)) return tree === null ? [] : [{ path: here, value: tree }];
    return Object.entries(tree).flatMap(([key, value]) => leavesAt(value, [], join(here, key)));
  }
  const value = isMap(tree) && Object.hasOwn(tree, next) ? tree[next] : undefined;
  return value === undefined || value === null ? [] : leavesAt(value, rest, join(here, next));
}

/** Every value that is no list and no map, with the keys that lead there. */
export function* everyLeaf(tree: Tree, here = ""): Generator<Leaf> {
  if (Array.isArray(tree)) {
    for (const [index, each] of (tree as readonly Tree[]).entries())
      yield* everyLeaf(each, `${here}[${index}]`);
  } else if (isMap(tree)) {
    for (const [key, value] of Object.entries(tree)) yield* everyLeaf(value, join(here, key));
  } else yield { path: here, value: tree };
}

export function join(here: string, key: string): string {
  const step = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
  return here === "" ? step : /^[\w-]/.test(step) ? `${here}.${step}` : `${here}[${step}]`;
}
