import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Alias,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
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
interface Fault extends Omit<PathProblem, "position" | "other" | "onKey"> {
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
  const { value } = reader.read(contents);
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
  /** Where the reader is. One array for the whole document, since a path is only needed for a fault. */
  private readonly path: PropertyKey[] = [];

  read(node: unknown): Measured {
    if (isAlias(node)) return this.readAlias(node);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return leaf(null);
    const { anchor } = node;
    if (anchor !== undefined) this.anchors.set(anchor, node);
    if (node.tag !== undefined) this.checkTag(node, node.tag);
    const measured = isScalar(node)
      ? leaf(node.value)
      : this.bounded(node, isMap(node) ? this.readMap(node) : this.readList(node));
    if (anchor !== undefined) this.anchored.set(node, measured);
    return measured;
  }

  private readAt(key: PropertyKey, node: unknown): Measured {
    this.path.push(key);
    const measured = this.read(node);
    this.path.pop();
    return measured;
  }

  private readList({ items }: YAMLSeq): Measured {
    const children = items.map((item, index) => this.readAt(index, item));
    return collection(
      children.map(({ value }) => value),
      children,
    );
  }

  private readMap({ items }: YAMLMap): Measured {
    const value: Record<string, unknown> = {};
    const keys = new Map<string, number>();
    const merged: Measured[] = [];
    const children: Measured[] = [];
    for (const pair of items) {
      if (isMerge(pair)) {
        merged.push(...this.readMerge(pair));
        continue;
      }
      const key = this.readKey(pair, keys);
      const child = this.readAt(key ?? "?", pair.value);
      children.push(child);
      if (key !== undefined) value[key] = child.value;
    }
    for (const source of merged) Object.assign(value, { ...(source.value as object), ...value });
    return collection(value, [...children, ...merged]);
  }

  private readKey(pair: Pair, keys: Map<string, number>): string | undefined {
    if (isScalar(pair.key)) this.read(pair.key);
    const key = keyOf(pair);
    const offset = startOf(pair.key);
    if (key === undefined || key === "" || key === "__proto__") {
      this.report({ offset, message: `expected a name as key, got ${describeKey(pair, key)}` });
      return undefined;
    }
    const first = keys.get(key);
    if (first !== undefined) this.report({ offset, message: "stands twice in this map", other: first }, key);
    keys.set(key, first ?? offset);
    return key;
  }

  private readAlias(alias: Alias): Measured {
    const target = this.anchors.get(alias.source);
    const measured = target && this.anchored.get(target);
    if (target && measured) {
      this.targets.set(alias, target);
      return measured;
    }
    const name = `*${alias.source}`;
    const offset = startOf(alias);
    if (target) {
      const message = `cyclic reference: ${name} stands inside what it refers to`;
      this.report({ offset, message, other: startOf(target) });
    } else {
      const hint = `expected &${alias.source} at a value further up`;
      this.report({ offset, message: `${name} refers to nothing`, hint });
    }
    return leaf(null);
  }

  private readMerge(pair: Pair): Measured[] {
    const faultsBefore = this.faults.length;
    const measured = this.readAt("<<", pair.value);
    if (this.faults.length > faultsBefore) return [];
    const values: unknown[] = Array.isArray(measured.value) ? measured.value : [measured.value];
    if (values.every((value) => typeof value === "object" && value !== null && !Array.isArray(value))) {
      return values.map((value) => ({ ...measured, value }));
    }
    const message = "<< takes a map, an alias of one, or a list of them";
    this.report({ offset: startOf(pair.value), message }, "<<");
    return [];
  }

  private checkTag(node: Scalar | YAMLMap | YAMLSeq, tag: string): void {
    const misread = isScalar(node) && typeof node.value === "string" && tag !== "tag:yaml.org,2002:str";
    if (TAGS.has(tag) && !misread) return;
    const short = tag.replace("tag:yaml.org,2002:", "!!");
    this.report({
      offset: startOf(node),
      message: `the tag ${short} has no meaning here`,
      hint: "remove it",
    });
  }

  /** Reports a collection that is too large or too deep at the innermost place that is, and cuts it off there. */
  private bounded(node: Node, measured: Measured): Measured {
    const tooLarge = measured.size > MAX_VALUES;
    if (!tooLarge && measured.depth <= MAX_DEPTH) return measured;
    const message = tooLarge
      ? `is more than ${MAX_VALUES} values when its aliases are written out`
      : `is nested ${MAX_DEPTH} levels deep and deeper`;
    // The path to what is too deep would be too long, and what is very deep would be cut off many times.
    if (!this.faults.some((fault) => fault.message === message)) {
      this.faults.push({ path: this.path.slice(0, MAX_NAMED), offset: startOf(node), message });
    }
    return leaf(null);
  }

  private report(fault: Omit<Fault, "path">, ...below: PropertyKey[]): void {
    this.faults.push({ ...fault, path: [...this.path, ...below] });
  }
}

function leaf(value: unknown): Measured {
  return { value, size: 1, depth: 0 };
}

function collection(value: unknown, children: readonly Measured[]): Measured {
  let [size, depth] = [1, 0];
  for (const child of children) {
    size += child.size;
    if (child.depth > depth) depth = child.depth;
  }
  return { value, size, depth: depth + 1 };
}

function describeKey(pair: Pair, key: string | undefined): string {
  if (isAlias(pair.key)) return "an alias";
  if (key === undefined) return "a list or a map";
  return key === "" ? "nothing" : `"${key}"`;
}
