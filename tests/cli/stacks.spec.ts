import assert from "node:assert/strict";
import { stackEntries } from "../../cli/verbs/stacks.ts";
import { exitCodeOf } from "../../cli/errors.ts";
import { fleetsOfThisSuite, manyClusters, TWO_REGIONS } from "./declarations.ts";

describe("fleet stacks", () => {
  const fleetFrom = fleetsOfThisSuite();

  it("lists regions in the first wave and the environment in the second", () => {
    assert.deepEqual(stackEntries(fleetFrom(TWO_REGIONS)), [
      { stack: "local-eu-west-1", kind: "region", environment: "local", region: "eu-west-1", wave: 1 },
      { stack: "local-us-east-1", kind: "region", environment: "local", region: "us-east-1", wave: 1 },
      { stack: "local", kind: "environment", environment: "local", wave: 2 },
    ]);
  });

  it("puts the regions of all environments before any environment", () => {
    const entries = stackEntries(fleetFrom(manyClusters(["prod", "stage"], 2, 1)));
    assert.deepEqual(
      entries.map(({ stack, wave }) => `${wave} ${stack}`),
      ["1 prod-r1", "1 prod-r2", "1 stage-r1", "1 stage-r2", "2 prod", "2 stage"],
    );
  });

  it("takes one environment, and names those there are for an unknown one", () => {
    const fleet = fleetFrom(manyClusters(["prod", "stage"], 1, 1));
    assert.deepEqual(
      stackEntries(fleet, "stage").map(({ stack }) => stack),
      ["stage-r1", "stage"],
    );
    const unknown = () => stackEntries(fleet, "local");
    assert.throws(unknown, /no environment "local" in fleet "globex"; there are: prod, stage/);
    assert.throws(unknown, (error) => exitCodeOf(error) === 2);
  });
});
