import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { randomUUID } from "node:crypto";
import { identityOf, isAlive, type ProcessIdentity } from "./process-identity.ts";

/** How to wait for a lock. */
export interface LockWait {
  signal?: AbortSignal | undefined;
  /** Called once for each holder that has to be waited for. */
  onWait?: (holder: number) => void;
}

const pollMilliseconds = 100;

/**
 * Holds all the locks while `work` runs. The paths are taken in the order given; callers that share paths have to give
 * them in the same order, or they may wait for one another for ever.
 */
export async function withLocks<T>(
  paths: readonly string[],
  wait: LockWait,
  work: () => Promise<T>,
): Promise<T> {
  const held: string[] = [];
  try {
    for (const path of paths) {
      await take(path, wait);
      held.push(path);
    }
    return await work();
  } finally {
    for (const path of held) await rm(path, { force: true });
  }
}

async function take(path: string, { signal, onWait }: LockWait): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  let waitedFor: number | undefined;
  while (!(await tryTake(path))) {
    signal?.throwIfAborted();
    const holder = await holderOf(path);
    // The holder has just let go, or has been seen to be dead: try again at once.
    if (!holder || (await removeIfStale(path, holder))) continue;
    if (holder.pid !== waitedFor) onWait?.((waitedFor = holder.pid));
    await sleep(pollMilliseconds, undefined, { signal });
  }
}

/** A link appears with its content, where a new file would be empty for a moment. */
async function tryTake(path: string): Promise<boolean> {
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, JSON.stringify(identityOf(process.pid)));
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await rm(own, { force: true });
  }
}

async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ProcessIdentity);
}

/**
 * Moves a dead holder's lock aside. Another process may have done so already and taken the lock; then what was moved
 * is put back.
 */
async function removeIfStale(path: string, holder: ProcessIdentity): Promise<boolean> {
  if (isAlive(holder)) return false;
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await holderOf(aside);
  if (moved && isAlive(moved)) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}
