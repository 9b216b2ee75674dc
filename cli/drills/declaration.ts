import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isAlias, isMap, parseDocument, type Pair, type YAMLMap } from "yaml";
import { readDeclaration } from "../../fleet/declaration/load.ts";
import { formatPath } from "../../fleet/declaration/problem.ts";
import { readSource } from "../../fleet/declaration/source.ts";
import { isMerge, keyOf } from "../../fleet/declaration/yaml-value.ts";
import { UsageError } from "../errors.ts";

/*
 * Changes what fleet.yaml says of one cluster, in place: nothing else of the text is touched, not even its spaces. What
 * it comes to is read back and compared, so that an edit is right or is not made.
 */

/** The declaration, and which cluster of it is meant. */
export interface ClusterPlace {
  readonly environment: string;
  readonly region: string;
  readonly cluster: string;
}

/** One setting of a cluster as it is to stand there; `undefined`: it is not to stand there. */
export interface ClusterSetting {
  readonly key: "traffic" | "cordoned";
  /** As YAML. */
  readonly value: string | undefined;
}

export interface EditedText {
  readonly text: string;
  /** What stood there before; as a setting it undoes the edit. */
  readonly before: ClusterSetting;
}

/** @throws UsageError if the cluster stands there in a way that cannot be edited without changing anything else. */
export function withSetting(text: string, place: ClusterPlace, { key, value }: ClusterSetting): EditedText {
  const where = pathOf(place);
  const map = mapAt(text, where);
  const pair = map.items.find((each) => !isMerge(each) && keyOf(each) === key);
  const before = { key, value: pair === undefined ? undefined : sourceOf(text, pair) };
  if (before.value === value) return { text, before };
  const edited =
    value === undefined
      ? without(text, map, pair)
      : pair === undefined
        ? withPair(text, map, `${key}: ${value}`)
        : withValue(text, pair, value);
  if (!isAsMeant(text, edited, where, key, value))
    throw cannotEdit(where, `${key} cannot be changed there without changing anything else`);
  return { text: edited, before };
}

/** The declaration of a project, as a file. */
export class DeclarationFile {
  readonly #root: string;
  readonly #file: string;

  constructor(root: string) {
    this.#root = root;
    this.#file = realpathSync(path.join(root, "fleet.yaml"));
  }

  /** What stands there now for a setting of a cluster. */
  settingOf(place: ClusterPlace, key: ClusterSetting["key"]): ClusterSetting {
    return withSetting(this.#read(), place, { key, value: undefined }).before;
  }

  /**
   * Checks what the declaration would be with some settings, and changes nothing.
   * @throws DeclarationError or UsageError if it cannot be so.
   */
  check(place: ClusterPlace, settings: readonly ClusterSetting[]): void {
    this.#edited(place, settings);
  }

  /**
   * Writes the settings, all or none of them; a file that says so already is not touched.
   * @throws DeclarationError or UsageError, and nothing is written, if the declaration cannot be so.
   */
  write(place: ClusterPlace, settings: readonly ClusterSetting[]): void {
    const { before, after } = this.#edited(place, settings);
    if (before === after) return;
    // One name: what a command leaves that is killed here, the next one writes over.
    const next = path.join(path.dirname(this.#file), ".fleet.yaml.next");
    writeFileSync(next, after, { mode: statSync(this.#file).mode });
    renameSync(next, this.#file);
  }

  #edited(place: ClusterPlace, settings: readonly ClusterSetting[]): { before: string; after: string } {
    const before = this.#read();
    const after = settings.reduce((text, setting) => withSetting(text, place, setting).text, before);
    readDeclaration(after, this.#root);
    return { before, after };
  }

  #read(): string {
    return readFileSync(this.#file, "utf8");
  }
}

function pathOf({ environment, region, cluster }: ClusterPlace): string[] {
  return ["environments", environment, "regions", region, "clusters", cluster];
}

/** The map of a cluster, where each key on the way to it stands there itself. */
function mapAt(text: string, where: readonly string[]): YAMLMap {
  let node: unknown = parseDocument(text, { merge: true, uniqueKeys: false }).contents;
  for (const [index, key] of where.entries()) {
    if (!isMap(node)) throw notWritten(where.slice(0, index), node);
    const pair = node.items.find((each) => !isMerge(each) && keyOf(each) === key);
    if (pair === undefined) throw notWritten(where.slice(0, index + 1), undefined);
    node = pair.value;
  }
  if (!isMap(node)) throw notWritten(where, node);
  return node;
}

function notWritten(where: readonly string[], node: unknown): UsageError {
  return cannotEdit(
    where,
    isAlias(node) ? `it is an alias of &${node.source}` : "it does not stand there itself: it is merged in",
  );
}

function cannotEdit(where: readonly string[], why: string): UsageError {
  return new UsageError(
    `fleet.yaml: ${formatPath(where)} cannot be edited: ${why}. Write the cluster out there, with settings of its own.`,
  );
}

function sourceOf(text: string, { value }: Pair): string {
  const [start, end] = rangeOf(value);
  return text.slice(start, end);
}

function withValue(text: string, { value }: Pair, wanted: string): string {
  const [start, end] = rangeOf(value);
  return text.slice(0, start) + wanted + text.slice(end);
}

/** In front of all that is in braces, since what follows may have commas and comments of its own; else on a line of its own. */
function withPair(text: string, map: YAMLMap, pair: string): string {
  const [start] = rangeOf(map);
  if (map.flow === true) return insert(text, start + 1, ` ${pair},`);
  const last = map.items.at(-1);
  const [, end] = rangeOf(last?.value ?? last?.key);
  const line = endOfLine(text, end);
  const indented = " ".repeat(columnOf(text, rangeOf(map.items[0]?.key)[0])) + pair;
  return insert(text, line, text[line - 1] === "\n" ? `${indented}\n` : `\n${indented}`);
}

/** Takes the pair out, with its comma, or with its line. */
function without(text: string, map: YAMLMap, pair: Pair | undefined): string {
  if (pair === undefined) return text;
  const [start] = rangeOf(pair.key);
  const [, end] = rangeOf(pair.value);
  if (map.flow !== true) {
    const from = start - columnOf(text, start);
    const to = endOfLine(text, end);
    return to < text.length ? text.slice(0, from) + text.slice(to + 1) : text.slice(0, from - 1);
  }
  const after = /^\s*,\s*/.exec(text.slice(end))?.[0] ?? "";
  if (after !== "" || map.items.at(-1) !== pair) return text.slice(0, start) + text.slice(end + after.length);
  const before = /\s*,\s*$/.exec(text.slice(0, start))?.[0] ?? "";
  return text.slice(0, start - before.length) + text.slice(end);
}

function insert(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

/** A block ends behind the line break of its last line. */
function endOfLine(text: string, offset: number): number {
  if (text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}

function rangeOf(node: unknown): readonly [number, number] {
  const { range } = node as { readonly range?: readonly [number, number, number] | null };
  return [range?.[0] ?? 0, range?.[1] ?? 0];
}

/** Whether the edited text says what the other one does, but for this one setting. */
function isAsMeant(
  before: string,
  after: string,
  where: readonly string[],
  key: string,
  value: string | undefined,
): boolean {
  const { value: read, problems } = readSource("fleet.yaml", after);
  if (problems.length > 0) return false;
  const expected = apart(readSource("fleet.yaml", before).value) as Nested;
  const cluster = where.reduce((node, each) => node[each] as Nested, expected);
  if (value === undefined) Reflect.deleteProperty(cluster, key);
  else cluster[key] = readSource("fleet.yaml", value).value;
  return isDeepStrictEqual(apart(read), expected);
}

/** With aliases as copies, so that what is changed in one place is changed in no other. */
function apart(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

interface Nested {
  [key: string]: unknown;
}
