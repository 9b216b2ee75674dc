import type { KeyObject } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { filesOfRecord, recordFolder, type RecordPlace } from "../../fleet/drills/record-files.ts";
import type { DrillRecord } from "../../fleet/drills/record.ts";
import { signRecord } from "../../fleet/drills/signature.ts";

/**
 * Writes a record, its page, and its signature if there is a key. The record comes last: where it is, all of it is. The
 * same record again writes the same files.
 *
 * @param root The project's folder.
 * @param records Folder of the environment's records, from there.
 * @returns path of the record, from the folder of the project.
 */
export async function writeRecord(
  root: string,
  records: string,
  record: DrillRecord,
  key: KeyObject | undefined,
): Promise<string> {
  const place: RecordPlace = { records, environment: record.environment, drill: record.drill };
  const folder = recordFolder(place);
  const { stamp, json, page } = filesOfRecord(record);
  await mkdir(path.join(root, folder), { recursive: true });
  const write = (ending: string, content: string) =>
    writeWhole(path.join(root, folder, `${stamp}.${ending}`), content);
  await write("md", page);
  if (key !== undefined) await write("sig", `${signRecord(record, key)}\n`);
  await write("json", json);
  return path.join(folder, `${stamp}.json`);
}

async function writeWhole(file: string, content: string): Promise<void> {
  const next = `${file}.${process.pid}`;
  await writeFile(next, content, { flush: true });
  await rename(next, file);
}
