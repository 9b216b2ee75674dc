import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { COMPONENTS } from "../../../components/cluster/kwok/components.ts";
import { Bed } from "../bed.ts";
import { enginesOf, processesIn } from "../engine-processes.ts";
import { readStatus } from "../status.ts";

const KILLS = Number(process.env.KILLS ?? 20);
/** Seconds over which the kills are spread: a first up takes about this long. */
const SPAN = Number(process.env.KILL_SPAN ?? 24);
const VICTIMS = ["fleet", "pulumi"] as const;

/**
 * Spread evenly over the run, with a random place inside each slice: twenty independent draws would leave long
 * stretches untried.
 */
const moments = Array.from({ length: KILLS }, (_, slice) => ((slice + Math.random()) * SPAN) / KILLS);

describe("kill -9 during a first up", function () {
  this.timeout("10m");

  moments.forEach((seconds, index) => {
    const victim = VICTIMS[index % 2] ?? "fleet";
    it(`of ${victim} after ${seconds.toFixed(1)} s: the next up converges`, async () => {
      const bed = await Bed.create();
      try {
        const first = bed.start("up");
        const ended = new Promise((resolve) => first.once("exit", resolve));
        await sleep(seconds * 1000);
        if (victim === "fleet") first.kill("SIGKILL");
        else for (const pid of enginesOf(bed.root)) process.kill(pid, "SIGKILL");
        await ended;

        await bed.succeed("up");
        const status = await readStatus(bed);
        assert.ok(status.clusters.every(({ ready }) => ready));
        assert.ok(
          status.links.length === 4 && status.links.every(({ state }) => state === "linked"),
          JSON.stringify(status),
        );
        assert.deepEqual(
          clusterProcesses(bed),
          [...Object.keys(COMPONENTS), ...Object.keys(COMPONENTS)].sort(),
        );
        assert.deepEqual(await leftovers(bed), []);
      } finally {
        await bed.destroy();
      }
    });
  });
});

function clusterProcesses(bed: Bed): string[] {
  const programs = bed.processes().map(({ program }) => program);
  return programs.filter((program) => program in COMPONENTS).sort();
}

/** Engines, programs and providers of the bed that are still there; plugins need a moment to see that their engine is gone. */
async function leftovers(bed: Bed): Promise<string[]> {
  for (let attempt = 0; attempt < 40; attempt++) {
    const left = processesIn(bed.root);
    if (left.length === 0) return [];
    await sleep(500);
  }
  return processesIn(bed.root).map(({ pid, command }) => `${pid} ${command}`);
}
