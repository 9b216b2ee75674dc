import assert from "node:assert/strict";
import { fixedFactsOf } from "../../fleet/clouds/fixed.ts";
import type { EksCluster } from "../../fleet/clouds/aws/names.ts";
import { regionStack } from "../../stacks/region.ts";
import { Settings } from "../../stacks/settings.ts";
import { record, type Registration } from "../components/recorder.ts";
import { resolved } from "../components/values.ts";
import { eksCluster } from "../fleet/clouds/aws/clusters.ts";
import { environment, passportOf } from "../fleet/environments.ts";

/** A run of the stack of a cluster that was last brought up as `before`. */
async function run(
  now: EksCluster,
  before?: EksCluster,
  version = "v1.34",
): Promise<{
  seen: Registration[];
  outputs: Record<string, Record<string, { fixed?: object; protected?: boolean }>>;
  error: string;
}> {
  const around = environment([now], { mesh: undefined, gitops: undefined });
  const region = around.regions[0]!;
  let [error, outputs]: [string, object] = ["", {}];
  const recorded: Record<string, object> =
    before === undefined
      ? {}
      : {
          "local-eu-west-1": {
            passports: { dub: passportOf(before, around, { version }) },
            clusters: {
              [before.name]: {
                fixed: fixedFactsOf(before, environment([before])),
                protected: before.provisioner.deletionProtection,
              },
            },
          },
        };
  const seen = await record(async () => {
    try {
      const settings = new Settings("/", region);
      outputs = await regionStack({ environment: around, region, root: "/", settings });
    } catch (thrown) {
      error = (thrown as Error).message;
    }
  }, recorded);
  return { seen, outputs: (await resolved(outputs)) as never, error };
}

describe("the guard before the clusters of a stack", function () {
  this.timeout(30_000);

  it("writes down what a cluster has for life", async () => {
    const cluster = eksCluster();
    const { outputs, error } = await run(cluster);
    assert.equal(error, "");
    assert.deepEqual(outputs.clusters?.dub?.fixed, fixedFactsOf(cluster, environment([cluster])));
    assert.equal(outputs.clusters?.dub?.protected, true);
  });

  it("refuses to make a cluster anew, before anything is registered", async () => {
    const { seen, error } = await run(eksCluster({ vpc: { zones: ["a", "b"] } }), eksCluster());
    assert.match(
      error,
      /^Not to be done to a cluster:\n {2}dub: zones is "a, b, c" and would become "a, b"\n/,
    );
    assert.match(error, /say replaceable: true in its entry/);
    assert.deepEqual(seen, []);
  });

  it("lets it happen if the entry says so, and lets everything else happen", async () => {
    const replaceable = eksCluster({ vpc: { zones: ["a", "b"] }, replaceable: true });
    assert.equal((await run(replaceable, eksCluster())).error, "");
    assert.equal((await run(eksCluster({}, { version: "1.35" }), eksCluster())).error, "");
  });

  it("refuses to take a cluster away that is protected, with what is around it", async () => {
    const gone = (deletionProtection: boolean) => ({ ...eksCluster({ deletionProtection }), name: "ork" });
    const { seen, error } = await run(eksCluster(), gone(true));
    assert.match(
      error,
      /ork: its entry is gone, and it is protected: put it back with deletionProtection: false/,
    );
    assert.deepEqual(seen, []);
    assert.equal((await run(eksCluster(), gone(false))).error, "");
  });

  it("refuses to skip a minor of Kubernetes, and to go back", async () => {
    const skipped = await run(eksCluster({}, { version: "1.36" }), eksCluster());
    assert.match(skipped.error, /1\.34 cannot become 1\.36, one minor at a time: set version: "1\.35" first/);
    assert.deepEqual(skipped.seen, []);
    const back = await run(eksCluster({}, { version: "1.33" }), eksCluster());
    assert.match(back.error, /1\.34 cannot go back to 1\.33/);
  });
});
