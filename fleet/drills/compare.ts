import { compare } from "../compare.ts";
import type { KubernetesObject } from "../manifests.ts";
import { comparable, isMadeByItself } from "./comparable.ts";
import { restoredIdentity, type DrilledObject, type NamespaceMap } from "./objects.ts";
import { byObject, modified, type Modification } from "./sandbox.ts";

/**
 * What is not as it was backed up. No value is in it: an object may hold what nobody is to read in a record.
 */
export interface Difference {
  readonly kind: "missing" | "extra" | "changed";
  /** As in `apps/Deployment shop-drill-x1/web`. */
  readonly object: string;
  /** JSON Pointers (RFC 6901) to what has changed; empty unless it is `changed`. */
  readonly pointers: readonly string[];
}

/** How the objects of a backup are told to come back. */
export interface Comparison {
  /** Default: each where it was. */
  readonly namespaces?: NamespaceMap;
  readonly modifications?: readonly Modification[];
  /** Kinds that are left out, as resources. */
  readonly excluded?: readonly string[];
}

/**
 * Compares a backup with what is there after its restore, object by object. Left aside is what nobody has backed up to
 * get back: status, what the API server, Velero and controllers fill in or allot for each cluster anew, and objects that
 * a controller makes out of others.
 *
 * @param backup The objects of the backup, in the namespaces that were restored.
 * @param live The objects in the namespaces that they were restored in.
 * @returns By object; empty if all is back as it was.
 */
export function compareRestored(
  backup: readonly DrilledObject[],
  live: readonly DrilledObject[],
  { namespaces = {}, modifications = [], excluded = [] }: Comparison = {},
): Difference[] {
  const isCompared = (each: DrilledObject) => !excluded.includes(each.resource) && !isMadeByItself(each);
  const patches = byObject(modifications);
  const expected = new Map(
    backup
      .filter(isCompared)
      .map((each): [string, KubernetesObject] => [
        restoredIdentity(each, namespaces),
        comparable(modified(each, patches), namespaces),
      ]),
  );
  const found = new Map(
    live
      .filter(isCompared)
      .map((each): [string, KubernetesObject] => [restoredIdentity(each), comparable(each.object)]),
  );
  const known = new Set(backup.map((each) => restoredIdentity(each, namespaces)));
  const differences = [
    ...[...expected].flatMap(([object, wanted]) => differenceOf(object, wanted, found.get(object))),
    ...[...found.keys()]
      .filter((object) => !known.has(object))
      .map((object): Difference => ({ kind: "extra", object, pointers: [] })),
  ];
  return differences.sort((a, b) => compare(a.object, b.object));
}

/** One line: `missing apps/Deployment shop/web`, `changed v1/… at /spec/replicas`. */
export function describeDifference({ kind, object, pointers }: Difference): string {
  return `${kind} ${object}${pointers.length === 0 ? "" : ` at ${pointers.join(", ")}`}`;
}

function differenceOf(
  object: string,
  expected: KubernetesObject,
  found: KubernetesObject | undefined,
): Difference[] {
  if (found === undefined) return [{ kind: "missing", object, pointers: [] }];
  const pointers = differingPointers(expected, found, "");
  return pointers.length === 0 ? [] : [{ kind: "changed", object, pointers }];
}

/** Maps whose keys are the user's own: one more in them is a change, whoever put it there. */
const FREE_MAPS =
  /\/(labels|annotations|data|binaryData|stringData|matchLabels|nodeSelector|limits|requests|selector)$/;

/**
 * Of fields of a kind, a newer API server knows more and fills them in: what is only in the live object is a default,
 * unless it is in a map whose keys are free, or an item of a list.
 */
function differingPointers(expected: unknown, found: unknown, pointer: string): string[] {
  if (Array.isArray(expected) && Array.isArray(found)) {
    if (expected.length !== found.length) return [pointer];
    return expected.flatMap((item, index) => differingPointers(item, found[index], `${pointer}/${index}`));
  }
  if (!isRecord(expected) || !isRecord(found)) return expected === found ? [] : [pointer];
  const isFree = FREE_MAPS.test(pointer) || pointer === "";
  const keys = new Set([...Object.keys(expected), ...(isFree ? Object.keys(found) : [])]);
  return [...keys].sort().flatMap((key) => {
    const inner = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const [before, after] = [own(expected, key), own(found, key)];
    if (isNothing(before) && isNothing(after)) return [];
    return differingPointers(before, after, inner);
  });
}

/** To an API server an empty map or list, null, and nothing at all are mostly the same; it drops them as it likes. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
