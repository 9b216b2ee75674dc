import assert from "node:assert/strict";
import fc from "fast-check";
import { linksOf } from "../../fleet/links.ts";
import { explain, planWorkload } from "../../fleet/workloads.ts";
import { cluster, division, workload } from "./arbitraries.ts";
import { environment } from "./environments.ts";

const [dub, fra, iad] = [
  cluster("dub", "eu-west-1"),
  cluster("fra", "eu-central-1"),
  cluster("iad", "us-east-1"),
];

describe("a workload next to a cluster that is gone for good", () => {
  it("is explained, with the share of the dead one on the others", () => {
    const of = workload({ division: division({ replicas: 6, weights: { iad: 4 } }) });
    const plan = planWorkload(of, { clusters: [dub, fra], tombstoned: [iad] });
    assert.deepEqual(explain(plan), [
      "dub: 3 of 6, weight 1 of 2",
      "fra: 3 of 6, weight 1 of 2",
      "iad excluded: tombstoned",
    ]);
    assert.deepEqual(plan.problems, []);
  });

  it("is placed as if the dead one had never been there", () => {
    const all = [dub, fra, iad];
    const selectors = fc.constantFrom("all" as const, ["dub", "fra", "iad"], { country: ["IE", "DE", "US"] });
    fc.assert(
      fc.property(selectors, fc.nat({ max: 2 }), fc.nat({ max: 50 }), (clusters, index, replicas) => {
        const of = workload({ placement: { clusters, spread: [] }, division: division({ replicas }) });
        const dead = all[index]!;
        const active = all.filter((each) => each !== dead);
        const sharesOf = (plan: ReturnType<typeof planWorkload>) =>
          plan.clusters.filter(({ placed }) => placed).map((each) => [each.cluster.name, each.replicas]);
        const without = planWorkload(of, { clusters: active });
        assert.deepEqual(
          sharesOf(planWorkload(of, { clusters: active, tombstoned: [dead] })),
          sharesOf(without),
        );
      }),
    );
  });

  it("has no link to it, and none from it", () => {
    const links = linksOf(environment([dub, fra], { tombstoned: [iad] }));
    assert.deepEqual(links, linksOf(environment([dub, fra])));
    assert.ok(links.every(({ from, to }) => from !== "iad" && to !== "iad"));
  });
});
