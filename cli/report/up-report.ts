import type { Fleet } from "../../fleet/fleet.ts";
import { stacksOf } from "../../fleet/stacks.ts";
import type { StackResult } from "../engine/engine.ts";
import { EngineError } from "../engine/engine-error.ts";
import type { Outcome } from "../engine/passes.ts";

/** What an `up` over many stacks came to. */
export interface UpReport {
  readonly stacks: readonly StackResult[];
  readonly failed: readonly {
    readonly stack: string;
    readonly message: string;
    /** It failed because a mandatory policy was violated. */
    readonly policyViolated: boolean;
  }[];
  /** Links that wait for a peer, in words. */
  readonly pending: readonly string[];
  /** Stacks that exist but are not declared any more, of whatever environment. */
  readonly leftOver: readonly string[];
}

export function upReport(fleet: Fleet, outcomes: readonly Outcome[], existing: readonly string[]): UpReport {
  const declared = new Set(stacksOf(fleet).map(({ name }) => name));
  return {
    stacks: outcomes.flatMap((outcome) => ("result" in outcome ? [outcome.result] : [])),
    failed: outcomes.flatMap((outcome) => ("error" in outcome ? [failureOf(outcome)] : [])),
    pending: outcomes.flatMap((outcome) => ("result" in outcome ? outcome.result.pending : [])),
    leftOver: existing.filter((name) => !declared.has(name)),
  };
}

function failureOf({ role, error }: Extract<Outcome, { error: Error }>): UpReport["failed"][number] {
  const policyViolated = error instanceof EngineError && error.policyViolated;
  return { stack: role.name, message: error.message, policyViolated };
}

export function printUpReport({ pending, leftOver }: UpReport): void {
  if (pending.length > 0) {
    console.log("\nPending, until the other side has been brought up:");
    for (const link of pending) console.log(`  ${link}`);
  }
  for (const stack of leftOver) {
    console.log(`\nStack ${stack} still exists, but is not declared any more. Its clusters go on running.`);
    console.log(`  To destroy it: npx fleet destroy --stack ${stack}`);
  }
}
