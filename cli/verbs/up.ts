import { roleOf, stacksOf, type StackRole } from "../../fleet/stacks.ts";
import { stacksAtATime } from "../engine/capacity.ts";
import { runEngine } from "../engine/engine.ts";
import { existingStacks, readOutputs } from "../engine/outputs.ts";
import { runPasses, type Outcome } from "../engine/passes.ts";
import { openProject, type Project } from "../engine/project.ts";
import { printUpReport, upReport, type UpReport } from "../report/up-report.ts";
import { describeResult, showWave } from "../report/wave.ts";

export interface UpOptions {
  readonly environment?: string;
  readonly parallel?: number;
  readonly json?: boolean;
}

/** `fleet up`: brings the declared state about, and reports what was done, what is pending and what is left over. */
export async function run(options: UpOptions): Promise<void> {
  const report = await bringUp(await openProject(), options);
  if (options.json === true) console.log(JSON.stringify(report, undefined, 2));
  else printUpReport(report);
  if (report.failed.length > 0) process.exitCode = 1;
}

/** Brings the stacks of one environment, or of all, up. Failures are in the report: the other stacks go on. */
export async function bringUp(project: Project, options: UpOptions): Promise<UpReport> {
  const { environment, parallel = stacksAtATime(), json: quiet = false } = options;
  const outcomes = await runPasses(stacksOf(project.fleet, environment), (wave) =>
    showWave({
      wave: wave.map(({ name }) => name),
      parallel,
      quiet,
      work: (stack, onProgress) => upStack(project, roleOf(project.fleet, stack), onProgress),
      summary: (outcome) => ("error" in outcome ? outcome.error : describeOutcome(outcome)),
    }),
  );
  return upReport(project.fleet, outcomes, await existingStacks(project));
}

async function upStack(
  project: Project,
  role: StackRole,
  onProgress: (line: string) => void,
): Promise<Outcome> {
  try {
    const result = await runEngine(project, role.name, "up", { onProgress });
    const outputs = await readOutputs(project, role.name);
    return { role, result, pending: outputs?.links.pending ?? [] };
  } catch (error) {
    return { role, error: error as Error };
  }
}

function describeOutcome({ result, pending }: Extract<Outcome, { result: unknown }>): string {
  return `${describeResult(result)}${pending.length === 0 ? "" : `, ${pending.length} links pending`}`;
}
