import assert from "node:assert/strict";
import { protectedIn } from "../../cli/recovery/protected.ts";

const URN = "urn:pulumi:prod-eu-west-1::archipelago::archipelago:cluster:EksCluster$";

describe("what keeps a stack from being destroyed", () => {
  it("is what the engine protects, by type and name", () => {
    assert.deepEqual(
      protectedIn([
        { type: "aws:eks/cluster:Cluster", urn: `${URN}aws:eks/cluster:Cluster::dublin`, protect: true },
        { type: "aws:ec2/vpc:Vpc", urn: `${URN}aws:ec2/vpc:Vpc::dublin`, protect: false },
        { type: "aws:eks/nodeGroup:NodeGroup", urn: `${URN}aws:eks/nodeGroup:NodeGroup::dublin/general` },
      ]),
      ["aws:eks/cluster:Cluster dublin"],
    );
  });
});
