import { roleOf, stacksOf, type StackRole } from "../../fleet/stacks.ts";
import { stacksAtATime } from "../engine/capacity.ts";
import { ensureStack, runEngine, type StackResult } from "../engine/engine.ts";
import { existingStacks } from "../engine/outputs.ts";
import { openProject, type Project } from "../engine/project.ts";
import { exitCodeOf } from "../errors.ts";
import { fingerprintsOf } from "../preview/fingerprint.ts";
import { recall, remember } from "../preview/memory.ts";
import { ensureSimulatedTrust } from "../trust/simulated.ts";
import { plannedWaves, printPlannedWaves } from "../report/waves.ts";
import { describeChanges, describeResult, showWave } from "../report/wave.ts";
import { refuseBroken } from "../state/broken.ts";

export interface PreviewOptions {
  readonly environment?: string;
  readonly parallel?: number;
  readonly json?: boolean;
  /** Folder of the policy packs; default: that of this project. */
  readonly policies?: string;
  /** Asks the engine about every stack, whatever has been seen before. */
  readonly fresh?: boolean;
}

const WORDS = { create: "to create", update: "to update", delete: "to delete", replace: "to replace" };

/**
 * `fleet preview`: what an up would do, stack by stack. Nothing is changed. A stack of which nothing has changed since
 * it was looked at last needs no engine.
 */
export async function run({
  environment,
  parallel = stacksAtATime(),
  json = false,
  fresh = false,
  policies,
}: PreviewOptions): Promise<void> {
  const project = await openProject(undefined, { policies });
  const stacks = stacksOf(project.fleet, environment);
  ensureSimulatedTrust(project, environment);
  const before = await fingerprintsOf(project, stacks);
  const recalled = new Map<string, StackResult>();
  for (const { name } of fresh ? [] : stacks) {
    const result = await recall(project, name, before.get(name));
    if (result !== undefined) recalled.set(name, result);
  }
  if (recalled.size < stacks.length) await ensureStacks(project, stacks);
  const results = await showWave<StackResult | Error>({
    wave: stacks.map(({ name }) => name),
    parallel,
    quiet: json,
    work: async (stack, onProgress) => {
      const look = () => runEngine(project, stack, "preview", onProgress);
      return recalled.get(stack) ?? (await look().catch((error: unknown) => error as Error));
    },
    summary: (result) => {
      if (result instanceof Error) return result;
      return recalled.has(result.stack)
        ? `${describeChanges(result, WORDS)}, as seen before`
        : describeResult(result, WORDS);
    },
  });
  const failed = results.filter((result) => result instanceof Error);
  const previews = results.filter((result): result is StackResult => !(result instanceof Error));
  const looked = previews.filter(({ stack }) => !recalled.has(stack));
  if (looked.length > 0) await rememberAll(project, looked, before);
  const rollouts = plannedWaves(project.fleet, previews);
  if (json) {
    const report = { stacks: previews, rollouts, failed: failed.map(({ message }) => message) };
    console.log(JSON.stringify(report, undefined, 2));
  } else printPlannedWaves(rollouts);
  if (failed.length > 0) process.exitCode = Math.max(...failed.map(exitCodeOf));
}

async function ensureStacks(project: Project, stacks: readonly StackRole[]): Promise<void> {
  await refuseBroken(project);
  const existing = await existingStacks(project);
  for (const { name } of stacks) await ensureStack(project, name, existing);
}

/** @param before The fingerprints of the stacks before the engine looked. */
async function rememberAll(
  project: Project,
  results: readonly StackResult[],
  before: ReadonlyMap<string, string>,
): Promise<void> {
  const after = await fingerprintsOf(
    project,
    results.map(({ stack }) => roleOf(project.fleet, stack)),
  );
  for (const result of results) {
    const fingerprint = before.get(result.stack);
    if (fingerprint !== undefined && fingerprint === after.get(result.stack))
      await remember(project, fingerprint, result);
  }
}
