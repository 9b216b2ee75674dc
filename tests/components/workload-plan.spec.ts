import assert from "node:assert/strict";
import { planWorkloads } from "../../components/workloads/plan.ts";
import { cluster, division, workload } from "../fleet/arbitraries.ts";
import { environment } from "../fleet/environments.ts";

describe("the workloads of a region", () => {
  it("are explained for its own clusters: what is said of others would make every stack grow with the fleet", async () => {
    const clusters = [cluster("dub", "eu-west-1"), cluster("ork", "eu-west-1"), cluster("iad", "us-east-1")];
    const shared = workload({ division: division({ replicas: 3 }) });
    const of = environment(clusters, { workloads: [shared] });
    const deployment = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "storefront" },
      spec: { replicas: 1 },
    };
    const [planned] = await planWorkloads(of, of.regions[0]!, () => Promise.resolve([deployment]));
    assert.deepEqual(planned?.explanation, ["dub: 1 of 3, weight 1 of 3", "ork: 1 of 3, weight 1 of 3"]);
  });
});
