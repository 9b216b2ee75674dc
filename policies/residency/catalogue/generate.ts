import { writeFileSync } from "node:fs";
import path from "node:path";
import { classify, type CatalogueEntry } from "./classify.ts";
import { readSdk } from "./sdk.ts";

const MODULES = path.resolve(import.meta.dirname, "../../../node_modules/@pulumi");

/** The catalogue of a cloud as its installed SDK gives it, as it is committed: one type a line. */
export function catalogueText(cloud: "aws" | "gcp"): string {
  const entries = Object.entries(classify(readSdk(path.join(MODULES, cloud)))).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const line = ([token, entry]: [string, CatalogueEntry]) =>
    `  ${JSON.stringify(token)}: ${JSON.stringify(entry)}`;
  return `{\n${entries.map(line).join(",\n")}\n}\n`;
}

if (import.meta.main) {
  for (const cloud of ["aws", "gcp"] as const) {
    const file = path.join(import.meta.dirname, `${cloud}.json`);
    writeFileSync(file, catalogueText(cloud));
    console.log(`wrote ${path.relative(process.cwd(), file)}`);
  }
}
