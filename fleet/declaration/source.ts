import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Alias,
  type Node,
  type Pair,
} from "yaml";
import type { Document, ScalarTag, SchemaOptions } from "yaml";
import { formatPath, type Position, type Problem } from "./problem.ts";
import { isMerge, keyOf, startOf, valueOf } from "./yaml-value.ts";

/** A YAML document, its value, and where in the text each path of the value stands. */
export interface Source {
  readonly value: unknown;
  /** What is wrong with the YAML itself. If there is anything, the value is not to be used. */
  readonly problems: readonly Problem[];
  /** Position of the value at a path, or of its key; of the nearest parent's key if the path is not in the text. */
  positionOf(path: readonly PropertyKey[], onKey?: boolean): Position;
}

/** Reads a text that is one YAML document. */
export function readSource(file: string, text: string): Source {
  const [first, second] = readSources(file, text);
  if (first === undefined) return emptySource(file);
  if (second === undefined) return first;
  const problem = {
    path: "",
    message: "a second YAML document starts here",
    position: second.positionOf([]),
  };
  return {
    ...first,
    problems: [...first.problems, { ...problem, hint: "expected one document in this file" }],
  };
}

/**
 * Reads a text that is any number of YAML documents. A document that is only comments has the value `null`.
 *
 * @param tags How plain scalars are read besides what YAML 1.2 says.
 */
export function readSources(file: string, text: string, tags: readonly ScalarTag[] = []): Source[] {
  const lines = new LineCounter();
  const rows = text.split("\n");
  const positionAt = (offset: number): Position => {
    const { line: found, col } = lines.linePos(offset);
    const line = Math.max(found, 1);
    // The parser places some of its errors behind the end of their line.
    const last = (rows[line - 1]?.length ?? 0) + 1;
    return { file, line, column: Math.min(Math.max(col, 1), last) };
  };
  try {
    const documents: Document[] = [
      ...parseAllDocuments(text, { ...OPTIONS, ...withTags(tags), lineCounter: lines }),
    ];
    return documents.map((document) => sourceOf(document, positionAt));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ ...emptySource(file), problems: [tooDeep(positionAt(0))] }];
  }
}

/** Equal keys are found in valueOf, which knows both places and takes linear time. */
const OPTIONS = { prettyErrors: false, merge: true, uniqueKeys: false, logLevel: "silent" } as const;

/** The first tag whose pattern fits a scalar decides. */
function withTags(tags: readonly ScalarTag[]): SchemaOptions {
  return tags.length === 0 ? {} : { customTags: (known) => [...tags, ...known] };
}

function sourceOf(document: Document, positionAt: (offset: number) => Position): Source {
  const syntax = syntaxProblems(document, positionAt);
  const { value, faults, targets } = valueOf(document.contents);
  const semantics = faults.map(({ path, offset, other, ...problem }): Problem => {
    const second = other === undefined ? {} : { other: positionAt(other) };
    return { ...problem, ...second, path: formatPath(path), position: positionAt(offset) };
  });
  return {
    value,
    problems: syntax.length > 0 ? syntax : semantics,
    positionOf: (path, onKey = false) => positionAt(offsetOf(document.contents, targets, path, onKey)),
  };
}

/** One per line: what the parser finds after its first mistake in a line mostly follows from it. */
function syntaxProblems(document: Document, positionAt: (offset: number) => Position): Problem[] {
  const errors = [...document.errors, ...document.warnings.filter(({ code }) => code === "BAD_DIRECTIVE")];
  // The parser is recursive: brackets by the thousand exhaust the stack, at a place that is never the same.
  const exhausted = errors.some(({ message }) => message.startsWith("Maximum call stack"));
  if (exhausted) return [tooDeep(positionAt(0))];
  const byLine = new Map<number, Problem>();
  for (const { message, pos } of errors) {
    const position = positionAt(pos[0]);
    if (byLine.has(position.line)) continue;
    byLine.set(position.line, { path: "", message: `not valid YAML: ${message}`, position });
  }
  return [...byLine.values()];
}

function tooDeep(position: Position): Problem {
  return { path: "", message: "not valid YAML: nested too deeply", position };
}

function emptySource(file: string): Source {
  return { value: null, problems: [], positionOf: () => ({ file, line: 1, column: 1 }) };
}

function offsetOf(
  contents: Node | null,
  targets: ReadonlyMap<Alias, Node>,
  path: readonly PropertyKey[],
  onKey: boolean,
): number {
  let node: unknown = contents;
  let [onParent, onValue] = [startOf(contents), startOf(contents)];
  for (const key of path) {
    const step = child(isAlias(node) ? targets.get(node) : node, key, targets);
    if (step === undefined) return onParent;
    node = step.value;
    onParent = startOf(step.key ?? step.value);
    onValue = isBlank(node) ? onParent : startOf(node);
  }
  return onKey ? onParent : onValue;
}

/** The pair of a key, in the map itself or in what it merges, or the item of a list. */
function child(
  node: unknown,
  key: PropertyKey,
  targets: ReadonlyMap<Alias, Node>,
): { key?: unknown; value: unknown } | undefined {
  if (isSeq(node)) return key in node.items ? { value: node.items[Number(key)] } : undefined;
  if (!isMap(node)) return undefined;
  const own = node.items.find((pair) => !isMerge(pair) && keyOf(pair) === String(key));
  if (own) return own;
  const merged = node.items.filter(isMerge).flatMap((pair) => mergeSources(pair, targets));
  return merged.map((source) => child(source, key, targets)).find((found) => found !== undefined);
}

function mergeSources({ value }: Pair, targets: ReadonlyMap<Alias, Node>): unknown[] {
  const source = isAlias(value) ? targets.get(value) : value;
  const list: unknown[] = isSeq(source) ? source.items : [source];
  return list.map((item) => (isAlias(item) ? targets.get(item) : item));
}

/** `hub:` with nothing behind it: the value has a place in the text, but nothing to see there. */
function isBlank(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null && node.source === "");
}
