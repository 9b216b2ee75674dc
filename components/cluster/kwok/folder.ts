import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Ports } from "./ports.ts";

/** Where a local cluster is kept: data, certificates, logs. */
export interface ClusterFolder {
  readonly name: string;
  readonly path: string;
  /** What kwokctl takes for its home; it puts each cluster into `clusters/<name>` of it. */
  readonly workdir: string;
  readonly lock: string;
  /** Held while ports are chosen, by all clusters of the project. */
  readonly portsLock: string;
  readonly configuration: string;
  /** kwokctl insists on a kubeconfig to write its context into; this one nobody reads. */
  readonly scratchKubeconfig: string;
}

/** Written last, when a cluster is complete. A folder without it is what an interrupted creation left. */
export interface ClusterRecord {
  readonly identifier: string;
  readonly ports: Ports;
}

export function folderOf(root: string, name: string): ClusterFolder {
  const workdir = path.join(root, ".archipelago");
  const folder = path.join(workdir, "clusters", name);
  return {
    name,
    path: folder,
    workdir,
    lock: `${folder}.lock`,
    portsLock: path.join(workdir, "ports.lock"),
    configuration: path.join(folder, "kwokctl.json"),
    scratchKubeconfig: path.join(folder, "scratch.kubeconfig"),
  };
}

export async function readRecord(folder: ClusterFolder): Promise<ClusterRecord | undefined> {
  try {
    return JSON.parse(await readFile(recordFile(folder), "utf8")) as ClusterRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export async function writeRecord(folder: ClusterFolder, record: ClusterRecord): Promise<void> {
  const unfinished = `${recordFile(folder)}.new`;
  await writeFile(unfinished, JSON.stringify(record));
  await rename(unfinished, recordFile(folder));
}

function recordFile(folder: ClusterFolder): string {
  return path.join(folder.path, "archipelago.json");
}
