import { profiledBackups } from "../backup/contents.ts";
import { backupsOf, readingRights } from "../backup/locations.ts";
import { plannedBackups, whenOf } from "../backup/schedules.ts";
import { explainDrills } from "../drills/explain.ts";
import type { Environment } from "../fleet.ts";
import { sinkFor } from "../telemetry/sinks.ts";

/** What is decided for the operation of an environment's clusters, and why; a line each. */
export interface OperationsReport {
  /** When and where each cluster is backed up, and which of the others' backups it does not read. */
  readonly backups: readonly string[];
  /** What each drill restores where, and what it leaves out. */
  readonly drills: readonly string[];
  /** Where each cluster sends its telemetry. */
  readonly telemetry: readonly string[];
}

export function explainOperations(environment: Environment): OperationsReport {
  const { clusters, observability } = environment;
  return {
    backups: explainBackups(environment),
    drills: explainDrills(environment),
    telemetry: clusters.flatMap((cluster) => {
      const choice = observability && sinkFor(cluster, observability);
      return choice === undefined ? [] : [choice.explanation];
    }),
  };
}

/** Rights that are there are the rule, in ten clusters ninety of them: only those that are not are worth a line. */
function explainBackups(environment: Environment): string[] {
  const { backup, clusters } = environment;
  if (backup === undefined) return [];
  const profiled = profiledBackups(environment);
  const own = clusters.flatMap((cluster) => {
    const place = backupsOf(cluster, environment);
    if (place === undefined) return [];
    const where = `${place.bucket}/${place.prefix} in ${place.country ?? place.region}`;
    return plannedBackups(cluster, environment).flatMap((backups) => {
      const cadence = whenOf(backups, environment);
      if ("error" in cadence) return [];
      return [`${backups.schedule}: to ${where}, "${cadence.cron}", kept for ${backups.keep}`];
    });
  });
  const barred = clusters.flatMap((reader) =>
    readingRights(reader, environment, profiled)
      .filter(({ allowed }) => !allowed)
      .map(({ explanation }) => explanation),
  );
  return [...own, ...barred];
}
