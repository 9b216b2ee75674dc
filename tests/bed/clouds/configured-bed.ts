import assert from "node:assert/strict";
import { CloudBed } from "./cloud-bed.ts";

/** A bed with what the stacks of a fleet find in their config: trust where it has a mesh, and the password of its backups. */
export async function configuredBed(declaration: string, stacks: readonly string[]): Promise<CloudBed> {
  const at = await CloudBed.create(declaration);
  const { bed } = at;
  // Makes the folder of the state.
  await bed.succeed("env");
  if (declaration.includes("mesh:")) {
    await bed.succeed("trust", "init", "local");
    await bed.succeed("trust", "issue", "--all", "-e", "local");
  }
  for (const stack of stacks) {
    for (const args of [
      ["stack", "init", stack],
      ["config", "set", "--secret", "archipelago:backupPassword", "none-at-all", "--stack", stack],
    ]) {
      const { code, stderr } = await bed.pulumi(...args);
      assert.equal(code, 0, stderr);
    }
  }
  return at;
}
