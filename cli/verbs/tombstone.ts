import { openProject } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { describeTombstone } from "../tombstone/report.ts";
import { letGo, tombstoneOf } from "../tombstone/tombstone.ts";

export interface TombstoneVerbOptions {
  readonly cluster?: string;
  readonly environment?: string;
  readonly json?: boolean;
}

/** Long enough for some hundred regions; an engine that hangs is interrupted, and the next run goes on. */
const LIMIT_MS = 15 * 60_000;

/** `fleet tombstone`: removes a cluster that will never answer from everything that knows it, without waiting for it. */
export async function run({ cluster, environment, json = false }: TombstoneVerbOptions): Promise<void> {
  if (cluster === undefined) throw new UsageError("Say which cluster: fleet tombstone <cluster>.");
  const project = await openProject();
  const tombstone = tombstoneOf(project.fleet, cluster, environment);
  const report = await letGo(project, tombstone, { quiet: json, limitMs: LIMIT_MS });
  if (json) console.log(JSON.stringify(report, undefined, 2));
  else for (const line of describeTombstone(report)) console.log(line);
  if (report.failed.length > 0) process.exitCode = 1;
}
