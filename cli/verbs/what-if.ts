import { loadFleet } from "../../fleet/declaration/load.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { describeOutage, outageOf, type Outage } from "../../fleet/what-if/outage.ts";
import { whatIf } from "../../fleet/what-if/what-if.ts";
import type { Counting } from "../../fleet/what-if/workloads.ts";
import { openProject, PROJECT_ROOT, type Project } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { plannedReplicas } from "../status/planned.ts";
import { formatWhatIf } from "../what-if/format.ts";

export interface WhatIfOptions {
  /** A cluster or a region. */
  readonly target?: string;
  readonly event?: string;
  readonly environment?: string;
  readonly live?: boolean;
  readonly json?: boolean;
}

/**
 * `fleet what-if <cluster|region> down`: what would be lost, and where it would go. From the declaration alone; with
 * `--live` the replicas are those that are available now. Exit code 1 if a workload falls below its declared minimum.
 */
export async function run(options: WhatIfOptions, root = PROJECT_ROOT): Promise<void> {
  const { target = "", event, environment, live = false, json = false } = options;
  if (event !== "down")
    throw new UsageError(`What can happen to ${target} is "down": fleet what-if ${target} down.`);
  const project = live ? await openProject(root) : undefined;
  const outage = outageOf(project?.fleet ?? loadFleet(root), target, environment);
  const planned = { planned: (each: Environment) => plannedReplicas(each, root) };
  const report = whatIf(outage, { ...planned, ...(await numbersOf(project, outage)) });
  if (json) console.log(JSON.stringify(report, undefined, 2));
  else console.log(formatWhatIf(report, describeOutage(outage)));
  if (report.breaches.length > 0) process.exitCode = 1;
}

/** Who only asks the declaration does not load what asks clusters. */
async function numbersOf(
  project: Project | undefined,
  { environment }: Outage,
): Promise<Pick<Counting, "live" | "silent">> {
  if (project === undefined) return {};
  const { liveReplicas } = await import("../what-if/live.ts");
  return liveReplicas(project, environment);
}
