import assert from "node:assert/strict";
import { namesTooLong } from "../../fleet/name-lengths.ts";
import { clusterFullName, environmentStackName, regionStackName } from "../../fleet/names.ts";
import { cluster } from "./arbitraries.ts";
import { environment } from "./environments.ts";

/** A fleet of one environment with one region that has one cluster. */
function fleetOf(names: { fleet?: string; environment?: string; region?: string; cluster?: string }) {
  const { fleet = "f", environment: name = "e", region = "r", cluster: clusterName = "c" } = names;
  return { name: fleet, environments: [environment([cluster(clusterName, region)], { name, fleet })] };
}

describe("names", () => {
  it("of stacks are those of the environment, and of the region in it", () => {
    assert.equal(regionStackName("prod", "eu-west-1"), "prod-eu-west-1");
    assert.equal(environmentStackName("prod"), "prod");
  });

  it("of clusters say, outside their environment, whose they are", () => {
    assert.equal(clusterFullName("acme", "prod", "dub"), "acme-prod-dub");
  });

  it("may be as long as what they are used for allows", () => {
    // `f-e-` and `e-` come before.
    assert.deepEqual(namesTooLong(fleetOf({ cluster: "c".repeat(59) })), []);
    assert.deepEqual(namesTooLong(fleetOf({ region: "r".repeat(98) })), []);
  });

  it("that are one character longer are found, each with its place", () => {
    const long = "c".repeat(60);
    assert.deepEqual(namesTooLong(fleetOf({ cluster: long })), [
      { path: ["environments", "e", "regions", "r", "clusters", long], name: `f-e-${long}`, limit: 63 },
    ]);
    const region = "r".repeat(99);
    assert.deepEqual(namesTooLong(fleetOf({ region })), [
      { path: ["environments", "e", "regions", region], name: `e-${region}`, limit: 100 },
    ]);
  });

  it("that are too long are all found", () => {
    const environments = ["a", "b"].map((name) => {
      return environment([cluster("c".repeat(60)), cluster("d".repeat(60))], { name });
    });
    assert.deepEqual(
      namesTooLong({ name: "f", environments }).map(({ name }) => name),
      ["a", "b"].flatMap((name) => [`f-${name}-${"c".repeat(60)}`, `f-${name}-${"d".repeat(60)}`]),
    );
  });
});
