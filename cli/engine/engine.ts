import { performance } from "node:perf_hooks";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { EngineError, type Operation } from "./engine-error.ts";
import { settleLocks } from "./locks.ts";
import { endOrphans } from "./orphans.ts";
import { PROJECT_NAME, type Project } from "./project.ts";

/** What one run of the engine did to one stack, or would do. */
export interface StackResult {
  readonly stack: string;
  readonly operation: Operation;
  /** Number of resources by what was done to them: `create`, `update`, `same`, `delete`, `replace`… */
  readonly changes: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface EngineOptions {
  /** Told in a few words what is going on. */
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the engine on one stack, which is made if it is not there. Waits for another run on this machine to end, and
 * clears away what one that was killed has left: its lock, its plugins.
 * @throws EngineError with what the engine said.
 */
export async function runEngine(
  project: Project,
  name: string,
  operation: Operation,
  { onProgress, signal }: EngineOptions,
): Promise<StackResult> {
  const started = performance.now();
  await settleLocks({ backend: project.backend, project: PROJECT_NAME, stack: name }, (pid, since) => {
    onProgress(`waiting for another update of this stack (process ${pid}, since ${since})`);
  });
  await endOrphans(project.root);
  const changes: Record<string, number> = {};
  const said: string[] = [];
  let policyViolated = false;
  const onEvent = (event: EngineEvent) => {
    Object.assign(changes, event.summaryEvent?.resourceChanges);
    const { diagnosticEvent, policyEvent, resourcePreEvent } = event;
    if (diagnosticEvent?.severity === "error") said.push(diagnosticEvent.message);
    if (policyEvent?.enforcementLevel === "mandatory") policyViolated = true;
    if (resourcePreEvent !== undefined) onProgress(describeStep(resourcePreEvent.metadata));
  };
  try {
    const stack = await openStack(project, name);
    await stack[operation]({ onEvent, color: "never", ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    throw new EngineError({ stack: name, operation, said, policyViolated, cause: error });
  }
  return { stack: name, operation, changes, seconds: (performance.now() - started) / 1000 };
}

/** Removes a stack that holds nothing any more from the state; its configuration file stays. */
export async function removeStack(project: Project, name: string): Promise<void> {
  const { workspace } = await openStack(project, name);
  await workspace.removeStack(name, { preserveConfig: true });
}

async function openStack(project: Project, stackName: string): Promise<Stack> {
  // Loaded here, since it takes a second: most of the time until something is seen to happen.
  const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
  // The engine is found through the PATH of this process.
  process.env.PATH = project.env.PATH;
  return LocalWorkspace.createOrSelectStack(
    { stackName, workDir: project.root },
    { envVars: { ...project.env } },
  );
}

function describeStep({ op, urn, type }: { op: string; urn: string; type: string }): string {
  const resource = urn.slice(urn.lastIndexOf("::") + 2);
  return `${op} ${type.slice(type.lastIndexOf(":") + 1)} ${resource}`;
}

/** Whether a run of the engine did anything, or would do. */
export function hasChanges({ changes }: Pick<StackResult, "changes">): boolean {
  return Object.entries(changes).some(([kind, count]) => kind !== "same" && kind !== "read" && count > 0);
}
