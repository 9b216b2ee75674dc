import { parseDuration } from "../duration.ts";
import type { Backup } from "../declaration/platform-schema.ts";

const DAY = 24 * 60 * 60;

/**
 * Days for which an object can still be had after Velero has deleted it: as long as backups are kept, and 30 at most.
 * What is current never expires by itself: repositories of volumes share objects between backups.
 */
const MOST_DAYS = 30;

/** Days after which a bucket lets go of what was overwritten or deleted in it. At least one. */
export function keepDeletedDays({ keep }: Pick<Backup, "keep">): number {
  return Math.max(1, Math.min(MOST_DAYS, Math.floor((parseDuration(keep) ?? 0) / DAY)));
}
