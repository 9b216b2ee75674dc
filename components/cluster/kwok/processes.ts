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
 * Processes of the cluster kept in a folder: those whose program is in its `bin`, and a kwokctl that works on it. Files
 * with process ids would do for a cluster that started well; this also finds what an interrupted start left behind,
 * and is not fooled by an id that another process has after a restart of the machine.
 */
export async function processesOf(folder: string): Promise<ClusterProcess[]> {
  const { stdout } = await run("ps", ["-A", "-ww", "-o", "pid=,args="], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, args = ""] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    const program = programOf(args, folder);
    return program === undefined ? [] : [{ pid: Number(pid), program }];
  });
}

function programOf(args: string, folder: string): string | undefined {
  const own = `${folder}/bin/`;
  if (args.startsWith(own)) return args.slice(own.length).split(" ")[0];
  const [command = ""] = args.split(" ");
  return path.basename(command) === "kwokctl" && args.includes(` ${folder}/`) ? "kwokctl" : undefined;
}

/** Ends all processes of a folder, at once: what they keep there is about to be removed. */
export async function endProcesses(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const processes = await processesOf(folder);
    if (processes.length === 0) return;
    for (const { pid } of processes) end(pid);
    await sleep(100);
  }
  const left = (await processesOf(folder)).map(({ pid }) => pid);
  throw new Error(`Processes ${left.join(", ")} of ${folder} do not end.`);
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
