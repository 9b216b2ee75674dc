import { once } from "node:events";
import type { Readable } from "node:stream";
import { Parser, type ReadEntry } from "tar";
import type { ArchivedObject } from "../../fleet/backup/velero-objects.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";

/**
 * Where an object lies in the archive (velero 1.18, pkg/archive/filesystem.go). The same object may lie there once more
 * for each of its versions, in a folder of that version, which this does not match.
 */
const PLACE = /^(?:\.\/)?resources\/([^/]+)\/(?:cluster|namespaces\/([^/]+))\/([^/]+)\.json$/;

/** In every archive, whatever else is: what lacks it has been cut off, or is something else. */
const FORMAT = "metadata/version";

/** An archive that ends too early, or holds what it should not. */
export class DamagedArchiveError extends Error {
  override readonly name = "DamagedArchiveError";
}

/**
 * The objects in the archive of a backup.
 *
 * @param archive A tar file, in the clear.
 */
export async function readArchive(archive: Readable): Promise<ArchivedObject[]> {
  try {
    const files = await readFiles(archive);
    if (!files.has(FORMAT)) throw new Error(`${FORMAT} is missing`);
    return [...files].flatMap(([file, content]) => {
      const [, resource = "", namespace, name = ""] = PLACE.exec(file) ?? [];
      if (resource === "") return [];
      return [{ resource, namespace, name, object: JSON.parse(content) as KubernetesObject }];
    });
  } catch (error) {
    // What a store answers is not the archive's fault.
    if (isOfNetwork(error)) throw error;
    throw new DamagedArchiveError((error as Error).message, { cause: error });
  }
}

/** Contents of the files in a tar file, by path. */
async function readFiles(archive: Readable): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const parser = new Parser({ strict: true });
  parser.on("entry", (entry: ReadEntry) => {
    const chunks: Buffer[] = [];
    entry.on("data", (chunk) => chunks.push(chunk));
    entry.on("end", () => files.set(entry.path.replace(/^\.\//, ""), Buffer.concat(chunks).toString("utf8")));
  });
  const ended = once(parser, "end");
  // An error is told below; it may come while the loop waits for the next piece.
  ended.catch(() => undefined);
  for await (const chunk of archive) parser.write(chunk as Buffer);
  parser.end();
  await ended;
  return files;
}

function isOfNetwork(error: unknown): boolean {
  return ["ECONNRESET", "ABORT_ERR"].includes((error as NodeJS.ErrnoException).code ?? "");
}
