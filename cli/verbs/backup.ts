import { clusterOf, withClusters } from "../backup/clusters.ts";
import { formatTaken } from "../backup/format.ts";
import { dueBackups, takeBackups } from "../backup/take.ts";
import { openProject } from "../engine/project.ts";
import { UsageError } from "../errors.ts";

export interface BackupVerbOptions {
  readonly cluster?: string;
  readonly workload?: string;
  readonly environment?: string;
  readonly json?: boolean;
}

/** `fleet backup`: takes the backups of now that the schedules of a cluster would take by themselves. */
export async function run({
  cluster,
  workload,
  environment,
  json = false,
}: BackupVerbOptions): Promise<void> {
  if (cluster === undefined) throw new UsageError("Say which cluster: fleet backup <cluster>.");
  const project = await openProject();
  const placed = clusterOf(project.fleet, cluster, environment);
  const due = dueBackups(placed, workload, new Date());
  const goesOn = "Velero goes on with the backup; fleet backup list shows it.";
  const taken = await withClusters(
    project,
    placed.environment,
    async (reached) => takeBackups(await reached.demand(cluster), due, json),
    goesOn,
  );
  if (json) console.log(JSON.stringify({ cluster, backups: taken }, undefined, 2));
  else for (const line of taken.flatMap(formatTaken)) console.log(line);
  if (taken.some(({ outcome }) => outcome !== "completed")) process.exitCode = 1;
}
