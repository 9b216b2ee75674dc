import assert from "node:assert/strict";
import fc from "fast-check";
import { clustersIn, stagedWorkloads } from "../../fleet/workload-waves.ts";
import { clusters, cluster, workload } from "./arbitraries.ts";
import { environment } from "./environments.ts";

const three = [cluster("dub", "eu-west-1"), cluster("ork", "eu-west-1"), cluster("iad", "us-east-1")];
const waves = [{ country: "US" }, ["ork"]];

describe("workloads in waves", () => {
  it("reach a cluster with the first wave that selects it, and those that none selects last", () => {
    const web = workload({ name: "web", rollout: { waves: [...waves, "all"], pause: "5m" } });
    const last = workload({ name: "last", rollout: { waves, pause: "0s" } });
    const [first, second] = stagedWorkloads(environment(three, { workloads: [last, web] }));
    assert.deepEqual(Object.fromEntries(second!.waves), { dub: 3, ork: 2, iad: 1 });
    assert.deepEqual(Object.fromEntries(first!.waves), { dub: 3, ork: 2, iad: 1 });
    assert.deepEqual([first!.last, first!.pause, second!.last, second!.pause], [3, 0, 3, 300]);
    assert.deepEqual(clustersIn(first!, 2, 3), ["dub", "ork"]);
  });

  it("are those that stacks of regions carry, and who waits for one of them goes no earlier", () => {
    const db = workload({ name: "db", rollout: { waves, pause: "0s" } });
    const web = workload({ name: "web", after: ["db"], rollout: { waves: [["dub"]], pause: "0s" } });
    const batch = workload({ name: "batch", after: ["web"] });
    const alone = workload({ name: "alone" });
    const other = workload({ name: "other", backend: "applicationset", rollout: { waves, pause: "0s" } });
    const staged = stagedWorkloads(environment(three, { workloads: [alone, batch, db, other, web] }));
    assert.deepEqual(
      staged.map((each) => [each.workload.name, Object.fromEntries(each.waves), each.after]),
      [
        ["db", { dub: 3, ork: 2, iad: 1 }, []],
        ["web", { dub: 3, ork: 2, iad: 2 }, ["db"]],
        ["batch", { dub: 3, ork: 2, iad: 2 }, ["web"]],
      ],
    );
  });

  it("give every cluster exactly one turn, whatever the selectors", () => {
    fc.assert(
      fc.property(
        clusters,
        fc.array(fc.constantFrom("all", ["a"], { country: "US" }, { region: "x" })),
        (own, some) => {
          const web = workload({ rollout: { waves: some as never, pause: "0s" } });
          const [staged] = stagedWorkloads(environment(own, { workloads: [web] }));
          assert.deepEqual(
            clustersIn(staged!, 1, some.length + 1).sort(),
            own.map(({ name }) => name).sort(),
          );
        },
      ),
    );
  });
});
