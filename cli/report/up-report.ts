import type { Fleet } from "../../fleet/fleet.ts";
import { listed } from "../../fleet/problems.ts";
import { stacksOf } from "../../fleet/stacks.ts";
import type { StackResult } from "../engine/engine.ts";
import { EngineError } from "../engine/engine-error.ts";
import type { LeftRunning } from "./left-running.ts";
import type { Outcome } from "../engine/passes.ts";
import type { RolloutReport } from "../rollout/workload-rollout.ts";

/** What an `up` over many stacks came to. */
export interface UpReport {
  readonly stacks: readonly StackResult[];
  readonly failed: readonly {
    readonly stack: string;
    readonly message: string;
    /** It failed because a mandatory policy was violated. */
    readonly policyViolated: boolean;
  }[];
  /** Stacks that did not have their turn, since an earlier wave of their environment is not well. */
  readonly held: readonly { readonly stack: string; readonly reason: string }[];
  /** How far changes of workloads that go in waves have come; those of which nothing was to be done are left out. */
  readonly rollouts: readonly RolloutReport[];
  /** Links that wait for a peer, in words. */
  readonly pending: readonly string[];
  /** Stacks that exist but are not declared any more, of whatever environment. */
  readonly leftOver: readonly string[];
  /** What Argo CD has left running on the clusters of those stacks. */
  readonly leftRunning: readonly LeftRunning[];
}

/** Stacks that exist, and that the fleet does not declare. */
export function leftOverOf(fleet: Fleet, existing: readonly string[]): string[] {
  const declared = new Set(stacksOf(fleet).map(({ name }) => name));
  return existing.filter((name) => !declared.has(name));
}

export function upReport(
  fleet: Fleet,
  outcomes: readonly Outcome[],
  existing: readonly string[],
  leftRunning: readonly LeftRunning[] = [],
  rollouts: readonly RolloutReport[] = [],
): UpReport {
  return {
    stacks: outcomes.flatMap((outcome) => ("result" in outcome ? [outcome.result] : [])),
    failed: outcomes.flatMap((outcome) => ("error" in outcome ? [failureOf(outcome)] : [])),
    held: outcomes.flatMap((outcome) =>
      "held" in outcome ? [{ stack: outcome.role.name, reason: outcome.held }] : [],
    ),
    rollouts,
    pending: outcomes.flatMap((outcome) => ("result" in outcome ? outcome.result.pending : [])),
    leftOver: leftOverOf(fleet, existing),
    leftRunning,
  };
}

function failureOf({ role, error }: Extract<Outcome, { error: Error }>): UpReport["failed"][number] {
  const policyViolated = error instanceof EngineError && error.policyViolated;
  return { stack: role.name, message: error.message, policyViolated };
}

export function printUpReport({ held, rollouts, pending, leftOver, leftRunning }: UpReport): void {
  for (const rollout of rollouts) printRollout(rollout);
  for (const [reason, stacks] of Map.groupBy(held, (each) => each.reason)) {
    console.log(`\nHeld back, since ${reason}: ${listed(stacks.map(({ stack }) => stack))}`);
    console.log("  Mend that and run fleet up again, or go on regardless: npx fleet up --no-waves");
  }
  if (pending.length > 0) {
    console.log("\nPending, until the other side has been brought up:");
    for (const link of pending) console.log(`  ${link}`);
  }
  for (const stack of leftOver) {
    console.log(`\nStack ${stack} still exists, but is not declared any more. Its clusters go on running.`);
    for (const left of leftRunning.filter((each) => each.stack === stack)) printLeftRunning(left);
    console.log(`  To destroy it: npx fleet destroy --stack ${stack}`);
  }
}

function printRollout({ workload, wave, waves, state, reason, waiting, lowest }: RolloutReport): void {
  const fewest = lowest === undefined ? "" : `, never fewer than ${lowest} replicas available`;
  const waits = waiting.length === 0 ? "" : `; as before: ${listed(waiting)}`;
  switch (state) {
    case "done":
      console.log(`\n${workload}: all ${waves} waves done${fewest}`);
      return;
    case "held":
      console.log(`\n${workload}: held after wave ${wave} of ${waves}${fewest}${waits}`);
      console.log("  To go on: npx fleet up");
      return;
    case "stopped":
      console.log(
        `\n${workload}: stopped in wave ${wave} of ${waves}, since ${reason ?? "it failed"}${waits}`,
      );
      console.log(
        "  Mend that, or declare what was there before, and run fleet up again; or go on regardless: npx fleet up --no-waves",
      );
  }
}

function printLeftRunning(left: LeftRunning): void {
  if ("unreachable" in left) {
    console.log(`  ${left.cluster}: what Argo CD has left there cannot be seen: ${left.unreachable}`);
  } else if (left.objects.length > 0) {
    console.log(`  ${left.cluster}: left by Argo CD, and kept by nobody now: ${listed(left.objects)}`);
  }
}
