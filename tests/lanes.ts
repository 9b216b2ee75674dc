import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { ROOT, type Counts } from "./mocha.ts";

/** Areas side by side: one of them leaves half of a small machine idle while it waits for engines and API servers. */
const LANES = 2;

/** The longest first, so that the lanes end together. */
const BY_LENGTH = ["local", "clouds", "links", "workloads", "recovery", "residency", "guardrails"];

/** Proves areas side by side, each in a process of its own; every line says whose it is. */
export async function proveSideBySide(areas: readonly string[]): Promise<Counts[]> {
  const queue = [...areas].sort((a, b) => BY_LENGTH.indexOf(a) - BY_LENGTH.indexOf(b));
  const counts: Counts[] = [];
  const lane = async () => {
    for (let area = queue.shift(); area !== undefined; area = queue.shift()) counts.push(await prove(area));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return counts;
}

/** @returns what its closing line says; a failure if it has none. */
async function prove(area: string): Promise<Counts> {
  const child = spawn(process.execPath, ["tests/prove.ts", area, "--prepared"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let counts: Counts = { passed: 0, failed: 1, skipped: 0 };
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => {
      console.log(`${area.padEnd(10)} ${line}`);
      const [, passed, failed, skipped = "0"] =
        /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line) ?? [];
      if (passed !== undefined)
        counts = { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
    });
  await once(child, "close");
  return counts;
}
