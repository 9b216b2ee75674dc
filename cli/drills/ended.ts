import { messageLines, outcomeOf, type VeleroRestore } from "../../fleet/backup/velero-objects.ts";
import type { DrillRecord } from "../../fleet/drills/record.ts";
import type { Velero } from "../velero/velero.ts";
import { remark, type Remarked } from "./remark.ts";

/** How much of what Velero says about a restore is kept. */
const MOST_MESSAGES = 5;

/** A restore that has ended, as a record has it; what went wrong with it is remarked. */
export async function endedRestore(
  context: Remarked,
  velero: Velero,
  restore: VeleroRestore,
): Promise<DrillRecord["restores"][number]> {
  const { metadata, spec, status } = restore;
  if (outcomeOf(restore) !== "completed") {
    const { errors } = await velero.restoreResults(metadata.name).catch(() => ({ errors: {} }));
    const said = [...(status?.validationErrors ?? []), ...messageLines(errors)].slice(0, MOST_MESSAGES);
    for (const line of said) await remark(context, `${metadata.name}: ${line}`);
  }
  const { phase = "", warnings = 0, errors = 0 } = status ?? {};
  return { name: metadata.name, backup: spec.backupName ?? "", phase, warnings, errors };
}
