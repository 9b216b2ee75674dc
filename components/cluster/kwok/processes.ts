import { execFile } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface ClusterProcess {
  readonly pid: number;
  /** Name of the program, such as `etcd`. */
  readonly program: string;
}

/**
 * Processes whose command line names a file in the folder: those of the cluster kept there, and no other.
 * Files with process ids would do for a cluster that started well; this also finds what an interrupted start
 * left behind, and is not fooled by an id that another process has after a restart of the machine.
 */
export async function processesOf(folder: string): Promise<ClusterProcess[]> {
  const { stdout } = await run("ps", ["-A", "-ww", "-o", "pid=,args="], { maxBuffer: 64 * 1024 * 1024 });
  return stdout
    .split("\n")
    .filter((line) => line.includes(`${folder}/`))
    .map((line) => {
      const [pid = "", program = ""] = line.trim().split(/\s+/);
      return { pid: Number(pid), program: path.basename(program) };
    })
    .filter(({ pid }) => pid !== process.pid);
}

/** Ends all processes of a folder: asks first, and after the grace period (milliseconds) insists. */
export async function endProcesses(folder: string, grace = 5_000): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    for (const { pid } of await processesOf(folder)) send(pid, signal);
    const deadline = Date.now() + grace;
    while (Date.now() < deadline) {
      if ((await processesOf(folder)).length === 0) return;
      await sleep(100);
    }
  }
  const left = await processesOf(folder);
  if (left.length > 0)
    throw new Error(`Processes ${left.map(({ pid }) => pid).join(", ")} of ${folder} do not end.`);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
