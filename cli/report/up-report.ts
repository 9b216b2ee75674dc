import type { Fleet } from "../../fleet/fleet.ts";
import { stacksOf } from "../../fleet/stacks.ts";
import type { StackResult } from "../engine/engine.ts";
import type { Outcome } from "../engine/passes.ts";

/** What an `up` over many stacks came to. */
export interface UpReport {
  readonly stacks: readonly StackResult[];
  readonly failed: readonly { readonly stack: string; readonly message: string }[];
  /** Links that wait for a peer, in words. */
  readonly pending: readonly string[];
  /** Stacks that exist but are no longer declared, of the environments that were brought up. */
  readonly leftOver: readonly string[];
}

export function upReport(fleet: Fleet, outcomes: readonly Outcome[], existing: readonly string[]): UpReport {
  const declared = new Set(stacksOf(fleet).map(({ name }) => name));
  return {
    stacks: outcomes.flatMap((outcome) => ("result" in outcome ? [outcome.result] : [])),
    failed: outcomes.flatMap((outcome) =>
      "error" in outcome ? [{ stack: outcome.role.name, message: outcome.error.message }] : [],
    ),
    pending: outcomes.flatMap((outcome) => ("result" in outcome ? outcome.result.pending : [])),
    leftOver: existing.filter((name) => !declared.has(name)),
  };
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
