import {
  countFates,
  namespacesOf,
  planRestore,
  targetsOf,
  type RestorePlan,
} from "../../fleet/backup/restore-plan.ts";
import {
  orderDigest,
  ORDER_LABEL,
  restoreName,
  restoreObject,
  type RestoreOrder,
} from "../../fleet/backup/restore-order.ts";
import {
  hasEnded,
  messageLines,
  outcomeOf,
  reasonsOf,
  type ArchivedObject,
  type Outcome,
  type RestoredObject,
  type VeleroBackup,
  type VeleroRestore,
  type VeleroResults,
} from "../../fleet/backup/velero-objects.ts";
import { whyForeign } from "../../fleet/backup/origin.ts";
import { listed } from "../../fleet/problems.ts";
import { VELERO_NAMESPACE } from "../../fleet/platform/velero.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { unlessThere } from "../client/unless-there.ts";
import { UsageError } from "../errors.ts";
import type { Velero } from "../velero/velero.ts";
import { readLiving } from "./living.ts";
import { showProgress } from "./progress.ts";
import { MOST_REASONS } from "./take.ts";

/** What is about to be restored, and has been looked at. */
export interface DueRestore {
  readonly order: RestoreOrder;
  readonly backup: VeleroBackup;
  readonly plan: RestorePlan;
}

/** What became of a restore. */
export interface RestoreReport {
  readonly restore: string;
  readonly backup: string;
  readonly cluster: string;
  readonly outcome: Outcome;
  /** Made before this command was called, which has only watched it. */
  readonly resumed: boolean;
  /** By what became of them; unset if Velero could not put its list into the bucket. */
  readonly objects?: Readonly<Record<RestoredObject["action"], number>>;
  /** From the order to its end, or since it was taken up again. */
  readonly seconds: number;
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

/** A restore of the same order that has not ended; whoever gave it may be gone. */
export async function underWay(target: Velero, order: RestoreOrder): Promise<VeleroRestore | undefined> {
  const running = (await target.restores()).filter(
    (each) => each.spec.backupName === order.backup && !hasEnded(each),
  );
  const [same] = running.filter(({ metadata }) => metadata.labels?.[ORDER_LABEL] === orderDigest(order));
  const [other] = running;
  if (same === undefined && other !== undefined)
    throw new UsageError(
      `${other.metadata.name} restores ${order.backup} on ${order.to} in another way; wait until it has ended: ` +
        `kubectl -n velero get restore ${other.metadata.name}`,
    );
  return same;
}

/**
 * Looks at a backup and at the target, and says what a restore would do.
 * @param incomplete Also of a backup that has not taken all in.
 * @throws UsageError with all that stands in the way.
 */
export async function lookAhead(
  target: Velero,
  order: RestoreOrder,
  backup: VeleroBackup,
  environment: Environment,
  incomplete: boolean,
): Promise<DueRestore> {
  const foreign = whyForeign(backup, { name: order.from }, environment);
  const unusable = whyUnusable(backup, incomplete);
  const problems = [foreign, unusable].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
  await demandLocation(target, order);
  const contents = await target.contentsOf(order.backup);
  const unmapped = mappingProblems(order, contents);
  if (unmapped.length > 0) throw new UsageError(unmapped.join("\n"));
  const living = await readLiving(target.server, targetsOf(contents, order.mapping));
  return { order, backup, plan: planRestore(contents, order.mapping, order.existing, living) };
}

/** @throws Error if the target cannot reach the backups: Velero would take long to say so, or say nothing. */
async function demandLocation(target: Velero, { from, to }: RestoreOrder): Promise<void> {
  const location = (await target.locations()).find(({ metadata }) => metadata.name === from);
  const { phase, message = "" } = location?.status ?? {};
  if (phase === "Unavailable") throw new Error(`${to} cannot reach the backups of ${from}: ${message}`);
}

/** Whether there is anything to be done. */
export function isIdle({ plan }: DueRestore): boolean {
  const { create, update } = countFates(plan);
  return create + update === 0;
}

/** Has Velero restore, and watches it to its end. What is there already was made by the same order, a moment ago. */
export async function carryOut(
  target: Velero,
  order: RestoreOrder,
  environment: Environment,
  quiet: boolean,
): Promise<RestoreReport> {
  const begun = performance.now();
  const earlier = (await target.restores()).filter(
    ({ metadata }) => metadata.labels?.[ORDER_LABEL] === orderDigest(order),
  );
  const name = restoreName(order, earlier.length);
  await putModifiers(target, order, name);
  await unlessThere(target.createRestore(restoreObject(order, name, environment)));
  return watch(target, name, begun, false, quiet);
}

/** Watches a restore that is under way. */
export function resume(target: Velero, { metadata }: VeleroRestore, quiet: boolean): Promise<RestoreReport> {
  return watch(target, metadata.name, performance.now(), true, quiet);
}

async function watch(
  target: Velero,
  name: string,
  begun: number,
  resumed: boolean,
  quiet: boolean,
): Promise<RestoreReport> {
  const restore = await target.waitForRestore(name, { onProgress: showProgress(name, quiet) });
  const seconds = (performance.now() - begun) / 1000;
  if (restore.spec.resourceModifier !== undefined) await target.server.delete(`${MODIFIERS_PATH}/${name}`);
  // Velero writes both beside the backup, where this cluster may have no right to write.
  const results = await target
    .restoreResults(name)
    .catch((): VeleroResults => ({ errors: {}, warnings: {} }));
  const objects = await target.restored(name).catch(() => undefined);
  return {
    restore: name,
    backup: restore.spec.backupName ?? "",
    cluster: target.cluster,
    outcome: hasEnded(restore) ? outcomeOf(restore) : "partly-failed",
    resumed,
    ...(objects === undefined ? {} : { objects: countActions(objects) }),
    seconds,
    reasons: [
      ...reasonsOf(restore),
      ...messageLines(results.errors),
      ...(hasEnded(restore) ? [] : [NOT_FILED]),
    ].slice(0, MOST_REASONS),
    warnings: messageLines(results.warnings).slice(0, MOST_REASONS),
  };
}

const NOT_FILED =
  "Velero has been through all objects, and cannot file beside the backup what it has done: it may not write to " +
  "restores/ there. It tries until somebody deletes this Restore.";

const MODIFIERS_PATH = `/api/v1/namespaces/${VELERO_NAMESPACE}/configmaps`;

/** Velero reads modifiers from a ConfigMap beside it, once, when it begins. */
async function putModifiers(target: Velero, { modifiers }: RestoreOrder, name: string): Promise<void> {
  if (modifiers === undefined) return;
  const configMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: VELERO_NAMESPACE },
    data: { "modifiers.json": JSON.stringify(modifiers) },
  };
  await unlessThere(target.server.post(MODIFIERS_PATH, configMap));
}

function whyUnusable(backup: VeleroBackup, incomplete: boolean): string | undefined {
  const { name } = backup.metadata;
  const reasons = reasonsOf(backup).join("; ");
  const why = reasons === "" ? "" : `: ${reasons}`;
  switch (outcomeOf(backup)) {
    case "completed":
      return undefined;
    case "partly-failed":
      if (incomplete) return undefined;
      return `${name} has not taken all in, with ${backup.status?.errors ?? 0} errors${why}; see fleet backup logs ${name}, or pass --incomplete to restore what it has`;
    case "failed":
      return `${name} has failed${why}; see fleet backup logs ${name}`;
    default:
      return `${name} has not ended yet (${backup.status?.phase ?? "New"}); wait for it: fleet backup list`;
  }
}

function mappingProblems({ mapping, backup }: RestoreOrder, contents: readonly ArchivedObject[]): string[] {
  const there = namespacesOf(contents);
  const unmapped = there.filter((namespace) => !Object.hasOwn(mapping, namespace));
  return Object.entries(mapping).flatMap(([namespace, other]) => {
    if (!there.includes(namespace))
      return [`--map ${namespace}=${other}: ${backup} has no such namespace; it has: ${listed(there)}`];
    const meets = unmapped.includes(other);
    return meets ? [`--map ${namespace}=${other}: two namespaces of ${backup} would become one`] : [];
  });
}

function countActions(objects: readonly RestoredObject[]): Record<RestoredObject["action"], number> {
  const counts = { created: 0, updated: 0, skipped: 0, failed: 0 };
  for (const { action } of objects) counts[action]++;
  return counts;
}
