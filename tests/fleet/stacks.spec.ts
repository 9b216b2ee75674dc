import assert from "node:assert/strict";
import type { Fleet } from "../../fleet/fleet.ts";
import { roleOf, stacksOf } from "../../fleet/stacks.ts";
import { cluster } from "./arbitraries.ts";
import { environment } from "./environments.ts";

const prod = environment([cluster("dub", "eu-west-1"), cluster("iad", "us-east-1")], { name: "prod" });
const stage = environment([cluster("dub", "eu-west-1")], { name: "stage" });
const fleet: Fleet = { name: "acme", environments: [prod, stage] };

describe("the stacks of a fleet", () => {
  const names = (environmentName?: string) => stacksOf(fleet, environmentName).map(({ name }) => name);

  it("are one per region and one per environment, which comes after its regions", () => {
    assert.deepEqual(names(), ["prod-eu-west-1", "prod-us-east-1", "prod", "stage-eu-west-1", "stage"]);
  });

  it("can be those of one environment", () => {
    assert.deepEqual(names("stage"), ["stage-eu-west-1", "stage"]);
  });

  it("are none, but an error, for an environment that is not declared", () => {
    assert.throws(
      () => names("local"),
      new RangeError('There is no environment "local" in fleet "acme"; there are: prod, stage.'),
    );
  });

  it("have the role that their name says", () => {
    assert.deepEqual(roleOf(fleet, "prod-us-east-1"), {
      kind: "region",
      name: "prod-us-east-1",
      environment: prod,
      region: prod.regions[1],
    });
    assert.deepEqual(roleOf(fleet, "stage"), { kind: "environment", name: "stage", environment: stage });
  });

  it("each have a role of their own", () => {
    for (const stack of stacksOf(fleet)) assert.deepEqual(roleOf(fleet, stack.name), stack);
  });

  it("are listed, with the way to destroy what is left, for a name that is not declared", () => {
    assert.throws(
      () => roleOf(fleet, "prod-eu-west-2"),
      new RangeError(
        'Stack "prod-eu-west-2" is not declared in fleet "acme". ' +
          "Declared are: prod-eu-west-1, prod-us-east-1, prod, stage-eu-west-1, stage. " +
          "To destroy a stack whose region was removed from the declaration: npx fleet destroy --stack prod-eu-west-2",
      ),
    );
  });
});
