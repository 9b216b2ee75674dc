import { performance } from "node:perf_hooks";
import { isDeepStrictEqual } from "node:util";
import type { EngineEvent, PolicyEvent, StepEventMetadata } from "@pulumi/pulumi/automation/events.js";
import type { ResourceState } from "./deployment.ts";
import { EngineError, type Operation } from "./engine-error.ts";
import { settleLocks } from "./locks.ts";
import { endOrphans } from "./orphans.ts";
import type { LinkOutputs } from "./outputs.ts";
import { needsPreview, packArguments } from "./packs.ts";
import { PROJECT_NAME, type Project } from "./project.ts";
import { runPulumi, streamPulumi } from "./pulumi.ts";
import { shareSalt } from "./salt.ts";
import { withScratch } from "./scratch.ts";
import { shareOfUrn, type Share } from "./share-urns.ts";

/** What one run of the engine did to one stack, or would do. */
export interface StackResult {
  readonly stack: string;
  readonly operation: Operation;
  /** Number of resources by what was done to them: `create`, `update`, `same`, `delete`, `replace`… */
  readonly changes: Readonly<Record<string, number>>;
  /** Links that wait for a peer, in words. */
  readonly pending: readonly string[];
  /**
   * Its passports are others than before, so far as they are public, or, of an environment, what its control planes
   * have in hand: whoever has read them has to read again.
   */
  readonly passportsChanged: boolean;
  /** Workloads on clusters of which something was changed, or would be. */
  readonly shares: readonly Share[];
  readonly seconds: number;
}

/** Told in a few words what is going on. */
export type OnProgress = (line: string) => void;

/** What a run of the engine is to look at, and who is told. */
export interface EngineOptions {
  /** Interrupts the engine when the time is up. */
  readonly signal?: AbortSignal | undefined;
  /** URNs of the resources that it is to look at; default: all. */
  readonly targets?: readonly string[];
  /** Patterns of URNs of resources that are to stay as they are recorded: not made, changed or deleted. */
  readonly excluded?: readonly string[];
  /** Told of each share of a workload that is about to be changed. */
  readonly onShare?: (share: Share) => void;
}

/** How the engine is called for each operation: without questions, and with its events as JSON, one a line. */
const COMMANDS: Readonly<Record<Operation, readonly string[]>> = {
  up: ["up", "--yes"],
  preview: ["preview"],
  // What a killed run was about to create inside a cluster is not asked for here: the next `up` creates it, whether it is
  // there or not. What it was about to create in a cloud has been looked for by then, see recovery/clouds.
  refresh: ["refresh", "--yes", "--skip-preview", "--clear-pending-creates"],
  // A comparison of some resources, which forgets nothing.
  read: ["refresh", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};

/** Waits for another run on this machine to end, and takes the lock away of one that was killed. */
export async function awaitStack({ backend }: Project, stack: string, onProgress: OnProgress): Promise<void> {
  await settleLocks({ backend, project: PROJECT_NAME, stack }, (pid, since) => {
    onProgress(`waiting for another update of this stack (process ${pid}, since ${since})`);
  });
}

/**
 * Runs the engine on one stack that exists. Waits for another run on this machine to end, and clears away what one
 * that was killed has left: its lock, its plugins. What it has left in the state, and out of it, is for `upStack`.
 *
 * The CLI is called, and not the Automation API: that calls the CLI too, five times more for each run.
 *
 * @throws EngineError with what the engine said.
 */
export async function runEngine(
  project: Project,
  stack: string,
  operation: Operation,
  onProgress: OnProgress,
  { signal, targets = [], excluded = [], onShare }: EngineOptions = {},
): Promise<StackResult> {
  const started = performance.now();
  await awaitStack(project, stack, onProgress);
  await endOrphans(project.root);
  const run = new EngineRun(onProgress, onShare);
  const command = [...commandFor(project, stack, operation), ...targets.flatMap((urn) => ["--target", urn])];
  command.push(...excluded.flatMap((pattern) => ["--exclude", pattern]));
  command.push("--stack", stack, "--json", "--non-interactive");
  try {
    const onEvent = (event: EngineEvent) => {
      run.follow(event);
    };
    await withScratch(project.root, (folder) =>
      streamPulumi({ ...project, env: { ...project.env, TMPDIR: folder } }, command, onEvent, signal),
    );
  } catch (error) {
    const { said, policyViolated, failedCreations } = run;
    throw new EngineError({ stack, operation, said, policyViolated, failedCreations, cause: error });
  }
  const { changes, pending, passportsChanged, shares } = run;
  return {
    stack,
    operation,
    changes,
    pending,
    passportsChanged,
    shares,
    seconds: (performance.now() - started) / 1000,
  };
}

function commandFor(project: Project, stack: string, operation: Operation): string[] {
  const command = [...COMMANDS[operation]];
  if (operation === "up" && !needsPreview(project.fleet, stack)) command.push("--skip-preview");
  if (operation === "up" || operation === "preview") command.push(...packArguments(project));
  return command;
}

/** Makes the stack if it is not there. */
export async function ensureStack(
  project: Project,
  stack: string,
  existing: readonly string[],
): Promise<void> {
  if (existing.includes(stack)) return;
  await shareSalt(project.root, stack);
  await runPulumi(project, ["stack", "init", stack]);
}

/** Removes a stack that holds nothing any more from the state; its configuration file stays. */
export async function removeStack(project: Project, stack: string): Promise<void> {
  await runPulumi(project, ["stack", "rm", stack, "--yes", "--preserve-config"]);
}

/** Whether a run of the engine did anything, or would do. */
export function hasChanges({ changes }: Pick<StackResult, "changes">): boolean {
  return Object.entries(changes).some(([kind, count]) => kind !== "same" && kind !== "read" && count > 0);
}

/** What the events of one run amount to. */
class EngineRun {
  readonly changes: Record<string, number> = {};
  readonly said: string[] = [];
  readonly failedCreations: ResourceState[] = [];
  pending: readonly string[] = [];
  passportsChanged = false;
  policyViolated = false;
  readonly #shares = new Map<string, Share>();
  readonly #onProgress: OnProgress;
  readonly #onShare: EngineOptions["onShare"];

  constructor(onProgress: OnProgress, onShare?: EngineOptions["onShare"]) {
    this.#onProgress = onProgress;
    this.#onShare = onShare;
  }

  get shares(): Share[] {
    return [...this.#shares.values()];
  }

  follow({
    summaryEvent,
    diagnosticEvent,
    policyEvent,
    resourcePreEvent,
    resOutputsEvent,
    resOpFailedEvent,
  }: EngineEvent): void {
    Object.assign(this.changes, summaryEvent?.resourceChanges);
    if (diagnosticEvent?.severity === "error") this.said.push(diagnosticEvent.message);
    if (policyEvent?.enforcementLevel === "mandatory") {
      this.policyViolated = true;
      this.said.push(describeViolation(policyEvent));
    }
    if (resOutputsEvent?.metadata.type === "pulumi:pulumi:Stack")
      this.#followOutputs(resOutputsEvent.metadata);
    if (resOpFailedEvent !== undefined) this.#followFailure(resOpFailedEvent.metadata);
    if (resourcePreEvent === undefined) return;
    this.#onProgress(describeStep(resourcePreEvent.metadata));
    if (!IDLE.has(resourcePreEvent.metadata.op)) this.#followShare(resourcePreEvent.metadata.urn);
  }

  #followShare(urn: string): void {
    const share = shareOfUrn(urn);
    if (share === undefined) return;
    this.#shares.set(`${share.cluster}/${share.workload}`, share);
    this.#onShare?.(share);
  }

  /** A replacement has a state already, which a second one of the name would be taken for. */
  #followFailure({ op, new: wanted }: StepEventMetadata): void {
    if (op !== "create" || wanted?.custom !== true) return;
    const { urn, type, parent, provider, protect, retainOnDelete, inputs } = wanted;
    const options = { ...(protect && { protect }), ...(retainOnDelete && { retainOnDelete }) };
    this.failedCreations.push({ urn, type, custom: true, parent, provider, ...options, inputs });
  }

  #followOutputs({ old, new: current }: StepEventMetadata): void {
    const [before, after] = [old, current].map((state) => (state?.outputs ?? {}) as StackOutputs);
    this.pending = after?.links?.pending ?? [];
    this.passportsChanged = !isDeepStrictEqual(readByOthers(before), readByOthers(after));
  }
}

/** Steps of the engine that change nothing. */
const IDLE: ReadonlySet<string> = new Set(["same", "read", "refresh"]);

/** The resource by type and name, and what is wrong with it: the policy's own description of itself says no more. */
function describeViolation({ resourceUrn, message, policyName }: PolicyEvent): string {
  const [type = "", name = ""] = (resourceUrn ?? "").split("::").slice(2);
  const kind = type.slice(type.lastIndexOf("$") + 1);
  const what = kind === "" ? policyName : `${kind} ${name}`;
  return `${what}: ${message.slice(message.indexOf("\n") + 1).trim()}`;
}

/** What other stacks go by: the passports of a region; what the control planes of an environment have in hand. */
function readByOthers({ passports, holdings = {}, federated = {} }: StackOutputs = {}): object {
  return passports ?? { holdings, federated };
}

interface StackOutputs {
  readonly links?: LinkOutputs;
  readonly passports?: object;
  readonly holdings?: object;
  readonly federated?: object;
}

function describeStep({ op, urn, type }: { op: string; urn: string; type: string }): string {
  const resource = urn.slice(urn.lastIndexOf("::") + 2);
  return `${op} ${type.slice(type.lastIndexOf(":") + 1)} ${resource}`;
}
