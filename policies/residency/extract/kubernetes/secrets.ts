import type { Finding } from "../../facts.ts";
import { at, UNKNOWN, type Tree, type TreeMap } from "../../../tree.ts";
import { unproved } from "../../whereabouts.ts";
import { entriesOf } from "../cluster.ts";
import { path, type KubernetesObject } from "./object.ts";

/** The text in a Secret, whether given as such or in base64; what cannot be read at all is a finding. */
export function decoded(object: KubernetesObject): {
  findings: Finding[];
  entries: (readonly [string, Tree])[];
} {
  const findings: Finding[] = [];
  const entries: (readonly [string, Tree])[] = [];
  for (const field of ["data", "stringData"]) {
    const holder = at(object.object, field);
    if (holder === UNKNOWN) findings.push({ path: path(object, field), concern: "data", at: unproved() });
    for (const [key, value] of entriesOf(holder)) {
      const plain =
        typeof value === "string" && field === "data" ? Buffer.from(value, "base64").toString() : value;
      entries.push([key, plain]);
    }
  }
  return { findings, entries };
}

export function labelsOf(object: TreeMap): Readonly<Record<string, Tree>> {
  return Object.fromEntries(entriesOf(at(object, "metadata", "labels")));
}
