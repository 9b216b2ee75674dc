import { loadFleet } from "../../fleet/declaration/load.ts";
import { judgedRecords, type JudgedRecord } from "../../fleet/drills/freshness.ts";
import { recordDigest } from "../../fleet/drills/record.ts";
import { chooseDrills } from "../drills/choose.ts";
import { PROJECT_ROOT } from "../engine/project.ts";

export interface DrillVerifyOptions {
  readonly drill?: string;
  readonly environment?: string;
  readonly json?: boolean;
}

/** `fleet drill verify [drill]`: whether records are whole and signed by the declared key. Works offline. */
export function run(
  { drill: name, environment, json = false }: DrillVerifyOptions,
  root = PROJECT_ROOT,
): Promise<void> {
  const now = new Date();
  const records = chooseDrills(loadFleet(root), { name, environment }).flatMap((chosen) =>
    judgedRecords(root, chosen.environment, chosen.drill, now).map(rowOf),
  );
  if (json) console.log(JSON.stringify({ records }, undefined, 2));
  else console.log(records.length === 0 ? "There are no records." : records.map(format).join("\n"));
  if (records.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
  return Promise.resolve();
}

function rowOf({ file, record, faults, current }: JudgedRecord) {
  const verdict = record?.verdict ?? null;
  return { file, verdict, sha256: record === undefined ? null : recordDigest(record), current, faults };
}

function format({ file, verdict, current, faults }: ReturnType<typeof rowOf>): string {
  if (faults.length > 0) return `✗ ${file}: ${faults.join("; ")}`;
  return `✓ ${file}: ${verdict ?? ""}${current ? "" : ", for another plan than that of now"}`;
}
