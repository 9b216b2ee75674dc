import { roleOf, stacksOf, type StackRole } from "../../fleet/stacks.ts";
import { stacksAtATime } from "../engine/capacity.ts";
import { ensureStack, type EngineOptions, type OnProgress } from "../engine/engine.ts";
import { existingStacks } from "../engine/outputs.ts";
import { runPasses, type Outcome } from "../engine/passes.ts";
import type { Project } from "../engine/project.ts";
import { upStack } from "../recovery/up-stack.ts";
import { rolloutGate } from "../rollout/gate.ts";
import { Rollouts } from "../rollout/rollouts.ts";
import { refuseBroken } from "../state/broken.ts";
import { keepCopy } from "../state/copies.ts";
import { ensureSimulatedTrust } from "../trust/simulated.ts";
import { readLeftRunning } from "./left-running.ts";
import { leftOverOf, upReport, type UpReport } from "./up-report.ts";
import { describeResult, showWave } from "./wave.ts";

export interface BringUpFleetOptions {
  /** Only this environment. @default all */
  readonly environment?: string | undefined;
  /** Stacks at a time. @default what the machine carries */
  readonly parallel?: number | undefined;
  /** Shows nothing: the output is for a program. @default false */
  readonly quiet?: boolean | undefined;
  /** Whether regions and workloads go in the waves of their rollouts. @default true */
  readonly waves?: boolean | undefined;
  /** The last wave of workloads that is to begin. @default all of them */
  readonly wave?: number | undefined;
  /** Names of stacks that are left as they are. @default none */
  readonly without?: readonly string[] | undefined;
}

/** Brings the stacks of one environment, or of all, up. Failures are in the report: the other stacks go on. */
export async function bringUpFleet(project: Project, options: BringUpFleetOptions): Promise<UpReport> {
  const { environment, parallel = stacksAtATime(), quiet = false, waves = true, without = [] } = options;
  const stacks = stacksOf(project.fleet, environment).filter(({ name }) => !without.includes(name));
  ensureSimulatedTrust(project, environment);
  await refuseBroken(project);
  const existing = await existingStacks(project);
  const known = stacks.filter(({ name }) => existing.includes(name));
  await Promise.all(known.map(({ name }) => keepCopy(project, name)));
  // One after the other: the CLI notes the stack it has made last in a file of its own.
  for (const { name } of stacks) await ensureStack(project, name, existing);
  const begun = await Rollouts.begin(project, waves ? stacks : [], {
    upTo: options.wave,
    quiet,
    bringUp: (names) => runWave(names.map((name) => roleOf(project.fleet, name))),
  });
  const runWave = (wave: readonly StackRole[]) =>
    showWave({
      wave: wave.map(({ name }) => name),
      parallel,
      quiet,
      work: (stack, onProgress) => {
        const role = roleOf(project.fleet, stack);
        return outcomeOf(project, role, onProgress, begun.optionsFor(role));
      },
      summary: (outcome) => ("error" in outcome ? outcome.error : describeOutcome(outcome)),
    });
  try {
    const first = await runPasses(stacks, runWave, waves ? rolloutGate(project, quiet) : undefined);
    const { outcomes, reports } = await begun.goOn(first);
    const leftRunning = await readLeftRunning(project, leftOverOf(project.fleet, existing));
    return upReport(project.fleet, outcomes, existing, leftRunning, reports);
  } finally {
    await begun.end();
  }
}

async function outcomeOf(
  project: Project,
  role: StackRole,
  onProgress: OnProgress,
  options: EngineOptions,
): Promise<Exclude<Outcome, { held: string }>> {
  try {
    return { role, result: await upStack(project, role.name, onProgress, options) };
  } catch (error) {
    return { role, error: error as Error };
  }
}

function describeOutcome({ result }: Extract<Outcome, { result: unknown }>): string {
  const { length } = result.pending;
  return `${describeResult(result)}${length === 0 ? "" : `, ${length} ${length === 1 ? "link" : "links"} pending`}`;
}
