import assert from "node:assert/strict";
import { stringify } from "yaml";
import { Bed } from "../bed.ts";

interface UpReport {
  readonly stacks: readonly { readonly stack: string; readonly changes: Readonly<Record<string, number>> }[];
  readonly held: readonly { readonly stack: string; readonly reason: string }[];
}

describe("a rollout, one region first", function () {
  this.timeout("10m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create(staged("2.3"));
  });
  after(() => bed.destroy());

  const up = async (...options: string[]) => {
    const { code, stdout } = await bed.fleet("up", "--json", ...options);
    return { code, ...(JSON.parse(stdout) as UpReport) };
  };
  const image = (cluster: string) =>
    bed.kubectl(cluster, "-n", "gateway", "get", "deployment", "gateway", "-o", "jsonpath={..image}");

  it("brings the fleet up from nothing, and finds nothing to do then", async () => {
    assert.deepEqual((await up()).held, []);
    const { code, stacks } = await up();
    assert.equal(code, 0);
    for (const { changes } of stacks) assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("stops a change after the first region where it does not come up there", async () => {
    // Nothing can be scheduled there any more, as if the new image could not be pulled.
    await bed.kubectl("us-east-1", "cordon", "--selector", "type=kwok");
    bed.declare(staged("2.4"));
    const { code, held } = await up();
    assert.equal(code, 1);
    assert.deepEqual(held, [
      { stack: "local-eu-west-1", reason: "local-us-east-1 failed" },
      { stack: "local", reason: "local-us-east-1 failed" },
    ]);
    assert.match(await image("us-east-1"), /:2\.4$/);
    assert.match(await image("eu-west-1"), /:2\.3$/);
  });

  it("goes on where it stopped when that is mended", async () => {
    await bed.kubectl("us-east-1", "uncordon", "--selector", "type=kwok");
    const { code, held } = await up();
    assert.deepEqual([code, held], [0, []]);
    assert.match(await image("eu-west-1"), /:2\.4$/);
  });

  it("goes on regardless if it is told to", async () => {
    await bed.kubectl("us-east-1", "cordon", "--selector", "type=kwok");
    bed.declare(staged("2.5"));
    const { code, held } = await up("--no-waves");
    assert.deepEqual([code, held], [1, []]);
    assert.match(await image("eu-west-1"), /:2\.5$/);
  });
});

/** Two regions, the far one first, and a workload in a version. */
function staged(tag: string): string {
  const region = (country: string, name: string) => {
    return { country, clusters: { [name]: { provisioner: { kind: "kwok", nodes: 1 } } } };
  };
  return stringify({
    name: "acme",
    environments: {
      local: {
        hub: "eu-west-1",
        rollout: { waves: [["us-east-1"]], pause: "1s" },
        regions: { "eu-west-1": region("IE", "eu-west-1"), "us-east-1": region("US", "us-east-1") },
      },
    },
    workloads: {
      gateway: {
        environments: ["local"],
        manifests: "examples/gateway",
        overrides: [{ clusters: "all", image: { tag }, annotations: { "pulumi.com/timeoutSeconds": "15" } }],
      },
    },
  });
}
