import { openProject } from "../engine/project.ts";
import { choosePads, type PadChoice } from "../rotation/pads.ts";
import { printRotation } from "../rotation/report.ts";
import { Rotation } from "../rotation/rotation.ts";

export interface RotateOptions extends PadChoice {
  readonly parallel?: number;
  readonly json?: boolean;
}

/**
 * `fleet rotate`: new tokens for links, without a moment at which one is refused. May be stopped at any point; the
 * same command takes it up again.
 */
export async function run({ parallel, json = false, ...choice }: RotateOptions): Promise<void> {
  const project = await openProject();
  const pads = choosePads(project.fleet, choice);
  const options = { quiet: json, ...(parallel === undefined ? {} : { parallel }) };
  const report = await new Rotation(project, pads, options).run();
  if (json) console.log(JSON.stringify(report, undefined, 2));
  else printRotation(report);
  if (report.failed.length + report.refused.length > 0) process.exitCode = 1;
}
