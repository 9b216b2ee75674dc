import { compare } from "../../fleet/compare.ts";
import { outcomeOf, type Outcome, type VeleroBackup } from "../../fleet/backup/velero-objects.ts";
import type { Environment } from "../../fleet/fleet.ts";
import type { Reached } from "./clusters.ts";

/** A backup, as one or several clusters know it. */
export interface ListedBackup {
  readonly environment: string;
  /** Whose backup it is. */
  readonly cluster: string;
  readonly backup: string;
  readonly outcome: Outcome;
  /** When it was begun, RFC 3339; unset before. */
  readonly begun?: string;
  /** When it will be deleted. */
  readonly expires?: string;
  readonly objects: number;
  /** Clusters that know it, and can restore it. */
  readonly knownTo: readonly string[];
}

export interface Listing {
  /** By cluster, the newest first. */
  readonly backups: readonly ListedBackup[];
  /** Clusters that could not be asked, with the reason. */
  readonly silent: Readonly<Record<string, string>>;
}

/**
 * All backups of an environment, as its clusters know them: one whose own cluster is gone is seen by those that may read
 * it.
 *
 * @param cluster Only of this one.
 */
export async function listBackups(
  environment: Environment,
  reached: Reached,
  cluster?: string,
): Promise<Listing> {
  const answers = await Promise.all(
    environment.clusters.map(async ({ name }) => ({ name, answer: await askFor(name, reached) })),
  );
  const seen = answers.flatMap(({ name, answer }) =>
    typeof answer === "string" ? [] : answer.map((backup) => ({ at: name, backup })),
  );
  const groups = Map.groupBy(
    seen,
    ({ backup: { metadata, spec } }) => `${spec.storageLocation} ${metadata.name}`,
  );
  const backups = [...groups.values()].flatMap((views) => merged(environment.name, views));
  return {
    backups: backups.filter((each) => cluster === undefined || each.cluster === cluster).sort(newestFirst),
    silent: Object.fromEntries(
      answers.flatMap(({ name, answer }) => (typeof answer === "string" ? [[name, answer]] : [])),
    ),
  };
}

/** @returns the backups that a cluster knows, or why it cannot be asked. */
async function askFor(cluster: string, reached: Reached): Promise<readonly VeleroBackup[] | string> {
  const reach = await reached.velero(cluster);
  if ("reason" in reach) return reach.reason;
  try {
    return await reach.velero.backups();
  } catch (error) {
    return (error as Error).message;
  }
}

/** A backup, and the cluster that knows it so. */
interface View {
  readonly at: string;
  readonly backup: VeleroBackup;
}

function merged(environment: string, views: readonly View[]): ListedBackup[] {
  // Its own cluster knows best: others see it only when it has ended.
  const best = views.find(({ at, backup }) => at === backup.spec.storageLocation) ?? views[0];
  if (best === undefined) return [];
  const { backup } = best;
  const { storageLocation: cluster = "" } = backup.spec;
  const { startTimestamp: begun, expiration: expires, progress } = backup.status ?? {};
  const listed: ListedBackup = {
    environment,
    cluster,
    backup: backup.metadata.name,
    outcome: outcomeOf(backup),
    ...(begun === undefined ? {} : { begun }),
    ...(expires === undefined ? {} : { expires }),
    objects: progress?.itemsBackedUp ?? 0,
    knownTo: views.map(({ at }) => at).sort(),
  };
  return [listed];
}

function newestFirst(a: ListedBackup, b: ListedBackup): number {
  return (
    compare(a.cluster, b.cluster) || compare(b.begun ?? "", a.begun ?? "") || compare(a.backup, b.backup)
  );
}
