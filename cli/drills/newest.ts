import { SCHEDULE_LABEL } from "../../fleet/backup/origin.ts";
import { outcomeOf, type VeleroBackup } from "../../fleet/backup/velero-objects.ts";
import type { ChosenBackup } from "./context.ts";

/** The newest completed backup of a schedule among those that are given; `undefined` if none is. */
export function newestOf(backups: readonly VeleroBackup[], schedule: string): ChosenBackup | undefined {
  const completed = backups
    .filter((each) => each.metadata.labels?.[SCHEDULE_LABEL] === schedule && outcomeOf(each) === "completed")
    .map((each) => ({ name: each.metadata.name, schedule, completed: completedAt(each) }));
  return completed.sort((a, b) => (a.completed < b.completed ? 1 : -1))[0];
}

/** ISO 8601. */
export function completedAt({ metadata, status }: VeleroBackup): string {
  return new Date(status?.completionTimestamp ?? metadata.creationTimestamp ?? 0).toISOString();
}
