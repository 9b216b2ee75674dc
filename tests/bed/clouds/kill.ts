import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { enginesOf } from "../engine-processes.ts";
import { readStatus } from "../status.ts";
import type { CloudBed } from "./cloud-bed.ts";
import { assertNothingTwice } from "./deeds.ts";

/** Kills fleet and engines of an `up`, or the engines alone, when something is so; at the latest when the run ends. */
export async function cutOff(
  { bed }: CloudBed,
  victim: "fleet" | "pulumi",
  isSo: (seconds: number) => boolean,
): Promise<void> {
  const started = performance.now();
  const up = bed.start("up");
  const ended = new Promise((resolve) => up.once("exit", resolve));
  while (up.exitCode === null && !isSo((performance.now() - started) / 1000)) await sleep(20);
  if (victim === "fleet") up.kill("SIGKILL");
  for (const pid of enginesOf(bed.root)) process.kill(pid, "SIGKILL");
  await ended;
}

/** Cuts one first `up` off again and again, at random moments; each run goes on where the one before it was cut off. */
export async function cutOffAtRandom(at: CloudBed, kills: number, span: number): Promise<void> {
  for (let kill = 0; kill < kills; kill++) {
    const moment = 2 + Math.random() * span;
    await cutOff(at, kill % 2 === 0 ? "fleet" : "pulumi", (seconds) => seconds > moment);
  }
}

/**
 * That the next `up` makes the fleet whole, that the clouds have never made a second cluster in a region, and that
 * nothing is left after a `destroy` but what clouds do not let go.
 */
export async function assertWhole(
  at: CloudBed,
  { cluster, regions, kept = [] }: { cluster: string; regions: readonly string[]; kept?: readonly string[] },
): Promise<void> {
  await at.bed.succeed("up");
  const { clusters } = await readStatus(at.bed);
  assert.ok(
    clusters.length === regions.length && clusters.every(({ ready }) => ready),
    JSON.stringify(clusters),
  );
  assertNothingTwice(at.folder.all());
  for (const region of regions) {
    const made = at.ledger
      .read()
      .filter((entry) => entry.type === cluster && entry.region === region)
      .filter(({ operation, phase }) => operation === "create" && phase === "done");
    assert.equal(made.length, 1, `clusters made in ${region}`);
  }
  await at.bed.succeed("destroy", "--environment", "local", "--yes");
  assert.deepEqual(at.types(), kept);
}
