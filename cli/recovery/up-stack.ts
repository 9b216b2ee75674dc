import {
  hasChanges,
  runEngine,
  type EngineOptions,
  type OnProgress,
  type StackResult,
} from "../engine/engine.ts";
import type { PendingOperation } from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";
import { adoptCreated, makesInCloud } from "./clouds/adopt.ts";
import { demandComparison, noteComparison, readCutOff } from "./cut-off.ts";
import { clearHelmRecords } from "./helm-records.ts";

/**
 * Brings a stack up, once; and again where the last run was cut off. The state knows nothing then of what that run had
 * created, and may hold what it had deleted, so that an `up` would either stumble, or find everything as it should be.
 *
 * @throws EngineError with what the engine said.
 */
export async function upStack(
  project: Project,
  stack: string,
  onProgress: OnProgress,
  options: Omit<EngineOptions, "targets"> = {},
): Promise<StackResult> {
  const cutOff = await readCutOff(project, stack, onProgress);
  if (cutOff === undefined) return runEngine(project, stack, "up", onProgress, options);
  await demandComparison(project, stack);
  // Before anything else: an `up` would make a second one beside what is there.
  if (cutOff.some(makesInCloud)) await adoptCreated(project, stack, onProgress);
  const up = () => runEngine(takingOver(project), stack, "up", onProgress, options);
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
