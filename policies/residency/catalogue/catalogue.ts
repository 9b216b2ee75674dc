import { readFileSync } from "node:fs";
import path from "node:path";
import type { CatalogueEntry } from "./classify.ts";

/** Properties of one type that carry places, their paths taken apart. */
export interface LocatedType {
  readonly regional: boolean;
  readonly place: readonly (readonly string[])[];
  readonly bucket: readonly (readonly string[])[];
  readonly target: readonly (readonly string[])[];
  readonly subnet: readonly (readonly string[])[];
}

type Cloud = "aws" | "gcp";

const files = new Map<Cloud, Record<string, CatalogueEntry>>();
const types = new Map<string, LocatedType>();

/** What the SDK of a cloud says of a type; `undefined` if that SDK did not have it. */
export function locatedType(cloud: Cloud, type: string): LocatedType | undefined {
  const known = types.get(type);
  if (known !== undefined) return known;
  const entries = files.get(cloud) ?? read(cloud);
  const entry = Object.hasOwn(entries, type) ? entries[type] : undefined;
  if (entry === undefined) return undefined;
  const apart = (paths: readonly string[] | undefined) => (paths ?? []).map((each) => each.split("."));
  const { regional = false, place, bucket, target, subnet } = entry;
  const located = {
    regional,
    place: apart(place),
    bucket: apart(bucket),
    target: apart(target),
    subnet: apart(subnet),
  };
  types.set(type, located);
  return located;
}

function read(cloud: Cloud): Record<string, CatalogueEntry> {
  const file = path.join(import.meta.dirname, `${cloud}.json`);
  const entries = JSON.parse(readFileSync(file, "utf8")) as Record<string, CatalogueEntry>;
  files.set(cloud, entries);
  return entries;
}
