import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StateCopy } from "../../../cli/state/copies.ts";
import { Bed } from "../bed.ts";
import { readStatus } from "../status.ts";

const STACK = "local-us-east-1";

/* States that are lost or broken, and their copies. */
describe("the state of a stack", function () {
  this.timeout("10m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create();
    await bed.succeed("up");
    // The second has the state of the first to put aside.
    await bed.succeed("up");
  });
  after(() => bed.destroy());

  const stateFile = () => path.join(bed.root, `.archipelago/state/.pulumi/stacks/archipelago/${STACK}.json`);
  const copies = async () =>
    (JSON.parse(await bed.succeed("state", "list", STACK, "--json")) as { copies: StateCopy[] }).copies;

  it("is put aside before an up, once for each state", async () => {
    const before = await copies();
    assert.ok(before.length > 0 && before[0]!.resources > 50);
    await bed.succeed("up");
    assert.deepEqual(await copies(), before);
  });

  it("that was cut off is found out before anything is done, and is brought back from the copy", async () => {
    const whole = readFileSync(stateFile(), "utf8");
    writeFileSync(stateFile(), whole.slice(0, whole.length / 2));
    for (const verb of ["up", "preview"]) {
      const { code, stderr } = await bed.fleet(verb);
      assert.equal(code, 1);
      assert.match(stderr, /local-us-east-1\.json is cut off.*npx fleet state restore local-us-east-1/);
    }
    const { aside } = JSON.parse(await bed.succeed("state", "restore", STACK, "--yes", "--json")) as {
      aside: string;
    };
    assert.equal(readFileSync(aside, "utf8"), whole.slice(0, whole.length / 2));
    await assertWhole();
  });

  it("that is gone is brought back: no second cluster, and nothing in it is made anew", async () => {
    const pods = await podsOn();
    const { code } = await bed.pulumi("stack", "rm", STACK, "--force", "--yes", "--preserve-config");
    assert.equal(code, 0);
    assert.ok(!existsSync(stateFile()));
    await bed.succeed("state", "restore", STACK, "--yes");
    await assertWhole();
    assert.equal(await podsOn(), pods);
  });

  it("of before a change is compared with the cluster: what came since is taken over", async () => {
    const declared = readFileSync(path.join(bed.root, "fleet.yaml"), "utf8");
    bed.declare(declared.replace("replicas: 10", "replicas: 12"));
    await bed.succeed("up");
    const [newest] = await copies();
    await bed.succeed("state", "restore", STACK, "--yes", "--at", newest!.taken);
    await assertWhole();
    assert.equal(
      (await readStatus(bed)).workloads.find(({ name }) => name === "storefront")?.replicas["us-east-1"]
        ?.ready,
      4,
    );
  });

  it("has no copy of a stack that was never up, and says of which there are", async () => {
    const { code, stderr } = await bed.fleet("state", "restore", "local-us", "--yes");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /no copy of a state of "local-us"; there are copies of: local, local-eu-west-1, local-us-east-1/,
    );
  });

  const podsOn = () =>
    bed.kubectl("us-east-1", "get", "pods", "-A", "-o", "jsonpath={.items[*].metadata.uid}");

  /** Everything is linked and ready; after the comparison nothing is left to do. */
  async function assertWhole(): Promise<void> {
    await bed.succeed("up");
    const { links, clusters } = await readStatus(bed);
    assert.ok(links.every(({ state }) => state === "linked"));
    assert.ok(clusters.every(({ ready }) => ready));
    const { stacks } = JSON.parse(await bed.succeed("up", "--json")) as {
      stacks: { changes: Record<string, number> }[];
    };
    for (const { changes } of stacks) assert.deepEqual(Object.keys(changes), ["same"]);
  }
});
