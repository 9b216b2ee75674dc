import type { VeleroRestore } from "../../fleet/backup/velero-objects.ts";
import type { DrilledObject } from "../../fleet/drills/objects.ts";
import type { PlannedRestore } from "../../fleet/drills/plan.ts";
import type { DrillRecord } from "../../fleet/drills/record.ts";
import { DRILL_LABEL } from "../../fleet/drills/sandbox.ts";
import { contentsOf, type ChosenBackup, type DrillContext } from "./context.ts";
import { endedRestore } from "./ended.ts";

/** One backup to be restored, with what is taken out of it. */
export interface DueRestore {
  readonly planned: PlannedRestore;
  readonly backup: ChosenBackup;
  /** Name of its Restore, the same whenever the drill is taken up. */
  readonly name: string;
}

/** The restores of a drill whose backups are chosen, in the order of their schedules. */
export function dueRestores({ plan, journal }: DrillContext): DueRestore[] {
  const { id, notes } = journal.run;
  return plan.restores.flatMap((planned, index) => {
    const backup = notes.backups?.find(({ schedule }) => schedule === planned.schedule);
    return backup === undefined ? [] : [{ planned, backup, name: `drill-${id}-${index}` }];
  });
}

/** The objects of the namespaces that a restore brings back. */
export async function objectsOf(
  context: DrillContext,
  { planned, backup }: DueRestore,
): Promise<DrilledObject[]> {
  const all = await contentsOf(context, backup.name);
  return all.filter(({ object: { metadata } }) => planned.namespaces.includes(metadata.namespace ?? ""));
}

/** The objects that all restores of the drill bring back. */
export async function backedUp(context: DrillContext): Promise<DrilledObject[]> {
  return (await Promise.all(dueRestores(context).map((due) => objectsOf(context, due)))).flat();
}

/**
 * Has the target restore what is due, one after the other; one that is there already is waited for.
 * @param specOf What is different in the kind of drill.
 */
export async function restoreAll(
  context: DrillContext,
  due: readonly DueRestore[],
  specOf: (restore: DueRestore) => Partial<VeleroRestore["spec"]>,
): Promise<string> {
  const velero = context.target;
  const { id } = context.journal.run;
  const done: DrillRecord["restores"] = [];
  for (const restore of due) {
    const { name, backup, planned } = restore;
    if ((await velero.restore(name)) === undefined) {
      const spec = {
        backupName: backup.name,
        includedNamespaces: planned.namespaces,
        // What lives there is newer than any backup.
        existingResourcePolicy: "none" as const,
        ...specOf(restore),
      };
      await velero.createRestore({ metadata: { name, labels: { [DRILL_LABEL]: id } }, spec });
    }
    done.push(await endedRestore(context, velero, await velero.waitForRestore(name)));
    await context.journal.note({ restores: done });
  }
  const failed = done.filter(({ phase }) => phase !== "Completed" && phase !== "PartiallyFailed");
  if (failed.length > 0)
    throw new Error(
      failed.map(({ name, backup, phase }) => `restore ${name} of ${backup} ended ${phase}`).join("; "),
    );
  return done.map(({ backup, phase }) => `${backup} ${phase}`).join(", ");
}
