import { globSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";

/** Folder of the project. */
export const ROOT = path.resolve(import.meta.dirname, "..");

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs the test files of a pattern (relative to the project) in this process, one test after the other. */
export async function runTests(pattern: string, exclude: readonly string[] = []): Promise<Counts> {
  const mocha = new Mocha({ reporter: "spec", timeout: 20_000, forbidOnly: process.env.CI !== undefined });
  for (const file of globSync(pattern, { cwd: ROOT, exclude }).sort()) mocha.addFile(path.join(ROOT, file));
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending });
    });
  });
}

/** The closing line, and the exit code that goes with it. A run of nothing is not a success. */
export function close(counts: readonly Counts[]): void {
  const sum = (key: keyof Counts) => counts.reduce((total, count) => total + count[key], 0);
  const skipped = sum("skipped") === 0 ? "" : `, ${sum("skipped")} skipped`;
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed${skipped}`);
  process.exit(sum("failed") > 0 || sum("passed") === 0 ? 1 : 0);
}
