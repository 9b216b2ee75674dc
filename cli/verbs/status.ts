import { environmentOf } from "../../fleet/fleet.ts";
import { openProject } from "../engine/project.ts";
import { readStatus } from "../status/look.ts";

export interface StatusOptions {
  readonly environment?: string;
  readonly json?: boolean;
}

/** `fleet status`: how the clusters are, from the clusters themselves. What does not answer is shown, and no failure. */
export async function run({ environment, json = false }: StatusOptions): Promise<void> {
  const project = await openProject();
  const { environments } = project.fleet;
  const chosen = environment === undefined ? environments : [environmentOf(project.fleet, environment)];
  const reports = await Promise.all(chosen.map((each) => readStatus(project, each)));
  if (json) {
    console.log(JSON.stringify(reports.length === 1 ? reports[0] : reports, undefined, 2));
  } else {
    const { formatStatus } = await import("../status/tables.ts");
    console.log(reports.map(formatStatus).join("\n\n"));
  }
}
