import { roleOf } from "../../fleet/stacks.ts";
import { stacksAtATime } from "../engine/capacity.ts";
import type { StackResult } from "../engine/engine.ts";
import type { Project } from "../engine/project.ts";
import { upStack } from "../recovery/up-stack.ts";
import { allStagedShares } from "../rollout/rollouts.ts";
import { describeResult, showWave } from "./wave.ts";

export interface StackFailure {
  readonly stack: string;
  readonly message: string;
}

/** What came of bringing stacks up: for each that was run one or the other. */
export interface BroughtUp {
  readonly results: readonly StackResult[];
  readonly failed: readonly StackFailure[];
}

export interface BringUpOptions {
  /** Shows nothing: the output is for a program. */
  readonly quiet: boolean;
  /** Stacks at a time. @default what the machine carries */
  readonly parallel?: number;
  /** Leaves the workloads that go in waves as they are: their changes wait for the next `fleet up`. @default false */
  readonly holdRollouts?: boolean;
  /** Ends the engines when the time is up; stacks that have not begun by then fail. */
  readonly signal?: AbortSignal;
}

/** Brings stacks up side by side, once each, and shows how far they are. A stack that fails holds up nobody else. */
export async function bringUpStacks(
  project: Project,
  stacks: readonly string[],
  { quiet, parallel = stacksAtATime(), holdRollouts = false, signal }: BringUpOptions,
): Promise<BroughtUp> {
  if (stacks.length === 0) return { results: [], failed: [] };
  const outcomes = await showWave<StackResult | (StackFailure & { error: Error })>({
    wave: stacks,
    parallel,
    quiet,
    work: async (stack, onProgress) => {
      try {
        const excluded = holdRollouts ? await allStagedShares(project, roleOf(project.fleet, stack)) : [];
        return await upStack(project, stack, onProgress, { signal, excluded });
      } catch (error) {
        return { stack, message: (error as Error).message, error: error as Error };
      }
    },
    summary: (outcome) => ("error" in outcome ? outcome.error : describeResult(outcome)),
  });
  return {
    results: outcomes.flatMap((outcome) => ("error" in outcome ? [] : [outcome])),
    failed: outcomes.flatMap((outcome) =>
      "error" in outcome ? [{ stack: outcome.stack, message: outcome.message }] : [],
    ),
  };
}
