import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { classify } from "../../../policies/residency/catalogue/classify.ts";
import { catalogueText } from "../../../policies/residency/catalogue/generate.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../../policies/residency/catalogue");

describe("the catalogue of what carries a place", function () {
  this.timeout("60s");

  for (const cloud of ["aws", "gcp"] as const) {
    it(`is what the installed SDK of ${cloud} comes to; if not: node policies/residency/catalogue/generate.ts`, () => {
      const committed = readFileSync(path.join(FOLDER, `${cloud}.json`), "utf8");
      const generated = catalogueText(cloud);
      const lines = new Set(committed.split("\n"));
      assert.deepEqual(
        generated.split("\n").filter((line) => !lines.has(line)),
        [],
      );
      assert.equal(committed, generated);
    });
  }

  it("stops at a property that sounds like a place and that no rule knows", () => {
    const property = { path: ["settings", "regionalTarget"] };
    assert.throws(
      () => classify([{ token: "aws:new/thing:Thing", properties: [property] }]),
      /aws:new\/thing:Thing settings\.regionalTarget/,
    );
  });
});
