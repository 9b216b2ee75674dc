import { setTimeout as sleep } from "node:timers/promises";
import { DRILL_LABEL } from "../../fleet/drills/sandbox.ts";
import { VELERO_NAMESPACE } from "../../fleet/platform/velero.ts";
import { RefusalError, type ApiServer } from "../client/api-server.ts";
import { labelled, type Found } from "./live.ts";

/** A namespace with what was restored into it is gone in seconds, unless something in it has a finalizer. */
const PATIENCE_MS = 3 * 60_000;
const LOOK_EVERY_MS = 1_000;

/** What a sandbox has made on its target. */
export interface Made {
  /** Of the drill's run: on all that it has made itself. */
  readonly id: string;
  /** Namespaces that it was restored into. */
  readonly namespaces: readonly string[];
  /** Names of the Restores: on all that they have made. */
  readonly restores: readonly string[];
}

/**
 * Takes away all that a sandbox has made, and looks until nothing of it is left. Only what carries the mark of the drill
 * is touched.
 *
 * @returns what is still there when the time is up.
 */
export async function tearDown(
  server: ApiServer,
  made: Made,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<string[]> {
  const end = performance.now() + patienceMs;
  for (const namespace of made.namespaces) await deleteNamespace(server, namespace, made.id);
  for (;;) {
    const left = await leftOf(server, made);
    if (left.length === 0) return [];
    if (performance.now() > end) return left.map(({ said }) => said).sort();
    // Of what is in a namespace of the drill the namespace takes care. Velero's own record of a restore goes last, since
    // by its label the rest is found.
    const outside = left.filter(({ namespace = "" }) => !made.namespaces.includes(namespace));
    const isRecord = ({ said }: Found) => said.startsWith(`restores.velero.io ${VELERO_NAMESPACE}/`);
    const others = outside.filter((each) => !isRecord(each));
    for (const { path } of others.length > 0 ? others : outside) await server.delete(path);
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function deleteNamespace(server: ApiServer, name: string, id: string): Promise<void> {
  const path = `/api/v1/namespaces/${name}`;
  try {
    const { metadata } = await server.get<{ metadata: { labels?: Record<string, string> } }>(path);
    if (metadata.labels?.[DRILL_LABEL] !== id) return;
  } catch (error) {
    if (error instanceof RefusalError && error.status === 404) return;
    throw error;
  }
  await server.delete(path);
}

/** By two marks: what the drill has made, and what Velero has in its name. */
async function leftOf(server: ApiServer, { id, restores }: Made): Promise<Found[]> {
  const marks = [`${DRILL_LABEL}=${id}`];
  if (restores.length > 0) marks.push(`velero.io/restore-name in (${restores.join(",")})`);
  const found = new Map<string, Found>();
  for (const mark of marks) for (const each of await labelled(server, mark)) found.set(each.path, each);
  return [...found.values()];
}
