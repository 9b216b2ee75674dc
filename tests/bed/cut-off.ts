import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bed } from "./bed.ts";
import { enginesOf } from "./engine-processes.ts";

/** What an engine notes that it has begun. */
export interface Operation {
  readonly type: string;
  readonly resource: Resource;
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: object;
  readonly dependencies?: readonly string[];
}

interface Deployment {
  readonly resources: readonly Resource[];
  readonly pending_operations?: readonly Operation[];
}

export function checkpointOf(bed: Bed, stack: string): string {
  return path.join(bed.root, ".archipelago/state/.pulumi/stacks/archipelago", `${stack}.json`);
}

/** What the state of a stack says is under way. */
export function pendingIn(bed: Bed, stack: string): readonly Operation[] {
  const file = checkpointOf(bed, stack);
  if (!existsSync(file)) return [];
  try {
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest?: Deployment } };
    return checkpoint.latest?.pending_operations ?? [];
  } catch {
    // It is being written.
    return [];
  }
}

/** Starts an `up`, and kills all of it as soon as the engine has begun such an operation. */
export async function killWhile(
  bed: Bed,
  stack: string,
  wanted: (operation: Operation) => boolean,
): Promise<void> {
  const isAtIt = () => pendingIn(bed, stack).some(wanted);
  await killWhen(bed, isAtIt);
  assert.ok(isAtIt(), "it had gone on before it was killed");
}

/** Starts an `up`, and kills all of it as soon as something is so. */
export async function killWhen(bed: Bed, isSo: () => boolean): Promise<void> {
  const up = bed.start("up");
  const ended = new Promise((resolve) => up.once("exit", resolve));
  let known: readonly number[] = [];
  while (!isSo()) {
    assert.equal(up.exitCode, null, "it was through before it could be killed");
    if (!known.some((pid) => signal(pid, 0))) known = enginesOf(bed.root);
    await sleep(5);
  }
  // Those that are known first: what they are at must not come to its end while all others are looked for.
  for (const pid of known) signal(pid, "SIGKILL");
  up.kill("SIGKILL");
  for (const pid of enginesOf(bed.root)) signal(pid, "SIGKILL");
  await ended;
}

/** @returns whether there is such a process. */
function signal(pid: number, name: "SIGKILL" | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Changes what a state says. */
export function rewrite(bed: Bed, stack: string, change: (deployment: Deployment) => Deployment): void {
  const file = checkpointOf(bed, stack);
  const { checkpoint, ...rest } = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint: { latest: Deployment };
  };
  const latest = change(checkpoint.latest);
  writeFileSync(file, JSON.stringify({ ...rest, checkpoint: { ...checkpoint, latest } }));
}

/** Leaves in a state nothing of some resources but that they were about to be created. Returns how many they are. */
export function forget(bed: Bed, stack: string, chosen: (resource: Resource) => boolean): number {
  let count = 0;
  rewrite(bed, stack, ({ resources, ...rest }) => {
    const forgotten = resources.filter(chosen);
    const urns = new Set(forgotten.map(({ urn }) => urn));
    const known = (dependencies: readonly string[] = []) => dependencies.filter((urn) => !urns.has(urn));
    count = forgotten.length;
    return {
      ...rest,
      resources: resources
        .filter(({ urn }) => !urns.has(urn))
        .map((resource) => ({ ...resource, dependencies: known(resource.dependencies) })),
      pending_operations: forgotten.map((resource) => ({
        type: "creating",
        resource: { ...resource, dependencies: known(resource.dependencies) },
      })),
    };
  });
  return count;
}
