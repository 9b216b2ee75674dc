import assert from "node:assert/strict";
import type { Bed } from "./bed.ts";

/** That stacks are as the clouds and clusters say that things are, and a preview after that has nothing to do. */
export async function assertNoDrift(bed: Bed, ...stacks: readonly string[]): Promise<void> {
  for (const stack of stacks) {
    for (const args of [
      ["refresh", "--yes", "--skip-preview"],
      ["preview", "--expect-no-changes"],
    ]) {
      const { code, stdout, stderr } = await bed.pulumi(...args, "--stack", stack);
      assert.equal(code, 0, stdout + stderr);
    }
  }
}
