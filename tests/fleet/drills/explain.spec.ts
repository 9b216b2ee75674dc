import assert from "node:assert/strict";
import { explainDrills } from "../../../fleet/drills/explain.ts";
import { within, workload } from "../arbitraries.ts";
import { drill, drilled, recovery } from "./drills.ts";

describe("what a check says of drills", () => {
  it("is what each restores where, what it leaves out and why, and which hub is lost", () => {
    const workloads = [
      workload({ name: "shop", namespace: "shop" }),
      workload({ name: "records", namespace: "records", residency: within("EEA") }),
    ];
    const hub = { mode: "hub" as const, every: "30d", budget: { rto: "10m" } };
    const environment = drilled(drill(), { workloads, recovery: recovery({ exercise: drill(), hub }) });
    assert.deepEqual(explainDrills(environment), [
      "exercise: sandbox of shop, dub to iad, in 5m, losing at most 6h",
      "exercise leaves out records: it may be in [EEA] by profile profile, and not in US",
      "hub: dub is lost and made anew, in 10m",
    ]);
  });
});
