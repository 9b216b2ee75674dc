import { setTimeout as sleep } from "node:timers/promises";
import {
  hasEnded,
  outcomeOf,
  progressOf,
  type RunProgress,
  type VeleroBackup,
  type VeleroRestore,
} from "../../fleet/backup/velero-objects.ts";
import { UnreachableError } from "../client/api-server.ts";

export interface WaitOptions {
  /** Called whenever it has got further. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Milliseconds in which a Velero that runs has begun. @default 30 s */
  readonly beginMs?: number;
  /** Milliseconds after which one that winds up is looked at more closely. @default 10 s */
  readonly windUpMs?: number;
}

type Run = VeleroBackup | VeleroRestore;

/** What is waited for, and how it is looked at. */
export interface Awaited<R extends Run> {
  readonly velero: { readonly cluster: string };
  readonly kind: "backup" | "restore";
  readonly name: string;
  readonly look: () => Promise<R | undefined>;
  /** Whether it will never end: asked now and then while it is winding up. */
  readonly isStuck?: () => Promise<boolean>;
  /** All of its kind: Velero takes one after another. */
  readonly others: () => Promise<readonly R[]>;
}

const LOOK_EVERY_MS = 250;

/** Winding up takes a second or two, or with volumes and hooks minutes. */
const WIND_UP_MS = 10_000;

/** Velero begins within a second or two when it has nothing else to do. */
const BEGIN_MS = 30_000;

/** An API server that restarts is back by then; what Velero does goes on meanwhile. */
const SILENCE_MS = 60_000;

/**
 * Looks at a backup or a restore until it has ended, well or not.
 *
 * @throws Error if it is gone, if Velero does not begin with it, if the API server is silent for a minute, or if the
 * signal says that it is enough. Whatever Velero is doing goes on.
 * @returns what has ended, or is stuck.
 */
export async function waitFor<R extends Run>(
  awaited: Awaited<R>,
  signal: AbortSignal,
  { onProgress, beginMs = BEGIN_MS, windUpMs = WIND_UP_MS }: WaitOptions = {},
): Promise<R> {
  let seen = performance.now();
  let idle = seen;
  let busy = seen;
  let last = "";
  for (;;) {
    signal.throwIfAborted();
    const run = await lookAgain(awaited, () => performance.now() - seen < SILENCE_MS);
    if (run !== "silent") {
      seen = performance.now();
      if (run === undefined) throw new Error(`${nameOf(awaited)} is not there any more.`);
      const progress = progressOf(run);
      if (JSON.stringify(progress) !== last) onProgress?.(progress);
      last = JSON.stringify(progress);
      if (hasEnded(run)) return run;
      if (!isWindingUp(run)) busy = seen;
      if (seen - busy > windUpMs) {
        if ((await awaited.isStuck?.()) === true) return run;
        busy = seen;
      }
      if (outcomeOf(run) !== "new" || (await isBusy(awaited))) idle = seen;
      if (seen - idle > beginMs) throw new Error(notBegun(awaited, beginMs));
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function lookAgain<R extends Run>(
  { look }: Awaited<R>,
  patient: () => boolean,
): Promise<R | undefined | "silent"> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof UnreachableError && patient()) return "silent";
    throw error;
  }
}

function isWindingUp({ status }: Run): boolean {
  return status?.phase?.startsWith("Finalizing") === true;
}

/** Whether another one is under way, which has to end first. */
async function isBusy<R extends Run>({ others, name }: Awaited<R>): Promise<boolean> {
  const all = await others().catch(() => []);
  return all.some((other) => other.metadata.name !== name && outcomeOf(other) === "running");
}

function nameOf({ kind, name, velero }: Awaited<Run>): string {
  return `The ${kind} ${name} on ${velero.cluster}`;
}

function notBegun(awaited: Awaited<Run>, beginMs: number): string {
  const look = "kubectl -n velero get pods, and the log of deployment velero";
  return `${nameOf(awaited)} has not begun within ${beginMs / 1000} s: no Velero seems to run there (${look}).`;
}
