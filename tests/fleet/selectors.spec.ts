import assert from "node:assert/strict";
import fc from "fast-check";
import type { ClusterSelector, LabelCondition } from "../../fleet/declaration/schema.ts";
import { describeSelector, selects } from "../../fleet/selectors.ts";

const dublin = { name: "dub", labels: { name: "dub", country: "IE", tier: "gold", blank: "" } };

const keys = fc.constantFrom("tier", "country", "constructor", "__proto__");
const values = fc.constantFrom("", "gold", "silver", "IE");
const labels = fc
  .uniqueArray(fc.tuple(keys, values), { selector: ([key]) => key })
  .map((entries) => Object.fromEntries(entries) as Record<string, string>);
const selectable = labels.map((all) => ({ name: "dub", labels: all }));
const lists = fc.array(values, { minLength: 1, maxLength: 3 });
const conditions: fc.Arbitrary<LabelCondition> = fc.oneof(
  values,
  lists,
  lists.map((not) => ({ not })),
  fc.boolean().map((exists) => ({ exists })),
);

/** A selector of one label, whatever that is called. */
const by = (key: string, condition: LabelCondition): ClusterSelector =>
  Object.fromEntries([[key, condition]]);

describe("a selector", () => {
  const cases: [ClusterSelector, boolean, string][] = [
    ["all", true, "all clusters"],
    [["dub", "iad"], true, "dub, iad"],
    [["iad"], false, "iad"],
    [{ country: "IE" }, true, "country IE"],
    [{ country: "US" }, false, "country US"],
    [{ zone: "a" }, false, "zone a"],
    [{ tier: ["silver", "gold"] }, true, "tier in [silver, gold]"],
    [{ tier: ["silver"] }, false, "tier in [silver]"],
    [{ zone: ["a"] }, false, "zone in [a]"],
    [{ tier: { not: ["silver"] } }, true, "tier not in [silver]"],
    [{ tier: { not: ["gold", "silver"] } }, false, "tier not in [gold, silver]"],
    [{ zone: { not: ["a"] } }, true, "zone not in [a]"],
    [{ tier: { exists: true } }, true, "tier set"],
    [{ zone: { exists: false } }, true, "zone not set"],
    [{ tier: { exists: false } }, false, "tier not set"],
    [{ blank: { exists: true } }, true, "blank set"],
    [{ constructor: { exists: true } }, false, "constructor set"],
    [{ country: "IE", tier: { not: ["silver"] } }, true, "country IE and tier not in [silver]"],
    [{ country: "IE", tier: "silver" }, false, "country IE and tier silver"],
  ];
  for (const [selector, taken, words] of cases) {
    it(`in words: ${words}`, () => {
      assert.equal(selects(selector, dublin), taken);
      assert.equal(describeSelector(selector), words);
    });
  }

  it("takes a cluster if all its conditions hold", () => {
    const selectors = fc.dictionary(fc.constantFrom("tier", "country", "constructor"), conditions);
    fc.assert(
      fc.property(selectable, selectors, (cluster, selector) => {
        const each = Object.entries(selector).map(([key, condition]) => selects(by(key, condition), cluster));
        assert.equal(selects(selector, cluster), each.every(Boolean));
      }),
    );
  });

  it("takes with not exactly what it leaves out without", () => {
    fc.assert(
      fc.property(selectable, keys, lists, (cluster, key, list) => {
        assert.equal(selects(by(key, { not: list }), cluster), !selects(by(key, list), cluster));
        const isThere = Object.hasOwn(cluster.labels, key);
        assert.equal(selects(by(key, { exists: true }), cluster), isThere);
        assert.equal(selects(by(key, { exists: false }), cluster), !isThere);
      }),
    );
  });
});
