import { environmentOf, type Environment } from "../../fleet/fleet.ts";
import { linksOf, LINK_KINDS } from "../../fleet/links.ts";
import { readClusterRecords, type ClusterRecord } from "../clusters.ts";
import { openProject, type Project } from "../engine/project.ts";
import { observe, type Observation } from "../status/observation.ts";
import { plannedReplicas } from "../status/planned.ts";
import { statusReport, type StatusReport } from "../status/report.ts";

export interface StatusOptions {
  readonly environment?: string;
  readonly json?: boolean;
}

/** `fleet status`: how the clusters are, from the clusters themselves. What does not answer is shown, and no failure. */
export async function run({ environment, json = false }: StatusOptions): Promise<void> {
  const project = await openProject();
  const { environments } = project.fleet;
  const chosen = environment === undefined ? environments : [environmentOf(project.fleet, environment)];
  const reports = await Promise.all(chosen.map((each) => lookAt(project, each)));
  if (json) {
    console.log(JSON.stringify(reports.length === 1 ? reports[0] : reports, undefined, 2));
  } else {
    const { formatStatus } = await import("../status/tables.ts");
    console.log(reports.map(formatStatus).join("\n\n"));
  }
}

async function lookAt(project: Project, environment: Environment): Promise<StatusReport> {
  const records = await readClusterRecords(project, environment);
  const links = linksOf(environment);
  const observations = await Promise.all(
    [...records].map(async ([name, record]): Promise<[string, Observation]> => {
      const kinds = LINK_KINDS.filter((kind) =>
        links.some((link) => link.kind === kind && link.from === name),
      );
      return [name, await lookAtCluster(record, kinds)];
    }),
  );
  const planned = plannedReplicas(environment, project.root);
  return statusReport(environment, { records, observations: new Map(observations), planned });
}

async function lookAtCluster(
  record: ClusterRecord,
  kinds: Parameters<typeof observe>[1],
): Promise<Observation> {
  switch (record.state) {
    case "known":
      return observe(record.kubeconfig, kinds);
    case "absent":
      return { state: "absent" };
    case "unreadable":
      return { state: "silent", reason: record.reason };
  }
}
