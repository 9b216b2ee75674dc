import assert from "node:assert/strict";
import type { BackEndName } from "../../../fleet/backends/back-end.ts";
import { AvailabilityWatch } from "../availability.ts";
import { Bed } from "../bed.ts";
import { ArgoCd } from "../control-planes/argocd.ts";
import { Karmada } from "../control-planes/karmada.ts";
import { startKubeFed } from "../control-planes/kubefed.ts";
import type { RestartedProgram } from "../control-planes/program.ts";
import { until } from "../until.ts";
import { CONTROL_PLANE, HUB, MEMBERS, movingFleet, writeShop } from "./moving-fleet.ts";

const ALL = 6;

/** Every back end once, and back to where it began; from KubeFed to Karmada, as most will want. */
const WAY: readonly BackEndName[] = ["kubefed", "karmada", "applicationset", "direct", "karmada", "kubefed"];

const shop = (backend: BackEndName, tag = "1.0", replicas = ALL) =>
  movingFleet({ shop: { backend, tag, replicas } });

/* One workload in the hands of every back end, one after the other, with all of their real controllers running. */
describe("a workload that moves from one back end to the next", function () {
  this.timeout("15m");
  let bed: Bed;
  let argocd: ArgoCd | undefined;
  let karmada: Karmada | undefined;
  let kubefed: RestartedProgram | undefined;
  let watch: AvailabilityWatch | undefined;
  let pods: string[];
  let objects: object[];

  before(async () => {
    bed = await Bed.create(shop("direct"));
    writeShop(bed);
    karmada = await Karmada.bringUp(bed, CONTROL_PLANE, `acme-local-${CONTROL_PLANE}`);
    argocd = await ArgoCd.start(bed, HUB, { kustomize: true });
    kubefed = await startKubeFed(bed, HUB);
    pods = await podsOf();
    objects = await objectsOf();
    watch = await AvailabilityWatch.start(bed, MEMBERS, { namespace: "shop", name: "storefront" });
  });
  after(async () => {
    watch?.stop();
    // While they run: what is on their members does not go without them.
    await bed.destroy();
    await kubefed?.stop();
    await argocd?.stop();
    await karmada?.stop();
  });
  afterEach(() => {
    argocd?.assertAlive();
    karmada?.assertAlive();
  });

  async function podsOf(): Promise<string[]> {
    const args = ["get", "pods", "-n", "shop", "-o", "jsonpath={.items[*].metadata.uid}"];
    const lists = await Promise.all(MEMBERS.map((cluster) => bed.kubectl(cluster, ...args)));
    return lists.flatMap((list) => list.split(" ")).sort();
  }

  /** What was applied, whoever has applied it. */
  async function objectsOf(): Promise<object[]> {
    const lists = await Promise.all(
      MEMBERS.map((cluster) =>
        bed.kubectl(cluster, "get", "deployments,services", "-n", "shop", "-o", "json"),
      ),
    );
    return lists.flatMap((list) =>
      (JSON.parse(list) as { items: { kind: string; metadata: object; spec: object }[] }).items.map(
        ({ kind, spec }) => ({ kind, spec }),
      ),
    );
  }

  it("begins with all of its pods", () => {
    assert.equal(pods.length, ALL);
  });

  for (const backend of WAY)
    it(`is taken over by ${backend}: the same pods, the same objects, and one holder in the end`, async () => {
      bed.declare(shop(backend));
      await bed.succeed("up");
      const { stacks } = JSON.parse(await bed.succeed("up", "--json")) as {
        stacks: { stack: string; changes: Record<string, number>; pending: readonly string[] }[];
      };
      for (const { stack, changes, pending } of stacks) {
        assert.deepEqual(Object.keys(changes), ["same"], stack);
        assert.deepEqual(pending, [], stack);
      }
      assert.deepEqual(await holders(), [backend]);
      assert.deepEqual(await podsOf(), pods);
      assert.deepEqual(await objectsOf(), objects);
    });

  it("never had fewer replicas available than its minimum", () => {
    assert.equal(watch?.lowest, ALL);
  });

  it("is changed by the one that has it, and by nobody else", async () => {
    bed.declare(shop("kubefed", "2.0"));
    await bed.succeed("up");
    await until(
      () =>
        Promise.all(
          MEMBERS.map((cluster) =>
            bed.kubectl(cluster, "get", "deployments", "-n", "shop", "-o", "jsonpath={..image}"),
          ),
        ),
      (images) => images[0]!.endsWith(":2.0") && images[1]!.endsWith(":2.0-us"),
    );
  });

  it("is taken over with a change in the same edit: what was found gives way", async () => {
    bed.declare(shop("direct", "2.0", ALL + 3));
    await bed.succeed("up");
    const replicas = ["get", "deployments", "-n", "shop", "-o", "jsonpath={..availableReplicas}"];
    await until(
      () => Promise.all(MEMBERS.map((cluster) => bed.kubectl(cluster, ...replicas))),
      (seen) => seen.join() === "6,3",
    );
    const { stacks } = JSON.parse(await bed.succeed("up", "--json")) as {
      stacks: { stack: string; changes: Record<string, number> }[];
    };
    for (const { stack, changes } of stacks) assert.deepEqual(Object.keys(changes), ["same"], stack);
  });

  /** Who has it in hand, by the outputs of all stacks. */
  async function holders(): Promise<string[]> {
    const stacks = ["local", "local-eu-west-1", "local-us-east-1"];
    const outputs = await Promise.all(
      stacks.map(async (stack) => {
        const { stdout } = await bed.pulumi("stack", "output", "holdings", "--json", "--stack", stack);
        return JSON.parse(stdout) as Partial<Record<BackEndName, Record<string, string>>>;
      }),
    );
    const held = outputs.flatMap((each) =>
      Object.entries(each).flatMap(([backend, workloads]) => ("shop" in workloads ? [backend] : [])),
    );
    return [...new Set(held)].sort();
  }
});
