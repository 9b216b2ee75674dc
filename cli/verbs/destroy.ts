import { environmentOf } from "../../fleet/fleet.ts";
import { destructionWaves } from "../../fleet/stacks.ts";
import { confirm } from "../confirm.ts";
import { stacksAtATime } from "../engine/capacity.ts";
import { removeStack, runEngine, type StackResult } from "../engine/engine.ts";
import { existingStacks } from "../engine/outputs.ts";
import { openProject, type Project } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { refuseProtected } from "../recovery/protected.ts";
import { recordCutOff } from "../recovery/before-destroy.ts";
import { describeResult, showWave } from "../report/wave.ts";
import { refuseBroken } from "../state/broken.ts";

export interface DestroyOptions {
  readonly environment?: string;
  readonly stack?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/**
 * `fleet destroy`: the environment stack first, for what it keeps is on the hub; then the regions, side by side (see
 * {@link destructionWaves}). Each stack is removed from the state when nothing is left in it.
 */
export async function run(options: DestroyOptions): Promise<void> {
  const project = await openProject();
  await refuseBroken(project);
  const existing = await existingStacks(project);
  const waves = chosenWaves(project, options).map((wave) => wave.filter((name) => existing.includes(name)));
  const chosen = waves.flat();
  if (chosen.length === 0) {
    if (options.json !== true) console.log("There is nothing to destroy.");
    return;
  }
  await refuseProtected(project, chosen);
  if (options.yes !== true) await ask(chosen);

  const results: (StackResult | Error)[] = [];
  for (const wave of waves) {
    results.push(...(await destroyWave(project, wave, options.json ?? false)));
    // What an environment stack could not take down still needs its hub.
    if (results.some((result) => result instanceof Error)) break;
  }
  if (options.json === true) printJson(results);
  if (results.some((result) => result instanceof Error)) process.exitCode = 1;
}

function chosenWaves({ fleet }: Project, { stack, environment }: DestroyOptions): string[][] {
  if (stack !== undefined) return [[stack]];
  if (environment === undefined)
    throw new UsageError("Say what to destroy: --environment <name> or --stack <name>.");
  return destructionWaves(environmentOf(fleet, environment));
}

function destroyWave(
  project: Project,
  wave: readonly string[],
  quiet: boolean,
): Promise<(StackResult | Error)[]> {
  return showWave<StackResult | Error>({
    wave,
    parallel: stacksAtATime(),
    quiet,
    work: async (name, onProgress) => {
      try {
        await recordCutOff(project, name, onProgress);
        const result = await runEngine(project, name, "destroy", onProgress);
        await removeStack(project, name);
        return result;
      } catch (error) {
        return error as Error;
      }
    },
    summary: (result) => (result instanceof Error ? result : describeResult(result)),
  });
}

function ask(stacks: readonly string[]): Promise<void> {
  return confirm({
    verb: "destroy",
    what: `Destroys ${stacks.length} stacks: ${stacks.join(", ")}.`,
    answer: String(stacks.length),
    otherwise: "Nothing was destroyed.",
  });
}

function printJson(results: readonly (StackResult | Error)[]): void {
  const stacks = results.filter((result) => !(result instanceof Error));
  const failed = results.filter((result) => result instanceof Error).map(({ message }) => message);
  console.log(JSON.stringify({ stacks, failed }, undefined, 2));
}
