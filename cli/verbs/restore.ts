import { withClusters } from "../backup/clusters.ts";
import { findBackup } from "../backup/find.ts";
import { formatPlan, formatRestored } from "../backup/format.ts";
import { readOrder, type RestoreArguments } from "../backup/restore-order.ts";
import { carryOut, isIdle, lookAhead, resume, underWay, type RestoreReport } from "../backup/restore.ts";
import { confirm } from "../confirm.ts";
import { openProject } from "../engine/project.ts";

export interface RestoreVerbOptions extends RestoreArguments {
  /** Also of a backup that has not taken all in. */
  readonly incomplete?: boolean;
  /** Says what it would do, and does nothing. */
  readonly plan?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `fleet restore`: restores a backup in a cluster, after saying what that would do. */
export async function run(options: RestoreVerbOptions): Promise<void> {
  const { plan: planOnly = false, yes = false, json = false, incomplete = false } = options;
  const project = await openProject();
  const { order, environment } = await readOrder(project.fleet, options);
  const report = await withClusters(
    project,
    environment,
    async (reached): Promise<RestoreReport | undefined> => {
      const target = await reached.demand(order.to);
      const running = await underWay(target, order);
      if (running !== undefined) {
        if (!json) console.log(`${running.metadata.name} is under way; this goes on watching it.`);
        return resume(target, running, json);
      }
      const backup = await findBackup(order.backup, order.from, target, reached);
      const due = await lookAhead(target, order, backup, environment, incomplete);
      if (!json) for (const line of formatPlan(due)) console.log(line);
      else if (planOnly) console.log(JSON.stringify({ order, ...due.plan }, undefined, 2));
      if (planOnly) return undefined;
      if (isIdle(due)) {
        if (json)
          console.log(JSON.stringify({ backup: order.backup, cluster: order.to, idle: true }, undefined, 2));
        else console.log("There is nothing to restore: all of it lives there.");
        return undefined;
      }
      if (!yes)
        await confirm({
          verb: "restore",
          what: `Restores ${order.backup} in ${order.to}.`,
          otherwise: "Nothing was restored.",
        });
      return carryOut(target, order, environment, json);
    },
    "Velero goes on with the restore, if it had begun; the same command watches it again.",
  );
  if (report === undefined) return;
  if (json) console.log(JSON.stringify(report, undefined, 2));
  else for (const line of formatRestored(report)) console.log(line);
  if (report.outcome !== "completed") process.exitCode = 1;
}
