import { readdirSync } from "node:fs";
import path from "node:path";
import { canonicalJson } from "../canonical-json.ts";
import { readIfThere } from "../read-if-there.ts";
import { recordPage } from "./page.ts";
import { drillRecord, type DrillRecord } from "./record.ts";

/* A record as three files: <time>.json, the record itself; <time>.md, its page; <time>.sig, its signature. */

/** A record as it lies in its folder. */
export interface StoredRecord {
  /** Path of the record, from the folder of the project. */
  readonly file: string;
  /** `undefined` if the file is no record, or not as this program writes it. */
  readonly record: DrillRecord | undefined;
  /** As it is written; `undefined` if there is none. */
  readonly signature: string | undefined;
  /** Whether the page says what the record does; a page is nobody's proof, and may have been lost. */
  readonly page: "same" | "another" | "none";
}

/** Which drill is meant, and where the records of its environment are, from the folder of the project. */
export interface RecordPlace {
  readonly records: string;
  readonly environment: string;
  readonly drill: string;
}

/** Folder of the records of a drill, from the folder of the project. */
export function recordFolder({ records, environment, drill }: RecordPlace): string {
  return path.join(records, environment, drill);
}

/** The files of a record by name, but for the signature. The time is that of the order: `20261127T222500Z`. */
export function filesOfRecord(record: DrillRecord): {
  readonly stamp: string;
  readonly json: string;
  readonly page: string;
} {
  return {
    stamp: record.ordered.replace(/[-:]/g, "").replace(/\.\d+/, ""),
    json: `${canonicalJson(record)}\n`,
    page: recordPage(record),
  };
}

const RECORD_FILE = /^\d{8}T\d{6}Z\.json$/;

/**
 * The records of a drill, the newest first.
 *
 * @param root The project's folder.
 */
export function readRecords(root: string, place: RecordPlace): StoredRecord[] {
  const folder = recordFolder(place);
  return namesIn(path.join(root, folder))
    .filter((name) => RECORD_FILE.test(name))
    .sort()
    .reverse()
    .map((name) => readStored(root, path.join(folder, name)));
}

function readStored(root: string, file: string): StoredRecord {
  const beside = (ending: string) => readIfThere(path.join(root, file.replace(/json$/, ending)));
  const record = parse(readIfThere(path.join(root, file)) ?? "");
  const page = beside("md");
  return {
    file,
    record,
    signature: beside("sig")?.trim(),
    page:
      page === undefined || record === undefined ? "none" : page === recordPage(record) ? "same" : "another",
  };
}

function parse(text: string): DrillRecord | undefined {
  try {
    return drillRecord.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
