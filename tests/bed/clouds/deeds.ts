import assert from "node:assert/strict";
import type { Entry } from "../../cloud/framework/ledger.ts";
import type { StoredObject } from "../../cloud/framework/folder.ts";

/** What was carried out, in order: `create aws:eks/cluster:Cluster dublin`. Reads and questions are left out. */
export function deedsOf(entries: readonly Entry[], region?: string): string[] {
  return entries
    .filter((entry) => entry.phase === "done" && (region === undefined || entry.region === region))
    .map(({ operation, type, name = "" }) => `${operation} ${type} ${name}`);
}

/** That no two things in the cloud are the same but for their ids. */
export function assertNothingTwice(objects: readonly StoredObject[]): void {
  const keys = objects.map(({ type, place, inputs }) => `${type} ${place.region} ${JSON.stringify(inputs)}`);
  assert.deepEqual(
    keys.filter((key, index) => keys.indexOf(key) !== index),
    [],
  );
}

/** That in a list the first of one kind comes after the last of another. */
export function assertBefore(list: readonly string[], early: RegExp, late: RegExp): void {
  const last = list.findLastIndex((entry) => early.test(entry));
  const first = list.findIndex((entry) => late.test(entry));
  assert.ok(last >= 0, `${String(early)} is not among\n${list.join("\n")}`);
  assert.ok(first > last, `${String(early)} is not before ${String(late)} in\n${list.join("\n")}`);
}
