import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { withLocks } from "../../../tools/lock.ts";
import { locateToolchain, type Toolchain } from "../../../tools/toolchain.ts";
import { readVersion, waitUntilReady } from "./api-server.ts";
import { isRunning } from "./observe.ts";
import { folderOf, readRecord, writeRecord, type ClusterFolder, type ClusterRecord } from "./folder.ts";
import { adminKubeconfig } from "./kubeconfig.ts";
import * as kwokctl from "./kwokctl.ts";
import { findPorts, firstTaken } from "./ports.ts";
import { endProcesses, processesOf } from "./processes.ts";
import type { KwokFacts, KwokSpec } from "./spec.ts";

/*
 * What the provider of local clusters does. Each function may be cut off anywhere (kill -9, power) and called again:
 * it starts from what is on the disk and in the process table, never from what it remembers.
 */

/**
 * Sees to it that the cluster is there and runs: makes it, takes up the one that an interrupted run has made, or
 * starts again what has stopped.
 */
export async function ensureCluster(root: string, spec: KwokSpec): Promise<KwokFacts> {
  const folder = folderOf(root, spec.name);
  return locked(folder, async () => {
    const tools = await toolchain();
    const record = (await readRecord(folder)) ?? (await createAnew(folder, spec, tools));
    return ensureRunning(folder, record, spec, tools);
  });
}

/**
 * Ends its processes and removes its folder. Nothing to do is no error.
 * @param identifier Of the one that is to go; another one of the name, made since, stays. @default whichever is there
 */
export async function deleteCluster(root: string, name: string, identifier?: string): Promise<void> {
  const folder = folderOf(root, name);
  await locked(folder, async () => {
    const found = await readRecord(folder).catch(() => undefined);
    const isAnother = found !== undefined && identifier !== undefined && found.identifier !== identifier;
    if (!isAnother) await removeAll(folder);
  });
}

async function createAnew(folder: ClusterFolder, spec: KwokSpec, tools: Toolchain): Promise<ClusterRecord> {
  await removeAll(folder);
  await mkdir(folder.path, { recursive: true, mode: 0o700 });
  // Two clusters that are made side by side must not find the same ports free.
  const ports = await withLocks([folder.portsLock], {}, async () => {
    const free = await findPorts(folder.path, await kwokctl.portsBeside(folder));
    await kwokctl.configure(folder, spec, free, tools);
    return free;
  });
  await kwokctl.create(folder, tools);
  const record = { identifier: randomUUID(), ports };
  await writeRecord(folder, record);
  return record;
}

async function ensureRunning(
  folder: ClusterFolder,
  { identifier, ports }: ClusterRecord,
  spec: KwokSpec,
  tools: Toolchain,
): Promise<KwokFacts> {
  const endpoint = `https://127.0.0.1:${ports.kubeApiserverPort}`;
  const ca = await readFile(path.join(folder.path, "pki", "ca.crt"), "utf8");
  const server = { endpoint, ca };
  if (!(await isRunning(folder, { ...spec, endpoint, ca: encode(ca) }))) {
    if ((await processesOf(folder.path)).length === 0) {
      const taken = await firstTaken(ports);
      if (taken !== undefined) throw new Error(portTaken(folder, taken));
    }
    await kwokctl.start(folder, spec, tools);
    await waitUntilReady(server);
  }
  if (spec.karmada !== true) await kwokctl.scaleNodes(folder, spec.nodes, tools);
  return {
    identifier,
    endpoint,
    ca: encode(ca),
    version: await readVersion(server),
    issuer: "https://kubernetes.default.svc.cluster.local",
    kubeconfig: await adminKubeconfig(folder, endpoint),
  };
}

async function removeAll(folder: ClusterFolder): Promise<void> {
  await endProcesses(folder.path);
  await rm(folder.path, { recursive: true, force: true });
}

function portTaken(folder: ClusterFolder, port: number): string {
  return (
    `Cluster "${folder.name}" cannot start: something else listens on 127.0.0.1:${port}, its port since it was made. ` +
    `End that process (ss -ltnp 'sport = :${port}') and run up again, or remove ${folder.path} to have the cluster made anew.`
  );
}

async function locked<T>(folder: ClusterFolder, action: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(folder.path), { recursive: true, mode: 0o700 });
  return withLocks([folder.lock], {}, action);
}

/** Only looks: a preview or an up is no place for a build of minutes. */
async function toolchain(): Promise<Toolchain> {
  const { toolchain, missing } = await locateToolchain();
  if (toolchain !== undefined) return toolchain;
  throw new Error(`Local clusters need ${missing.join(", ")}. To get what is missing, run: npm run tools`);
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}
