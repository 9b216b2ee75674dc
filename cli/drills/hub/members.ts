import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Difference } from "../../../fleet/drills/compare.ts";
import { RESERVED_NAMESPACES } from "../../../fleet/namespaces.ts";
import { ApiServer } from "../../client/api-server.ts";

/** Kinds that run something, and where they are listed. */
const RUNNING = {
  Deployment: "/apis/apps/v1/deployments",
  StatefulSet: "/apis/apps/v1/statefulsets",
  DaemonSet: "/apis/apps/v1/daemonsets",
  Pod: "/api/v1/pods",
} as const;

/** What a cluster runs: by `Pod shop/web-1`, which one it is and how often it was started. */
export type Running = Readonly<Record<string, string>>;

/** By cluster. */
export type RunningByCluster = Readonly<Record<string, Running>>;

/** Time for one question. */
const DEADLINE_MS = 20_000;

/**
 * What a cluster runs of workloads, whoever has put it there; not what belongs to the fleet or to Kubernetes.
 * @throws UnreachableError, RefusalError
 */
export async function runningOn(kubeconfig: string, signal: AbortSignal): Promise<Running> {
  const server = await ApiServer.connect(kubeconfig, signal, DEADLINE_MS);
  try {
    const kinds = Object.entries(RUNNING).map(async ([kind, place]) => {
      const objects = await listAll(server, place);
      return objects
        .filter(({ metadata }) => !RESERVED_NAMESPACES.has(metadata.namespace))
        .map(({ metadata: { namespace, name, uid }, status }): [string, string] => {
          const starts = (status?.containerStatuses ?? []).map(({ restartCount = 0 }) => restartCount);
          return [`${kind} ${namespace}/${name}`, [uid, ...starts].join(" ")];
        });
    });
    return Object.fromEntries((await Promise.all(kinds)).flat());
  } finally {
    server.close();
  }
}

/**
 * What has become of what ran: what is gone, what is another one now or was started again, and workloads that nobody had
 * before. Pods that came besides are no harm.
 */
export function touched(before: RunningByCluster, after: RunningByCluster): Difference[] {
  return Object.entries(before).flatMap(([cluster, running]) => {
    const now = after[cluster] ?? {};
    const gone = Object.entries(running).flatMap(([object, which]): Difference[] => {
      const said = `${cluster}: ${object}`;
      if (now[object] === undefined) return [{ kind: "missing", object: said, pointers: [] }];
      return now[object] === which ? [] : [{ kind: "changed", object: said, pointers: ["/metadata/uid"] }];
    });
    const doubled = Object.keys(now)
      .filter((object) => running[object] === undefined && !object.startsWith("Pod "))
      .map((object): Difference => ({ kind: "extra", object: `${cluster}: ${object}`, pointers: [] }));
    return [...gone, ...doubled];
  });
}

/** Puts it down beside the journal, whole. */
export async function writeRunning(folder: string, running: RunningByCluster): Promise<void> {
  const file = fileIn(folder);
  await writeFile(`${file}.new`, JSON.stringify(running), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function readRunning(folder: string): Promise<RunningByCluster> {
  return JSON.parse(await readFile(fileIn(folder), "utf8")) as RunningByCluster;
}

function fileIn(folder: string): string {
  return path.join(folder, "members.json");
}

interface Listed {
  readonly metadata: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly status?: { readonly containerStatuses?: readonly { readonly restartCount?: number }[] };
}

interface Page {
  readonly metadata: { readonly continue?: string };
  readonly items: readonly Listed[];
}

async function listAll(server: ApiServer, place: string): Promise<Listed[]> {
  const all: Listed[] = [];
  let next = "";
  do {
    const page: Page = await server.get(`${place}?limit=500&continue=${encodeURIComponent(next)}`);
    all.push(...page.items);
    next = page.metadata.continue ?? "";
  } while (next !== "");
  return all;
}
