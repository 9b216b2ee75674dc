import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { enginesOf } from "../engine-processes.ts";
import { readStatus } from "../status.ts";
import type { CloudBed } from "./cloud-bed.ts";
import { assertNothingTwice, eksBed } from "./eks-bed.ts";
import { eksFleet } from "./eks-fleet.ts";

const KILLS = Number(process.env.KILLS ?? 6);
/** Seconds within which a kill comes. The run goes on where the one before it was cut off, so that all of it is tried. */
const SPAN = Number(process.env.KILL_SPAN ?? 14);
const CLUSTER = "aws:eks/cluster:Cluster";

describe("kill -9 during a first up on EKS", function () {
  this.timeout("10m");
  let at: CloudBed;

  beforeEach(async () => {
    at = await eksBed(eksFleet({ linked: false }));
  });
  afterEach(() => at.destroy());

  /** Kills fleet and engines, or the engines alone, when something is so; at the latest when the run ends. */
  const cutOff = async (victim: "fleet" | "pulumi", isSo: (seconds: number) => boolean) => {
    const started = performance.now();
    const up = at.bed.start("up");
    const ended = new Promise((resolve) => up.once("exit", resolve));
    while (up.exitCode === null && !isSo((performance.now() - started) / 1000)) await sleep(20);
    if (victim === "fleet") up.kill("SIGKILL");
    for (const pid of enginesOf(at.bed.root)) process.kill(pid, "SIGKILL");
    await ended;
  };

  const assertWhole = async () => {
    await at.bed.succeed("up");
    const { clusters } = await readStatus(at.bed);
    assert.ok(clusters.length === 2 && clusters.every(({ ready }) => ready), JSON.stringify(clusters));
    assertNothingTwice(at.folder.all());
    for (const region of ["eu-west-1", "eu-central-1"]) {
      const made = at.ledger
        .read()
        .filter((entry) => entry.type === CLUSTER && entry.region === region)
        .filter(({ operation, phase }) => operation === "create" && phase === "done");
      assert.equal(made.length, 1, `clusters made in ${region}`);
    }
    await at.bed.succeed("destroy", "--environment", "local", "--yes");
    assert.deepEqual(at.types(), []);
  };

  it(`${KILLS} times at random moments: the next up converges, with one cluster a region, nothing twice`, async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const moment = 2 + Math.random() * SPAN;
      await cutOff(kill % 2 === 0 ? "fleet" : "pulumi", (seconds) => seconds > moment);
    }
    await assertWhole();
  });

  it("while the cloud makes the clusters, which takes long: they are waited for and taken over", async () => {
    at.faults.set({ operation: "create", type: CLUSTER, seconds: 600 });
    await cutOff("fleet", () => at.folder.ofType(CLUSTER).length === 2);
    at.faults.set();
    await assertWhole();
  });
});
