import assert from "node:assert/strict";
import type { DrillDeclaration } from "../../../fleet/declaration/recovery-schema.ts";
import { drillPlan, type RestoreDrillPlan } from "../../../fleet/drills/plan.ts";
import { wayBack, whyNotBack } from "../../../fleet/drills/way-back.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import type { NamedProfile } from "../../../fleet/residency/profile.ts";
import { workload } from "../arbitraries.ts";
import { drilled, dub, iad } from "./drills.ts";

const failover: DrillDeclaration = {
  mode: "failover",
  source: "dub",
  target: "iad",
  budget: { rto: "5m", rpo: "6h" },
  probes: [],
  every: "30d",
};
const planOf = (environment: Environment) => drillPlan(environment, "exercise") as RestoreDrillPlan;

describe("the way back of a failover", () => {
  /** At home on dub alone; dub is cordoned, as the failover has left it. */
  const home = {
    affinities: [
      { name: "home", clusters: ["dub"] },
      { name: "away", clusters: ["iad"] },
    ],
    spread: [],
  };
  const workloads = [workload({ name: "shop", namespace: "shop", placement: home })];
  const moved = drilled(failover, { workloads, clusters: [{ ...dub, cordoned: true }, iad] });

  it("restores what the target has backed up since, where it came from", () => {
    const there = planOf(moved);
    assert.deepEqual([there.source.name, there.target.name], ["dub", "iad"]);
    const back = wayBack(there, moved);
    assert.deepEqual([back.source.name, back.target.name], ["iad", "dub"]);
    assert.deepEqual(
      back.restores.map(({ schedule, namespaces }) => [schedule, namespaces]),
      [["iad", ["shop"]]],
    );
    assert.deepEqual(
      back.workloads.map(({ name, schedule }) => [name, schedule]),
      [["shop", "iad"]],
    );
  });

  it("takes what has a schedule of its own from there", () => {
    const backup = { exclude: [], clusterScoped: [] };
    const own = { ...moved, workloads: workloads.map((each) => ({ ...each, backup })) };
    assert.deepEqual(
      wayBack(planOf(own), own).restores.map(({ schedule }) => schedule),
      ["iad.shop"],
    );
  });

  it("is barred where what is written in the target may not be read where it came from", () => {
    assert.equal(whyNotBack(planOf(moved), moved), undefined);
    const profile: NamedProfile = { name: "one-way", data: ["IE", "US"], failover: ["US"], exceptions: [] };
    const oneWay = { ...moved, workloads: workloads.map((each) => ({ ...each, residency: profile })) };
    assert.match(
      whyNotBack(planOf(oneWay), oneWay) ?? "",
      /dub does not read the backups of iad: shop may fail over to \[US\]/,
    );
  });
});
