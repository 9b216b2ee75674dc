import { messageLines, outcomeOf } from "../../fleet/backup/velero-objects.ts";
import { environmentOf } from "../../fleet/fleet.ts";
import { withClusters, type Reached } from "../backup/clusters.ts";
import { listBackups } from "../backup/list.ts";
import { openProject } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import type { Velero } from "../velero/velero.ts";

export interface BackupLogsOptions {
  readonly backup?: string;
  readonly environment?: string;
  readonly json?: boolean;
}

/** `fleet backup logs`: what Velero has written down while it took a backup. */
export async function run({ backup, environment, json = false }: BackupLogsOptions): Promise<void> {
  if (backup === undefined) throw new UsageError("Say which backup: fleet backup logs <backup>.");
  const project = await openProject();
  const environments =
    environment === undefined ? project.fleet.environments : [environmentOf(project.fleet, environment)];
  for (const each of environments.filter((candidate) => candidate.backup !== undefined)) {
    const found = await withClusters(project, each, async (reached) => {
      const { backups } = await listBackups(each, reached);
      const listed = backups.find((candidate) => candidate.backup === backup);
      return listed === undefined ? undefined : readLog(backup, listed.cluster, listed.knownTo, reached);
    });
    if (found === undefined) continue;
    if (json) console.log(JSON.stringify(found, undefined, 2));
    else process.stdout.write(found.log);
    return;
  }
  throw new UsageError(
    `No cluster that answers knows a backup "${backup}"; fleet backup list shows those there are.`,
  );
}

/** From the backup's own cluster, if that knows it. */
async function readLog(backup: string, cluster: string, knownTo: readonly string[], reached: Reached) {
  const velero = await reached.demand(knownTo.includes(cluster) ? cluster : (knownTo[0] ?? cluster));
  const record = await velero.backup(backup);
  const outcome = record === undefined ? "new" : outcomeOf(record);
  if (outcome === "new" || outcome === "running")
    throw new UsageError(`${backup} has not ended yet; its log is written when it has.`);
  return {
    backup,
    cluster,
    outcome,
    ...(await messagesOf(velero, backup)),
    log: await velero.backupLog(backup),
  };
}

async function messagesOf(velero: Velero, backup: string) {
  const { errors, warnings } = await velero.backupResults(backup);
  return { errors: messageLines(errors), warnings: messageLines(warnings) };
}
