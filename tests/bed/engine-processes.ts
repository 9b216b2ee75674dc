import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import type { ClusterProcess } from "../../components/cluster/kwok/processes.ts";

export interface WorkingProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Processes that work in a folder: engines, programs, providers and policy packs of a bed. Read from /proc; the daemons of a local
 * cluster work in folders of their own below it, and are not among them.
 */
export function processesIn(folder: string): WorkingProcess[] {
  return allProcesses()
    .map((pid) => ({ pid, command: commandLineOf(pid).join(" ").trim() }))
    .filter(({ pid, command }) => command !== "" && worksFor(folder, workingFolderOf(pid)));
}

/** Policy packs work in folders of their own. */
function worksFor(folder: string, place: string | undefined): boolean {
  return place === folder || (place?.startsWith(`${folder}/policies/`) ?? false);
}

/** Processes whose program is in the folder of one of a bed's clusters, whether that folder still is there or not. */
export function clusterProcessesIn(root: string): ClusterProcess[] {
  return allProcesses()
    .map((pid) => ({ pid, program: commandLineOf(pid)[0] ?? "" }))
    .filter(({ program }) => program.startsWith(`${root}/.archipelago/clusters/`))
    .map(({ pid, program }) => ({ pid, program: path.basename(program) }));
}

/** Empty for a process that has ended, also if it is not reaped yet. */
export function commandLineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function workingFolderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function allProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number);
}

/** The engines themselves, without what they have started. */
export function enginesOf(folder: string): number[] {
  return processesIn(folder)
    .filter(({ command }) => /^\S*pulumi /.test(command))
    .map(({ pid }) => pid);
}
