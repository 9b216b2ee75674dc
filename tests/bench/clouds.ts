import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Bed } from "../bed/bed.ts";
import { eksBed } from "../bed/clouds/eks-bed.ts";
import { eksFleet } from "../bed/clouds/eks-fleet.ts";
import { checkpointOf } from "../bed/cut-off.ts";
import { enginesOf } from "../bed/engine-processes.ts";
import { ratioOf, type Row } from "./timing.ts";

const STACK = "local-eu-west-1";

/** What a region on EKS costs, beside a local one. The provider of AWS is a simulated one: its own share is not that of the real. */
export async function benchClouds(): Promise<Row[]> {
  const local = await Bed.create();
  const cloud = await eksBed(eksFleet());
  try {
    await local.succeed("up");
    await cloud.bed.succeed("up");
    const { ratio, a, b } = await ratioOf(
      3,
      () => preview(cloud.bed),
      () => preview(local),
    );
    const here = await measure(local);
    const there = await measure(cloud.bed);
    return [
      {
        what: "no-change preview of a region stack on EKS / of a local one",
        figure: `${ratio.toFixed(2)} (${a.toFixed(1)} s / ${b.toFixed(1)} s)`,
      },
      {
        what: "… memory of engine, program, providers and packs at most",
        figure: `${(there.megabytes / here.megabytes).toFixed(2)} (${there.megabytes.toFixed(0)} MB / ${here.megabytes.toFixed(0)} MB)`,
      },
      { what: "… resources", figure: `${there.resources} / ${here.resources}` },
      { what: "… processes of providers", figure: `${there.providers} / ${here.providers}` },
    ];
  } finally {
    await cloud.destroy();
    await local.destroy();
  }
}

interface Cost {
  /** Resident, of all processes together, at most. */
  readonly megabytes: number;
  readonly providers: number;
  readonly resources: number;
}

/** Watches a preview. */
async function measure(bed: Bed): Promise<Cost> {
  let megabytes = 0;
  let providers = 0;
  let running = true;
  const watch = (async () => {
    while (running) {
      const processes = enginesOf(bed.root).flatMap(treeOf);
      megabytes = Math.max(megabytes, processes.reduce((sum, { kilobytes }) => sum + kilobytes, 0) / 1024);
      providers = Math.max(providers, processes.filter(({ command }) => isProvider(command)).length);
      await sleep(100);
    }
  })();
  await preview(bed);
  running = false;
  await watch;
  const { checkpoint } = JSON.parse(readFileSync(checkpointOf(bed, STACK), "utf8")) as {
    checkpoint: { latest: { resources: readonly unknown[] } };
  };
  return { megabytes, providers, resources: checkpoint.latest.resources.length };
}

async function preview(bed: Bed): Promise<void> {
  const { code, stdout, stderr } = await bed.pulumi("preview", "--stack", STACK);
  if (code !== 0) throw new Error(`pulumi preview failed:\n${stdout}${stderr}`);
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly kilobytes: number;
  readonly command: string;
}

/** An engine, and all that it has started. */
function treeOf(engine: number): Process[] {
  const all = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,rss=,args="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line): Process => {
      const [pid, parent, kilobytes, ...command] = line.trim().split(/\s+/);
      return {
        pid: Number(pid),
        parent: Number(parent),
        kilobytes: Number(kilobytes),
        command: command.join(" "),
      };
    });
  const below = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
  return [...all.filter(({ pid }) => pid === engine), ...below(engine)];
}

/** A provider of a release, of the tests, or of this project. */
function isProvider(command: string): boolean {
  return /pulumi-resource-\w+ |\/(plugin|provider)\.ts /.test(command);
}
