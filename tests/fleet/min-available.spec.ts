import assert from "node:assert/strict";
import { sharesOf } from "../../fleet/backends/shares.ts";
import { minimumProblems } from "../../fleet/min-available.ts";
import type { Workload } from "../../fleet/fleet.ts";
import { planWorkload } from "../../fleet/workloads.ts";
import { cluster, division, workload } from "./arbitraries.ts";
import { environment } from "./environments.ts";

const of = environment([
  cluster("dub", "eu-west-1"),
  cluster("ork", "eu-west-1"),
  cluster("iad", "us-east-1"),
]);

/** Twelve replicas, four on each of three clusters. */
function problems(
  minAvailable: number,
  spec: object = {},
  facts: Partial<Workload> = {},
  kind = "Deployment",
) {
  const web = workload({ division: division({ replicas: 12, by: "even" }), minAvailable, ...facts });
  const object = { apiVersion: "apps/v1", kind, metadata: { name: "web" }, spec };
  return minimumProblems(sharesOf(planWorkload(web, of), [object], of)).map(({ message }) => message);
}

describe("the minimum of available replicas", () => {
  it("is held by a strategy that takes nothing away, wherever it is changed", () => {
    assert.deepEqual(problems(12, { strategy: { rollingUpdate: { maxUnavailable: 0 } } }), []);
    assert.deepEqual(problems(12, { strategy: { rollingUpdate: { maxUnavailable: "10%" } } }), []);
  });

  it("counts what the default of a Deployment takes away on all clusters at once: a quarter each", () => {
    assert.deepEqual(problems(9), []);
    assert.deepEqual(problems(10), [
      "a change may leave 9 of 12 replicas available: Deployment web may lose 3 at a time on dub, iad, ork",
    ]);
  });

  it("counts wave by wave where the clusters are changed so", () => {
    const rollout = { waves: [["iad"], ["dub"]], pause: "0s" };
    assert.deepEqual(problems(11, {}, { rollout }), []);
    assert.deepEqual(problems(11, {}, { rollout: { ...rollout, waves: [["iad"]] } }), [
      "a change may leave 10 of 12 replicas available: Deployment web may lose 2 at a time on dub, ork",
    ]);
  });

  it("is not held by Recreate, and hardly where neither surge nor loss is allowed", () => {
    const message =
      "a change may leave 0 of 12 replicas available: Deployment web may lose 12 at a time on dub, iad, ork";
    assert.deepEqual(problems(1, { strategy: { type: "Recreate" } }), [message]);
    const neither = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } } };
    assert.equal(problems(9, neither).length, 0);
    assert.equal(problems(10, neither).length, 1);
  });

  it("counts one replica at a time of a StatefulSet, and none that is changed by hand", () => {
    assert.equal(problems(10, {}, {}, "StatefulSet").length, 1);
    assert.equal(problems(9, {}, {}, "StatefulSet").length, 0);
    assert.equal(problems(12, { updateStrategy: { type: "OnDelete" } }, {}, "StatefulSet").length, 0);
  });

  it("is no more than there are", () => {
    assert.deepEqual(problems(13), ["is more than the 12 replicas there are over all clusters"]);
  });
});
