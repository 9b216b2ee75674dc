import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

describe("docs/gke.md", () => {
  it("has a role for every resource that the program makes in Google Cloud", () => {
    const [, table = ""] = read("docs/gke.md").split("## Roles of whoever deploys");
    const used = [...read("components/sdk/gcp.ts").matchAll(/^export \{ (\w+)/gm)].map(
      ([, name = ""]) => name,
    );
    assert.ok(used.length > 10);
    for (const name of used) {
      // Asked only for its configuration.
      if (name === "Provider") continue;
      assert.match(table, new RegExp(`\\b${name}\\b`), name);
    }
  });
});
