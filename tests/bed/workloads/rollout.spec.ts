import assert from "node:assert/strict";
import { once } from "node:events";
import { stringify } from "yaml";
import { AvailabilityWatch } from "../availability.ts";
import { Bed } from "../bed.ts";
import { until } from "../until.ts";

interface UpReport {
  readonly stacks: readonly { readonly stack: string; readonly changes: Readonly<Record<string, number>> }[];
  readonly failed: readonly { readonly stack: string; readonly message: string }[];
  readonly rollouts: readonly {
    readonly workload: string;
    readonly wave: number;
    readonly state: string;
    readonly reason?: string;
    readonly waiting: readonly string[];
    readonly lowest?: number;
  }[];
}

/** In the order of their waves; the last is in no wave, and comes after them. */
const CLUSTERS = ["iad", "ork", "dub"] as const;
const ALL = 6;

/* A new version of a workload, cluster by cluster, with the real engine and three real API servers. */
describe("a workload in waves", function () {
  this.timeout("10m");
  let bed: Bed;
  let watch: AvailabilityWatch | undefined;

  before(async () => {
    bed = await Bed.create(staged("1.0"));
  });
  after(() => bed.destroy());
  afterEach(() => watch?.stop());

  const up = async (...options: string[]) => {
    const { code, stdout, stderr } = await bed.fleet("up", "--json", ...options);
    assert.ok(stdout.startsWith("{"), `${stdout}\n${stderr}`);
    return { code, ...(JSON.parse(stdout) as UpReport) };
  };
  const tagOf = async (cluster: string) => {
    const image = ["-o", "jsonpath={..image}"];
    const text = await bed.kubectl(cluster, "-n", "storefront", "get", "deployment", "storefront", ...image);
    return text.slice(text.lastIndexOf(":") + 1);
  };
  const tags = async () => Promise.all(CLUSTERS.map(tagOf));
  const watchAll = async () => {
    const place = { namespace: "storefront", name: "storefront" };
    watch = await AvailabilityWatch.start(bed, CLUSTERS, place);
    return watch;
  };

  it("comes up from nothing, and then costs nothing", async () => {
    const { code, rollouts, failed } = await up();
    assert.deepEqual([code, failed], [0, []]);
    assert.deepEqual(
      rollouts.map(({ workload, wave, state, waiting }) => ({ workload, wave, state, waiting })),
      [{ workload: "storefront", wave: 3, state: "done", waiting: [] }],
    );
    const again = await up();
    assert.deepEqual([again.code, again.rollouts], [0, []]);
    for (const { changes } of again.stacks) assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("says in a preview in which wave a change comes", async () => {
    bed.declare(staged("1.1"));
    const said = await bed.succeed("preview");
    assert.match(said, /storefront, wave by wave:\n  1: iad\n  2: ork\n  3: dub\n/);
  });

  it("gets a new image in three waves, and all replicas are available at any time", async () => {
    const seen = await watchAll();
    const { code, rollouts } = await up();
    assert.equal(code, 0);
    assert.deepEqual(
      rollouts.map(({ wave, state, lowest }) => ({ wave, state, lowest })),
      [{ wave: 3, state: "done", lowest: ALL }],
    );
    assert.deepEqual(seen.orderOf(/:1\.1$/), CLUSTERS);
    assert.equal(seen.lowest, ALL);
  });

  it("goes up to the wave that it is told, and on from there", async () => {
    bed.declare(staged("1.2"));
    const first = await up("--wave", "1");
    assert.deepEqual(
      [first.code, first.rollouts[0]?.state, first.rollouts[0]?.waiting],
      [0, "held", ["dub", "ork"]],
    );
    assert.deepEqual(await tags(), ["1.2", "1.1", "1.1"]);
    await up("--wave", "2");
    assert.deepEqual(await tags(), ["1.2", "1.2", "1.1"]);
    await bed.succeed("up");
    assert.deepEqual(await tags(), ["1.2", "1.2", "1.2"]);
  });

  it("stops after the first wave where a version does not come up, and goes on when that is mended", async () => {
    const seen = await watchAll();
    // Nothing can be scheduled there any more, as if the new image could not be pulled.
    await bed.kubectl("iad", "cordon", "--selector", "type=kwok");
    bed.declare(staged("1.3"));
    const { code, rollouts } = await up();
    assert.equal(code, 1);
    assert.deepEqual(
      rollouts.map(({ wave, state, reason, waiting }) => ({ wave, state, reason, waiting })),
      [
        {
          wave: 1,
          state: "stopped",
          reason: "local-us-east-1 failed or was held back",
          waiting: ["dub", "iad", "ork"],
        },
      ],
    );
    assert.deepEqual(await tags(), ["1.3", "1.2", "1.2"]);
    await bed.kubectl("iad", "uncordon", "--selector", "type=kwok");
    assert.equal((await up()).code, 0);
    assert.deepEqual(await tags(), ["1.3", "1.3", "1.3"]);
    assert.equal(seen.lowest, ALL);
  });

  it("goes on in its order after it was killed between two waves", async () => {
    bed.declare(staged("1.4", "1m"));
    const running = bed.start("up");
    const ended = once(running, "exit");
    await until(
      () => tagOf("iad"),
      (tag) => tag === "1.4",
    );
    // Its engine has ended too, and what is left is the pause.
    await until(
      () =>
        bed.run(
          "pulumi",
          ["stack", "output", "rollouts", "--json", "--stack", "local-us-east-1"],
          bed.plainEnvironment,
        ),
      ({ stdout }) => stdout.includes("digest"),
    );
    running.kill("SIGKILL");
    await ended;
    assert.deepEqual(await tags(), ["1.4", "1.3", "1.3"]);
    bed.declare(staged("1.4"));
    const seen = await watchAll();
    assert.equal((await up()).code, 0);
    assert.deepEqual(seen.orderOf(/:1\.4$/), ["ork", "dub"]);
    assert.equal(seen.lowest, ALL);
  });

  it("stops at once where available replicas fall below the minimum, whatever made them", async () => {
    bed.declare(staged("1.5", "8s"));
    const done = up();
    await until(
      () => tagOf("iad"),
      (tag) => tag === "1.5",
    );
    await bed.kubectl("dub", "cordon", "--selector", "type=kwok");
    await bed.kubectl("dub", "-n", "storefront", "delete", "pods", "--all", "--wait=false");
    const { code, rollouts } = await done;
    assert.equal(code, 1);
    assert.equal(rollouts[0]?.state, "stopped");
    assert.match(
      rollouts[0].reason ?? "",
      /^storefront fell to [45] available replicas, below its minAvailable of 6$/,
    );
    assert.deepEqual(await tags(), ["1.5", "1.4", "1.4"]);
    await bed.kubectl("dub", "uncordon", "--selector", "type=kwok");
  });
});

/** Three clusters in two regions, a workload in a version, and the far cluster first. */
function staged(tag: string, pause = "1s"): string {
  const cluster = { provisioner: { kind: "kwok", nodes: 1 } };
  return stringify({
    name: "acme",
    environments: {
      local: {
        hub: "dub",
        regions: {
          "eu-west-1": { country: "IE", clusters: { dub: cluster, ork: cluster } },
          "us-east-1": { country: "US", clusters: { iad: cluster } },
        },
      },
    },
    workloads: {
      storefront: {
        environments: ["local"],
        manifests: "examples/storefront",
        division: { replicas: ALL, by: "even" },
        minAvailable: ALL,
        rollout: { waves: [{ country: "US" }, ["ork"]], pause },
        overrides: [{ clusters: "all", image: { tag }, annotations: { "pulumi.com/timeoutSeconds": "10" } }],
      },
    },
  });
}
