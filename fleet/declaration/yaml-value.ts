import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Alias,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";
import type { PathProblem } from "./problem.ts";

/** Bounds that no declaration or manifest comes near: what is beyond was made to exhaust memory, or by accident. */
const MAX_VALUES = 1_000_000;
const MAX_DEPTH = 64;

/** How many keys of a path a message about depth names. */
const MAX_NAMED = 4;

/** Tags that say what a plain value is anyway. Others (`!!binary`, `!Ref`) would be dropped without a word. */
const TAGS = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
);

/** What is wrong with a document as a whole, at an offset of its text. */
export interface Fault extends Omit<PathProblem, "position" | "other" | "onKey"> {
  readonly offset: number;
  readonly other?: number;
}

export interface YamlValue {
  readonly value: unknown;
  readonly faults: readonly Fault[];
  /** The node each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

/**
 * The value of a YAML document. The library's own conversion is not used, because it reports an alias
 * that is unknown or runs in circles without its place, refuses the hundredth alias of one anchor, and lets
 * the second of two keys win that differ in YAML but not in JSON (`1` and `"1"`).
 */
export function valueOf(contents: Node | null): YamlValue {
  const reader = new ValueReader();
  const { value } = reader.read(contents, []);
  return { value, faults: reader.faults, targets: reader.targets };
}

/** Key of a pair as text: as it is written, so that `1.30` does not become `1.3`. */
export function keyOf(pair: Pair): string | undefined {
  const { key } = pair;
  if (!isScalar(key)) return undefined;
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

/** Whether a pair is `<<: *other`, which adds the keys of another map. */
export function isMerge({ key }: Pair): boolean {
  return isScalar(key) && typeof key.value === "symbol";
}

export function startOf(node: unknown): number {
  return (isNode(node) ? node.range?.[0] : undefined) ?? 0;
}

/** A value with what it counts when all aliases in it are written out. */
interface Measured {
  readonly value: unknown;
  readonly size: number;
  readonly depth: number;
}

class ValueReader {
  readonly faults: Fault[] = [];
  readonly targets = new Map<Alias, Node>();
  private readonly anchors = new Map<string, Node>();
  /** Anchored nodes that are read; one that is not there yet when an alias asks for it contains that alias. */
  private readonly anchored = new Map<Node, Measured>();

  read(node: unknown, path: readonly PropertyKey[]): Measured {
    if (isAlias(node)) return this.readAlias(node, path);
    if (!isNode(node)) return leaf(null);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.anchors.set(anchor, node);
    this.checkTag(node, path);
    const measured = this.bounded(node, path, this.readContent(node, path));
    if (anchor !== undefined) this.anchored.set(node, measured);
    return measured;
  }

  private readContent(node: Node, path: readonly PropertyKey[]): Measured {
    if (isMap(node)) return this.readMap(node, path);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.read(item, [...path, index]));
      return collection(
        items.map(({ value }) => value),
        items,
      );
    }
    return leaf(isScalar(node) ? node.value : null);
  }

  private readMap(map: YAMLMap, path: readonly PropertyKey[]): Measured {
    const value: Record<string, unknown> = {};
    const merged: Record<string, unknown>[] = [];
    const children: Measured[] = [];
    const keys = new Map<string, number>();
    for (const pair of map.items) {
      if (isMerge(pair)) {
        const sources = this.readMerge(pair, path);
        merged.push(...sources.map((source) => source.value as Record<string, unknown>));
        children.push(...sources);
        continue;
      }
      const key = this.readKey(pair, keys, path);
      const child = this.read(pair.value, [...path, key ?? "?"]);
      children.push(child);
      if (key !== undefined) value[key] = child.value;
    }
    for (const source of merged) Object.assign(value, { ...source, ...value });
    return collection(value, children);
  }

  private readKey(pair: Pair, keys: Map<string, number>, path: readonly PropertyKey[]): string | undefined {
    const key = keyOf(pair);
    const offset = startOf(pair.key);
    if (key === undefined || key === "" || key === "__proto__") {
      this.faults.push({ path, offset, message: `expected a name as key, got ${describeKey(key)}` });
      return undefined;
    }
    const first = keys.get(key);
    if (first !== undefined) {
      this.faults.push({ path: [...path, key], offset, message: "stands twice in this map", other: first });
    }
    keys.set(key, first ?? offset);
    return key;
  }

  private readAlias(alias: Alias, path: readonly PropertyKey[]): Measured {
    const target = this.anchors.get(alias.source);
    const measured = target && this.anchored.get(target);
    if (target && measured) {
      this.targets.set(alias, target);
      return measured;
    }
    const name = `*${alias.source}`;
    this.faults.push({
      path,
      offset: startOf(alias),
      ...(target
        ? { message: `cyclic reference: ${name} stands inside what it refers to`, other: startOf(target) }
        : { message: `${name} refers to nothing`, hint: `expected &${alias.source} at a value further up` }),
    });
    return leaf(null);
  }

  private readMerge(pair: Pair, path: readonly PropertyKey[]): Measured[] {
    const faultsBefore = this.faults.length;
    const measured = this.read(pair.value, [...path, "<<"]);
    if (this.faults.length > faultsBefore) return [];
    const values: unknown[] = Array.isArray(measured.value) ? measured.value : [measured.value];
    if (values.every((value) => typeof value === "object" && value !== null && !Array.isArray(value))) {
      return values.map((value) => ({ ...measured, value }));
    }
    const message = "<< takes a map, an alias of one, or a list of them";
    this.faults.push({ path: [...path, "<<"], offset: startOf(pair.value), message });
    return [];
  }

  private checkTag(node: Node, path: readonly PropertyKey[]): void {
    const tag = isAlias(node) ? undefined : (node as { tag?: string }).tag;
    const misread = isScalar(node) && typeof node.value === "string" && tag !== "tag:yaml.org,2002:str";
    if (tag === undefined || (TAGS.has(tag) && !misread)) return;
    const short = tag.replace("tag:yaml.org,2002:", "!!");
    this.faults.push({
      path,
      offset: startOf(node),
      message: `the tag ${short} has no meaning here`,
      hint: "remove it",
    });
  }

  /** Reports a collection that is too large or too deep at the innermost place that is, and cuts it off there. */
  private bounded(node: Node, path: readonly PropertyKey[], measured: Measured): Measured {
    const tooLarge = measured.size > MAX_VALUES;
    if (!tooLarge && measured.depth <= MAX_DEPTH) return measured;
    const message = tooLarge
      ? `is more than ${MAX_VALUES} values when its aliases are written out`
      : `is nested ${MAX_DEPTH} levels deep and deeper`;
    // The path to what is too deep would be too long, and what is very deep would be cut off many times.
    if (!this.faults.some((fault) => fault.message === message)) {
      this.faults.push({ path: path.slice(0, MAX_NAMED), offset: startOf(node), message });
    }
    return leaf(null);
  }
}

function leaf(value: unknown): Measured {
  return { value, size: 1, depth: 0 };
}

function collection(value: unknown, children: readonly Measured[]): Measured {
  return {
    value,
    size: children.reduce((sum, { size }) => sum + size, 1),
    depth: children.reduce((most, { depth }) => Math.max(most, depth), 0) + 1,
  };
}

function describeKey(key: string | undefined): string {
  if (key === undefined) return "a list or a map";
  return key === "" ? "nothing" : `"${key}"`;
}
