import assert from "node:assert/strict";
import { kubernetesProblems } from "../../fleet/kubernetes-steps.ts";
import { cluster } from "./arbitraries.ts";
import { eksCluster } from "./clouds/aws/clusters.ts";

const upgrade = (from: string, to: string) =>
  kubernetesProblems([eksCluster({}, { version: to })], new Map([["dub", { version: from }]]));

describe("an upgrade of Kubernetes", () => {
  it("goes one minor at a time", () => {
    assert.deepEqual(upgrade("v1.33", "1.33"), []);
    assert.deepEqual(upgrade("v1.33", "1.34"), []);
    assert.deepEqual(upgrade("v1.33", "1.35"), [
      'dub: Kubernetes 1.33 cannot become 1.35, one minor at a time: set version: "1.34" first',
    ]);
  });

  it("never goes back", () => {
    assert.deepEqual(upgrade("v1.34", "1.33"), [
      'dub: Kubernetes 1.34 cannot go back to 1.33: set version: "1.34"',
    ]);
  });

  it("is not judged where the version is not known, or nobody but the toolchain decides it", () => {
    assert.deepEqual(upgrade("unknown", "1.35"), []);
    assert.deepEqual(kubernetesProblems([eksCluster()], new Map()), []);
    const local = cluster("iad", "us-east-1");
    assert.deepEqual(kubernetesProblems([local], new Map([["iad", { version: "v1.20.0" }]])), []);
  });
});
