import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson } from "../../../fleet/canonical-json.ts";
import { ageOf, canaryTime } from "../../../fleet/backup/canary.ts";
import { describeObjective, judgeBudget } from "../../../fleet/drills/budget.ts";
import { inWords } from "../../../fleet/drills/durations.ts";
import { recordPage } from "../../../fleet/drills/page.ts";
import { drillRecord, recordDigest, recordOf } from "../../../fleet/drills/record.ts";
import { drillFacts } from "./records.ts";

describe("canonical JSON", () => {
  it("is one text for one value, whatever the order of its keys", () => {
    assert.equal(
      canonicalJson({ b: [1, { d: null, c: "é" }], a: undefined, 10: 1, 9: 2 }),
      '{"10":1,"9":2,"b":[1,{"c":"é","d":null}]}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        assert.equal(canonicalJson(JSON.parse(text)), text);
        assert.equal(canonicalJson(JSON.parse(JSON.stringify(value))), text);
      }),
    );
  });
});

describe("the budget of a drill", () => {
  it("is kept by what takes no longer than it may", () => {
    const [rto, rpo] = judgeBudget({ rto: 300, rpo: 60 }, { rto: 300, rpo: 61.5 });
    assert.deepEqual([rto?.kept, rpo?.kept], [true, false]);
    assert.equal(describeObjective(rto!), "rto 5m of 5m");
    assert.equal(describeObjective(rpo!), "rpo 1m 2s, 1.5s over its budget of 1m");
  });

  it("is not kept by what could not be measured", () => {
    const [, rpo] = judgeBudget({ rto: 300, rpo: 60 }, { rto: 1, rpo: undefined });
    assert.equal(describeObjective(rpo!), "rpo could not be measured; its budget is 1m");
    assert.equal(judgeBudget({ rto: 300 }, { rto: 1, rpo: undefined }).length, 1);
  });
});

describe("a time in words", () => {
  it("has the greatest unit and the one below it", () => {
    const words = [0.04, 41, 59.96, 60, 125, 3600, 3661, 86_401, 277_200, 2_592_000].map(inWords);
    assert.deepEqual(words, ["0s", "41s", "60s", "1m", "2m 5s", "1h", "1h 1m", "1d", "3d 5h", "30d"]);
  });
});

describe("canaries", () => {
  it("tell by their names when they were made", () => {
    assert.equal(canaryTime("archipelago-canary-29000000"), 29_000_000 * 60);
    assert.equal(canaryTime("nightly-29000000"), undefined);
  });

  it("tell the age of the namespace that fared worst", () => {
    const jobs = new Map([
      ["a", ["archipelago-canary-100", "archipelago-canary-98"]],
      ["b", ["archipelago-canary-99"]],
    ]);
    assert.deepEqual(ageOf(jobs, 6030), { seconds: 90, without: [] });
    assert.deepEqual(ageOf(new Map([...jobs, ["c", []]]), 6030), { seconds: undefined, without: ["c"] });
    assert.deepEqual(ageOf(new Map(), 6030), { seconds: undefined, without: [] });
  });
});

describe("the record of a drill", () => {
  it("has passed if nothing is wrong", () => {
    const record = recordOf(drillFacts());
    assert.deepEqual([record.verdict, record.failures], ["passed", []]);
    assert.deepEqual(drillRecord.parse(JSON.parse(canonicalJson(record))), record);
  });

  it("says all that is wrong", () => {
    const { workloads, restores } = drillFacts();
    const record = recordOf(
      drillFacts({
        objectives: judgeBudget({ rto: 300, rpo: 60 }, { rto: 41, rpo: 600 }),
        workloads: workloads.map((each) => ({ ...each, ready: false, why: "Deployment web has 0 of 1" })),
        restores: restores.map((each) => ({ ...each, phase: "PartiallyFailed", errors: 2 })),
        differences: [{ kind: "missing", object: "ConfigMap shop-drill-1/settings", pointers: [] }],
        probes: [{ name: "orders", passed: false, seconds: 1, said: "no orders" }],
        leftBehind: ["Namespace shop-drill-1"],
      }),
      "it was abandoned while restoring",
    );
    assert.equal(record.verdict, "failed");
    assert.deepEqual(record.failures, [
      "it was abandoned while restoring",
      "rpo 10m, 9m over its budget of 1m",
      "workload shop is not ready: Deployment web has 0 of 1",
      "the restore of dub-20261127220000 ended PartiallyFailed with 2 errors",
      "missing ConfigMap shop-drill-1/settings",
      "probe orders has failed",
      "left behind: Namespace shop-drill-1",
    ]);
  });

  it("has a page that says the same, without markup from elsewhere", () => {
    const page = recordPage(recordOf(drillFacts({ notes: ["<script>x</script> [a](b)"] })));
    assert.match(page, /^# Drill exercise of local: passed\n/);
    assert.match(page, /\| source \| dub in eu-west-1, IE, Kubernetes 1\.35\.0 \|/);
    assert.match(page, /- kept: rto 41s of 5m/);
    assert.ok(page.includes("\\<script\\>x\\</script\\> \\[a\\](b)"));
    assert.ok(page.includes(recordDigest(recordOf(drillFacts({ notes: ["<script>x</script> [a](b)"] })))));
  });
});
