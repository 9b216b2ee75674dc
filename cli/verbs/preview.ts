import { stacksOf } from "../../fleet/stacks.ts";
import { stacksAtATime } from "../engine/capacity.ts";
import { ensureStack, runEngine, type StackResult } from "../engine/engine.ts";
import { existingStacks } from "../engine/outputs.ts";
import { openProject } from "../engine/project.ts";
import { exitCodeOf } from "../errors.ts";
import { ensureSimulatedTrust } from "../trust/simulated.ts";
import { describeResult, showWave } from "../report/wave.ts";

export interface PreviewOptions {
  readonly environment?: string;
  readonly parallel?: number;
  readonly json?: boolean;
}

const WORDS = { create: "to create", update: "to update", delete: "to delete", replace: "to replace" };

/** `fleet preview`: what an up would do, stack by stack. Nothing is changed. */
export async function run({
  environment,
  parallel = stacksAtATime(),
  json = false,
}: PreviewOptions): Promise<void> {
  const project = await openProject();
  const stacks = stacksOf(project.fleet, environment).map(({ name }) => name);
  ensureSimulatedTrust(project, environment);
  const existing = await existingStacks(project);
  for (const stack of stacks) await ensureStack(project, stack, existing);
  const results = await showWave<StackResult | Error>({
    wave: stacks,
    parallel,
    quiet: json,
    work: (stack, onProgress) =>
      runEngine(project, stack, "preview", onProgress).catch((error: unknown) => error as Error),
    summary: (result) => (result instanceof Error ? result : describeResult(result, WORDS)),
  });
  const failed = results.filter((result) => result instanceof Error);
  if (json) {
    const previews = results.filter((result) => !(result instanceof Error));
    console.log(
      JSON.stringify({ stacks: previews, failed: failed.map(({ message }) => message) }, undefined, 2),
    );
  }
  if (failed.length > 0) process.exitCode = Math.max(...failed.map(exitCodeOf));
}
