import { EngineError } from "../engine/engine-error.ts";
import {
  hasChanges,
  runEngine,
  type EngineOptions,
  type OnProgress,
  type StackResult,
} from "../engine/engine.ts";
import type { PendingOperation } from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";
import { adoptCreated, adoptFailed } from "./clouds/adopt.ts";
import { canBeFound, makesInCloud } from "./clouds/creations.ts";
import { demandComparison, isComparisonDue, noteComparison, readCutOff } from "./cut-off.ts";
import { forgetFormerClusters } from "./former.ts";
import { clearHelmRecords } from "./helm-records.ts";

/**
 * Brings a stack up, and once more where all that is left to do is to let go of what was on a cluster that is no more.
 *
 * @throws EngineError with what the engine said.
 */
export async function upStack(
  project: Project,
  stack: string,
  onProgress: OnProgress,
  options: Omit<EngineOptions, "targets"> = {},
): Promise<StackResult> {
  try {
    return await upWhole(project, stack, onProgress, options);
  } catch (error) {
    const isStuck =
      error instanceof EngineError && (await forgetFormerClusters(project, stack).catch(() => false));
    if (!isStuck) throw error;
    const result = await upWhole(project, stack, onProgress, options);
    // The first run has made everything anew, and what it has written nobody has compared.
    return { ...result, passportsChanged: true };
  }
}

/**
 * Brings a stack up, once; and again where the last run was cut off. The state knows nothing then of what that run had
 * created, and may hold what it had deleted, so that an `up` would either stumble, or find everything as it should be.
 */
async function upWhole(
  project: Project,
  stack: string,
  onProgress: OnProgress,
  options: Omit<EngineOptions, "targets">,
): Promise<StackResult> {
  const cutOff = await readCutOff(project, stack, onProgress);
  if (cutOff === undefined) return runUp(project, stack, onProgress, options);
  await demandComparison(project, stack);
  // Before anything else: an `up` would make a second one beside what is there.
  if (cutOff.some(makesInCloud)) await adoptCreated(project, stack, onProgress);
  const up = () => runUp(takingOver(project), stack, onProgress, options);
  // A cluster may have to be started before it can be asked what is there; and that is all that this run has to do.
  const first = await up().catch((error: unknown) => error as Error);
  try {
    const found = await compare(project, stack, cutOff, onProgress, options.signal);
    if (!(first instanceof Error) && !found) return first;
  } catch (error) {
    throw first instanceof Error ? first : error;
  }
  const second = await up();
  return first instanceof Error ? second : added(first, second);
}

/** One run of the engine. What it fails to make in a cloud is looked for before anything else can be made. */
async function runUp(
  project: Project,
  stack: string,
  onProgress: OnProgress,
  options: Omit<EngineOptions, "targets">,
): Promise<StackResult> {
  try {
    return await runEngine(project, stack, "up", onProgress, options);
  } catch (error) {
    if (error instanceof EngineError && error.failedCreations.some(({ type }) => canBeFound(type)))
      await lookForFailed(project, stack, error, onProgress);
    throw error;
  }
}

/** Adds to what the engine said what is not clear. */
async function lookForFailed(
  project: Project,
  stack: string,
  error: EngineError,
  onProgress: OnProgress,
): Promise<void> {
  const due = await isComparisonDue(project, stack);
  // What is taken in has been read when this has come to its end, and not before.
  await demandComparison(project, stack);
  try {
    await adoptFailed(project, stack, error.failedCreations, onProgress);
    if (!due) await noteComparison(project, stack);
  } catch (more) {
    error.message = `${error.message}\n${(more as Error).message}`;
  }
}

/**
 * What was created and not noted is applied anew, under another name of field manager. The API server fills in parts of
 * maps that are owned as wholes, such as `fieldRef` of a container or `matchConstraints` of an admission policy: there
 * the run would be in conflict with the one that was cut off.
 */
function takingOver(project: Project): Project {
  return { ...project, env: { ...project.env, PULUMI_K8S_ENABLE_PATCH_FORCE: "true" } };
}

/** Makes the state say what is there. Returns whether it said something else. */
async function compare(
  project: Project,
  stack: string,
  cutOff: readonly PendingOperation[],
  onProgress: OnProgress,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  // The run before may have been killed as well, and this one not.
  await adoptCreated(project, stack, onProgress);
  await clearHelmRecords(project, stack, cutOff);
  const found = hasChanges(await runEngine(project, stack, "refresh", onProgress, { signal }));
  await noteComparison(project, stack);
  return found;
}

function added(first: StackResult, second: StackResult): StackResult {
  const kinds = new Set([...Object.keys(first.changes), ...Object.keys(second.changes)]);
  const changes = [...kinds].map((kind): [string, number] => {
    // What is the same is so in both.
    if (kind === "same") return [kind, second.changes[kind] ?? 0];
    return [kind, (first.changes[kind] ?? 0) + (second.changes[kind] ?? 0)];
  });
  return {
    ...second,
    changes: Object.fromEntries(changes),
    passportsChanged: first.passportsChanged || second.passportsChanged,
    shares: [...first.shares, ...second.shares],
    seconds: first.seconds + second.seconds,
  };
}
