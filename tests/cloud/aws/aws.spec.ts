import assert from "node:assert/strict";
import { sdkType } from "../framework/sdk-types.ts";
import { agreesWithSdk } from "../sdk-drift.ts";
import { AWS } from "./aws.ts";

describe("the simulated AWS agrees with the SDK on", () => {
  agreesWithSdk(AWS.types);

  it("what is required: by the SDK itself, of which these are examples", () => {
    assert.deepEqual(sdkType("aws:eks/cluster:Cluster")?.required, ["roleArn", "vpcConfig"]);
    assert.deepEqual(sdkType("aws:eks/nodeGroup:NodeGroup")?.required, [
      "clusterName",
      "nodeRoleArn",
      "scalingConfig",
      "subnetIds",
    ]);
    assert.deepEqual(sdkType("aws:ec2/vpc:Vpc")?.required, []);
    assert.equal(sdkType("aws:ec2/vpc:Vps"), undefined);
  });
});
