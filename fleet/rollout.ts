import type { Environment } from "./fleet.ts";
import type { StackRole } from "./stacks.ts";

/**
 * When a stack has its turn, from 1: those of one wave run side by side, after all of the waves before. The regions of
 * an environment go as its rollout says, those that it does not name after the others, and the environment itself last.
 */
export function waveOf(role: StackRole): number {
  const waves = role.environment.rollout?.waves ?? [];
  const named = new Set(waves.flat());
  const rest = role.environment.regions.some(({ name }) => !named.has(name)) ? 1 : 0;
  if (role.kind === "environment") return waves.length + rest + 1;
  const index = waves.findIndex((wave) => wave.includes(role.region.name));
  return index === -1 ? waves.length + 1 : index + 1;
}

/** Whether the waves of an environment's regions wait for each other. */
export function isStaged({ rollout }: Environment): boolean {
  return rollout !== undefined;
}
