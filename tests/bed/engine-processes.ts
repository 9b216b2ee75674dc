import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface WorkingProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Processes that work in a folder: engines, programs and providers of a bed. Read from /proc; the daemons of a local
 * cluster work in folders of their own below it, and are not among them.
 */
export function processesIn(folder: string): WorkingProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((name) => {
      try {
        if (readlinkSync(`/proc/${name}/cwd`) !== folder) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        // A process that has ended, and is not yet reaped, has no command line any more.
        return command === "" ? [] : [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
}

/** The engines themselves, without what they have started. */
export function enginesOf(folder: string): number[] {
  return processesIn(folder)
    .filter(({ command }) => /^\S*pulumi /.test(command))
    .map(({ pid }) => pid);
}
