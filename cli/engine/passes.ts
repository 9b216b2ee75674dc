import { linksOf } from "../../fleet/links.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { isStaged, waveOf } from "../../fleet/rollout.ts";
import type { StackRole } from "../../fleet/stacks.ts";
import { hasChanges, type StackResult } from "./engine.ts";

/** Regions read each other's passports: the second pass links those of the first; the third finds nothing to do. */
const MAX_PASSES = 3;

/** What one stack came to in an `up`. */
export type Outcome =
  | { readonly role: StackRole; readonly result: StackResult }
  | { readonly role: StackRole; readonly error: Error }
  /** It did not have its turn, since an earlier wave of its environment is not well; why, in words. */
  | { readonly role: StackRole; readonly held: string };

/** Brings stacks up side by side. A stack that fails is an outcome too, and holds up nobody else. */
export type RunWave = (wave: readonly StackRole[], pass: number) => Promise<Outcome[]>;

/**
 * Looks at a wave of an environment that has a rollout before the next one begins.
 * @returns why that must not begin; `undefined` if it may.
 */
export type Gate = (environment: Environment, wave: readonly Outcome[]) => Promise<string | undefined>;

/**
 * Brings stacks up until nothing is pending or nothing moves any more: the regions side by side, then the
 * environments; then again those whose links wait for a peer, or whose peers have changed their passports. The regions
 * of an environment with a rollout go in its waves the first time.
 *
 * @param gate Asked between the waves of a rollout; without it the regions go side by side in any case.
 * @returns the last outcome of each stack.
 */
export async function runPasses(
  stacks: readonly StackRole[],
  runWave: RunWave,
  gate?: Gate,
): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  let due = stacks;
  for (let pass = 1; pass <= MAX_PASSES; pass++) {
    const inWaves = pass === 1 && gate !== undefined;
    const done = inWaves ? await runWaves(due, runWave, gate) : await runKinds(due, runWave, pass);
    for (const outcome of done) outcomes.set(outcome.role.name, outcome);
    due = stacks
      .filter(({ name }) => !isHeld(outcomes.get(name)))
      .filter((role) => isPending(outcomes.get(role.name)) || hasReadTooEarly(role, done));
    if (due.length === 0 || !done.some((outcome) => "result" in outcome && hasChanges(outcome.result))) break;
  }
  return stacks.flatMap(({ name }) => outcomes.get(name) ?? []);
}

/** The regions side by side, then the environments. */
async function runKinds(stacks: readonly StackRole[], runWave: RunWave, pass: number): Promise<Outcome[]> {
  const done: Outcome[] = [];
  for (const kind of ["region", "environment"] as const) {
    const wave = stacks.filter((role) => role.kind === kind);
    if (wave.length > 0) done.push(...(await runWave(wave, pass)));
  }
  return done;
}

/** Wave by wave; a wave begins where the one before it in its environment is well. */
async function runWaves(stacks: readonly StackRole[], runWave: RunWave, gate: Gate): Promise<Outcome[]> {
  const done: Outcome[] = [];
  const waves = [...Map.groupBy(stacks, waveOf)].sort(([a], [b]) => a - b).map(([, wave]) => wave);
  for (const wave of waves) {
    const reasons = await askGate(wave, done, gate);
    const held = (role: StackRole) => reasons.get(role.environment.name);
    const going = wave.filter((role) => held(role) === undefined);
    if (going.length > 0) done.push(...(await runWave(going, 1)));
    for (const role of wave) {
      const reason = held(role);
      if (reason !== undefined) done.push({ role, held: reason });
    }
  }
  return done;
}

/** By environment, why its stacks in a wave must not begin. */
async function askGate(
  wave: readonly StackRole[],
  done: readonly Outcome[],
  gate: Gate,
): Promise<ReadonlyMap<string, string>> {
  const environments = new Set(wave.map(({ environment }) => environment));
  const asked = [...environments].map(async (environment) => {
    const before = done.filter(({ role }) => role.environment === environment);
    const last = Math.max(...before.map(({ role }) => waveOf(role)));
    const previous = before.filter(({ role }) => waveOf(role) === last);
    if (!isStaged(environment) || previous.length === 0) return [];
    const alreadyHeld = previous.find((outcome) => "held" in outcome);
    const reason = alreadyHeld?.held ?? (await gate(environment, previous));
    return reason === undefined ? [] : [[environment.name, reason] as const];
  });
  return new Map((await Promise.all(asked)).flat());
}

function isHeld(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && "held" in outcome;
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
