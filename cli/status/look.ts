import type { Environment } from "../../fleet/fleet.ts";
import { linksOf, LINK_KINDS } from "../../fleet/links.ts";
import { readClusterRecords, type ClusterRecord } from "../clusters.ts";
import type { Project } from "../engine/project.ts";
import { observe, type Observation, type ObserveOptions } from "./observation.ts";
import { plannedReplicas } from "./planned.ts";
import { statusReport, type StatusFacts, type StatusReport } from "./report.ts";

/** How an environment is now, from the clusters themselves. */
export async function readStatus(project: Project, environment: Environment): Promise<StatusReport> {
  return statusReport(environment, await lookAt(project, environment));
}

/** What there is to see of an environment now. */
export async function lookAt(project: Project, environment: Environment): Promise<StatusFacts> {
  const records = await readClusterRecords(project, environment);
  const links = linksOf(environment);
  const observations = await Promise.all(
    [...records].map(async ([name, record]): Promise<[string, Observation]> => {
      const kinds = LINK_KINDS.filter((kind) =>
        links.some((link) => link.kind === kind && link.from === name),
      );
      const cluster = environment.clusters.find((each) => each.name === name);
      return [name, await lookAtCluster(record, kinds, { needsNodes: cluster?.controlPlane !== true })];
    }),
  );
  const planned = plannedReplicas(environment, project.root);
  return { records, observations: new Map(observations), planned };
}

async function lookAtCluster(
  record: ClusterRecord,
  kinds: Parameters<typeof observe>[1],
  options: ObserveOptions,
): Promise<Observation> {
  switch (record.state) {
    case "known":
      return observe(record.kubeconfig, kinds, options);
    case "absent":
      return { state: "absent" };
    case "unreadable":
      return { state: "silent", reason: record.reason };
  }
}
