import { execFile } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { stateFolder } from "./local-state.ts";

const run = promisify(execFile);

/** What the file backend writes while a stack is being updated (pkg/backend/diy/lock.go). */
interface LockContent {
  readonly pid: number;
  readonly hostname: string;
  readonly timestamp: string;
}

interface Lock extends LockContent {
  readonly file: string;
}

/**
 * Waits while another engine of this machine updates the stack, and removes the locks of engines that are dead: one
 * that was killed leaves its lock, and nobody should have to know. Locks of other machines stay: `pulumi cancel`
 * is for those. Does nothing if the state is not in a folder.
 *
 * @param onWait is told, once for each, whom we wait for.
 */
export async function settleLocks(
  { backend, project, stack }: { backend: string; project: string; stack: string },
  onWait: (pid: number, since: string) => void,
): Promise<void> {
  const folder = lockFolder(backend, project, stack);
  if (folder === undefined) return;
  let waitedFor: number | undefined;
  for (;;) {
    const own = (await readLocks(folder)).filter((lock) => lock.hostname === hostname());
    const alive: Lock[] = [];
    for (const lock of own) {
      if (await isEngine(lock.pid)) alive.push(lock);
      else await rm(lock.file, { force: true });
    }
    const [first] = alive;
    if (first === undefined) return;
    if (first.pid !== waitedFor) onWait((waitedFor = first.pid), first.timestamp);
    await sleep(500);
  }
}

function lockFolder(backend: string, project: string, stack: string): string | undefined {
  const folder = stateFolder(backend);
  return folder && path.join(folder, "locks", "organization", project, stack);
}

async function readLocks(folder: string): Promise<Lock[]> {
  const names = await readdir(folder).catch(() => []);
  const locks = await Promise.all(
    names
      .filter((name) => name.endsWith(".json"))
      .map(async (name) => {
        const file = path.join(folder, name);
        // A lock may go while we look.
        const text = await readFile(file, "utf8").catch(() => undefined);
        return text === undefined ? undefined : { file, ...parseLock(text) };
      }),
  );
  return locks.filter((lock) => lock !== undefined);
}

/** A lock that cannot be read was cut off as it was written: its engine is dead, and of this machine. */
function parseLock(text: string): LockContent {
  try {
    return JSON.parse(text) as LockContent;
  } catch {
    return { pid: 0, hostname: hostname(), timestamp: "" };
  }
}

/** Whether a process id still belongs to an engine; after a crash it may have gone to anybody. */
async function isEngine(pid: number): Promise<boolean> {
  if (pid === 0) return false;
  try {
    const { stdout } = await run("ps", ["-p", String(pid), "-o", "comm="]);
    return stdout.includes("pulumi");
  } catch {
    return false;
  }
}
