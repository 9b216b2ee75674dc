import { linksOf } from "../../fleet/links.ts";
import type { StackRole } from "../../fleet/stacks.ts";
import { hasChanges, type StackResult } from "./engine.ts";

/** Regions read each other's passports: the second pass links those of the first; the third finds nothing to do. */
const MAX_PASSES = 3;

/** What one stack came to in an `up`. */
export type Outcome =
  | { readonly role: StackRole; readonly result: StackResult }
  | { readonly role: StackRole; readonly error: Error };

/** Brings stacks up side by side. A stack that fails is an outcome too, and holds up nobody else. */
export type RunWave = (wave: readonly StackRole[], pass: number) => Promise<Outcome[]>;

/**
 * Brings stacks up until nothing is pending or nothing moves any more: the regions side by side, then the
 * environments; then again those whose links wait for a peer, or whose peers have changed their passports.
 *
 * @returns the last outcome of each stack.
 */
export async function runPasses(stacks: readonly StackRole[], runWave: RunWave): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  let due = stacks;
  for (let pass = 1; pass <= MAX_PASSES; pass++) {
    const done: Outcome[] = [];
    for (const kind of ["region", "environment"] as const) {
      const wave = due.filter((role) => role.kind === kind);
      if (wave.length > 0) done.push(...(await runWave(wave, pass)));
    }
    for (const outcome of done) outcomes.set(outcome.role.name, outcome);
    due = stacks.filter((role) => isPending(outcomes.get(role.name)) || hasReadTooEarly(role, done));
    if (due.length === 0 || !done.some((outcome) => "result" in outcome && hasChanges(outcome.result))) break;
  }
  return stacks.flatMap(({ name }) => outcomes.get(name) ?? []);
}

function isPending(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && "result" in outcome && outcome.result.pending.length > 0;
}

/** Regions run side by side, so one may have read a passport that its peer was about to change. */
function hasReadTooEarly(role: StackRole, done: readonly Outcome[]): boolean {
  return (
    role.kind === "region" &&
    linksOf(role.environment).length > 0 &&
    done.some(
      (outcome) =>
        "result" in outcome &&
        outcome.result.passportsChanged &&
        outcome.role.name !== role.name &&
        outcome.role.environment.name === role.environment.name,
    )
  );
}
