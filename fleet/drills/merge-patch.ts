/** A JSON Merge Patch (RFC 7386): what is null is taken away, objects are merged, anything else is put in the place. */
export type MergePatch = Readonly<Record<string, unknown>>;

/** The value with the patch applied; neither of the two is changed. */
export function applyMergePatch<T>(value: T, patch: unknown): T {
  if (!isObject(patch)) return structuredClone(patch) as T;
  const before = isObject(value) ? value : {};
  const kept = Object.entries(before).filter(([key]) => !Object.hasOwn(patch, key));
  const changed = Object.entries(patch)
    .filter(([, change]) => change !== null)
    .map(([key, change]) => [key, applyMergePatch(own(before, key), change)] as const);
  return Object.fromEntries([...kept, ...changed]) as T;
}

/** One patch that does what two do, the first before the second. */
export function mergePatches(first: MergePatch, second: MergePatch): MergePatch {
  const merged: Record<string, unknown> = { ...first };
  for (const [key, change] of Object.entries(second)) {
    const before = own(merged, key);
    merged[key] = isObject(before) && isObject(change) ? mergePatches(before, change) : change;
  }
  return merged;
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
