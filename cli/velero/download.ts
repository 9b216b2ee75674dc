import { randomUUID } from "node:crypto";
import { pipeline, type Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { VELERO_NAMESPACE } from "../../fleet/platform/velero.ts";
import type { ApiServer } from "../client/api-server.ts";
import { askStore } from "./store.ts";

/** What of a backup or a restore can be had. Velero knows more (download_request_types.go). */
export type DownloadKind =
  "BackupContents" | "BackupLog" | "BackupResults" | "RestoreResults" | "RestoreResourceList";

/** The store has no such file. */
export class NotInStoreError extends Error {
  override readonly name = "NotInStoreError";
}

/** Time in which a Velero that runs has signed an address. */
const SIGNING_MS = 30_000;
const ASK_EVERY_MS = 100;

interface DownloadRequest {
  readonly status?: { readonly downloadURL?: string };
}

/**
 * A file of a backup or a restore, in the clear. Velero is asked for an address that it signs, which is good for ten
 * minutes and read at once: who may make Velero's objects needs no credentials of the bucket.
 *
 * The address lets whoever has it read the file. It is in no message, and its object is taken away.
 *
 * @param where The cluster, for messages.
 */
export async function openDownload(
  server: ApiServer,
  where: string,
  kind: DownloadKind,
  name: string,
  signal: AbortSignal,
): Promise<Readable> {
  const address = await signedAddress(server, where, kind, name, signal);
  const what = `${kind} of ${name}`;
  const response = await askStore(address, signal).catch((error: unknown) => {
    if (signal.aborted) throw new Error(`${what}: the store did not answer in time`);
    const { code = "no connection" } = error as NodeJS.ErrnoException;
    throw new Error(`${what}: the store that ${where} has it in does not answer (${code})`);
  });
  const { statusCode = 0 } = response;
  if (statusCode !== 200) {
    response.resume();
    if (statusCode === 404) throw new NotInStoreError(`${what} is not in the store`);
    throw new Error(`${what}: the store answers ${statusCode}`);
  }
  // Errors of either come out of the end that is read.
  return pipeline(response, createGunzip(), () => undefined);
}

export async function downloadText(...asked: Parameters<typeof openDownload>): Promise<string> {
  return text(await openDownload(...asked));
}

async function signedAddress(
  server: ApiServer,
  where: string,
  kind: DownloadKind,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const path = `/apis/velero.io/v1/namespaces/${VELERO_NAMESPACE}/downloadrequests`;
  const own = `fleet-${randomUUID()}`;
  await server.post(path, {
    apiVersion: "velero.io/v1",
    kind: "DownloadRequest",
    metadata: { name: own, namespace: VELERO_NAMESPACE },
    spec: { target: { kind, name } },
  });
  try {
    const end = performance.now() + SIGNING_MS;
    while (performance.now() < end) {
      const { status } = await server.get<DownloadRequest>(`${path}/${own}`);
      if (status?.downloadURL) return status.downloadURL;
      await sleep(ASK_EVERY_MS, undefined, { signal });
    }
  } finally {
    await server.delete(`${path}/${own}`);
  }
  throw new Error(
    `Velero on ${where} has signed no address for ${kind} of ${name} within ${SIGNING_MS / 1000} s: ` +
      "it does not run, or cannot reach the store.",
  );
}
