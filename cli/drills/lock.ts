import { execFile } from "node:child_process";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { UsageError } from "../errors.ts";
import { runFolder, type DrillName } from "./journal.ts";

/** Who has the lock: a process, and when it was started, since a process id goes to others. */
interface Holder {
  readonly pid: number;
  readonly started: string;
}

/**
 * Does the work while no other command on this machine works on the drill. The lock of a command that was killed is
 * taken over.
 *
 * @throws UsageError if another one does.
 */
export async function withDrillLock<T>(root: string, name: DrillName, work: () => Promise<T>): Promise<T> {
  const folder = runFolder(root, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, "lock");
  const own: Holder = { pid: process.pid, started: (await startOf(process.pid)) ?? "" };
  while (!(await take(file, own))) {
    const holder = await readHolder(file);
    if (holder === undefined) continue;
    if (await isAlive(holder))
      throw new UsageError(
        `Another command works on drill ${name.drill} of ${name.environment} (process ${holder.pid}): wait for it, or end it.`,
      );
    await discard(file);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** A lock that cannot be read was cut off as it was written. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    return { pid: 0, started: "" };
  }
}

/** Of two that find the same dead lock, one moves it away. */
async function discard(file: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  await rename(file, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

async function isAlive({ pid, started }: Holder): Promise<boolean> {
  return pid > 0 && (await startOf(pid)) === started;
}

/** When a process was started; `undefined` if there is none. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-p", String(pid), "-o", "lstart="]);
    return stdout.trim();
  } catch {
    return undefined;
  }
}
