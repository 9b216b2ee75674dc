import { readFileSync } from "node:fs";

/** Names one process for as long as it lives: a number alone comes back, above all in containers. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the kernel's words; empty where the system does not tell. */
  started: string;
}

/** The identity of the process that runs now under a number. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, started: startOf(pid) };
}

/** Whether that very process still runs. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return started === "" || started === startOf(pid);
}

/** Field 22 of proc_pid_stat(5), counted from behind the command, which may hold spaces and parentheses. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
