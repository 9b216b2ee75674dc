import { loadFleet } from "../../fleet/declaration/load.ts";
import { environmentOf, type Fleet } from "../../fleet/fleet.ts";
import { waveOf } from "../../fleet/rollout.ts";
import { stacksOf, type StackRole } from "../../fleet/stacks.ts";
import { PROJECT_ROOT } from "../engine/project.ts";

export interface StacksOptions {
  readonly environment?: string;
  readonly json?: boolean;
}

/** A stack as one job of a CI matrix. */
export interface StackEntry {
  readonly stack: string;
  readonly kind: StackRole["kind"];
  readonly environment: string;
  readonly region?: string;
  /** Stacks of one wave run side by side, after all of the waves before. */
  readonly wave: number;
}

/** `fleet stacks`: the stacks of the declaration and their order. The JSON is fit for a CI's `matrix`. */
export function run({ environment, json = false }: StacksOptions, root = PROJECT_ROOT): Promise<void> {
  const entries = stackEntries(loadFleet(root), environment);
  if (json) console.log(JSON.stringify({ include: entries }));
  else console.log(formatStacks(entries));
  return Promise.resolve();
}

/** The stacks of a fleet, of one environment if named, in the order in which they are to run. */
export function stackEntries(fleet: Fleet, environmentName?: string): StackEntry[] {
  if (environmentName !== undefined) environmentOf(fleet, environmentName);
  return stacksOf(fleet, environmentName)
    .map((role): StackEntry => {
      const { kind, name: stack, environment } = role;
      const place = role.kind === "region" ? { region: role.region.name } : {};
      return { stack, kind, environment: environment.name, ...place, wave: waveOf(role) };
    })
    .sort((a, b) => a.wave - b.wave);
}

function formatStacks(entries: readonly StackEntry[]): string {
  const width = Math.max(...entries.map(({ stack }) => stack.length));
  return [...Map.groupBy(entries, ({ wave }) => wave)]
    .map(([wave, stacks]) => {
      const lines = stacks.map(({ stack, kind, environment, region }) => {
        const place = region === undefined ? environment : `${region} of ${environment}`;
        return `  ${stack.padEnd(width)}  ${kind} ${place}`;
      });
      return [`wave ${wave}`, ...lines].join("\n");
    })
    .join("\n");
}
