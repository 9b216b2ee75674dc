import { openProject } from "../engine/project.ts";
import { bringUpFleet } from "../report/bring-up-fleet.ts";
import { printUpReport } from "../report/up-report.ts";

export interface UpOptions {
  readonly environment?: string;
  readonly parallel?: number;
  readonly json?: boolean;
  readonly waves?: boolean;
  readonly wave?: number;
  /** Folder of the policy packs; default: that of this project. */
  readonly policies?: string;
}

/** `fleet up`: brings the declared state about, and reports what was done, what is pending and what is left over. */
export async function run({ policies, json = false, ...options }: UpOptions): Promise<void> {
  const project = await openProject(undefined, { policies });
  const report = await bringUpFleet(project, { ...options, quiet: json });
  if (json) console.log(JSON.stringify(report, undefined, 2));
  else printUpReport(report);
  if (report.held.length > 0) process.exitCode = 1;
  if (report.rollouts.some(({ state }) => state === "stopped")) process.exitCode = 1;
  if (report.failed.length > 0)
    process.exitCode = report.failed.some(({ policyViolated }) => policyViolated) ? 3 : 1;
}
