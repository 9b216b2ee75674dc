import Table from "cli-table3";
import { countFates, type Fate, type PlannedObject } from "../../fleet/backup/restore-plan.ts";
import { counted, listed } from "../../fleet/problems.ts";
import type { ListedBackup, Listing } from "./list.ts";
import type { DueRestore, RestoreReport } from "./restore.ts";
import type { TakenBackup } from "./take.ts";

/** Objects that are named; of more than these, the number is. `--json` has all. */
const MOST_NAMES = 6;

const PLAIN = { head: [], border: [], compact: true };

export function formatListing({ backups, silent }: Listing): string {
  const table = new Table({
    head: ["environment", "cluster", "backup", "outcome", "begun", "kept until", "objects", "known to"],
    style: PLAIN,
  });
  table.push(...backups.map(row));
  const unheard = Object.entries(silent).map(([name, reason]) => `${name} could not be asked: ${reason}`);
  return [backups.length === 0 ? "There are no backups." : table.toString(), ...unheard].join("\n");
}

function row({
  environment,
  cluster,
  backup,
  outcome,
  begun,
  expires,
  objects,
  knownTo,
}: ListedBackup): string[] {
  return [
    environment,
    cluster,
    backup,
    outcome,
    begun ?? "",
    expires ?? "",
    String(objects),
    knownTo.join(", "),
  ];
}

export function formatTaken({ backup, outcome, objects, seconds, reasons }: TakenBackup): string[] {
  return [
    `${backup}: ${outcome}, ${counted(objects, "object")} in ${seconds.toFixed(1)} s`,
    ...indented(reasons),
  ];
}

/** What a restore would do, namespace by namespace. */
export function formatPlan({ order, backup, plan }: DueRestore): string[] {
  const { from, to, existing, modifiers } = order;
  const groups = Map.groupBy(plan.objects, ({ namespace = "" }) => namespace);
  const places = [...groups].flatMap(([namespace, objects]) => [
    placeName(namespace, plan.namespaces),
    ...FATES.flatMap(([fate, words]) =>
      describeFate(
        words,
        objects.filter((each) => each.fate === fate),
      ),
    ),
  ]);
  const changed = modifiers === undefined ? [] : ["The modifiers change what is created before it is."];
  const { create, leave, update } = countFates(plan);
  const rest = existing === "update" ? `${update} updated, ${leave} left alone` : `${leave} left alone`;
  return [
    `${backup.metadata.name} of ${from}, begun ${backup.status?.startTimestamp ?? ""}, restored in ${to}:`,
    ...places.map((line) => `  ${line}`),
    `${counted(create, "object")} created, ${rest}.`,
    ...changed,
  ];
}

const FATES: readonly (readonly [Fate, string])[] = [
  ["create", "created"],
  ["update", "updated, since they live there"],
  ["leave", "left alone, since they live there"],
  ["unknown", "not possible, since the cluster has no such kind"],
  ["omit", "never restored"],
];

function placeName(namespace: string, made: readonly string[]): string {
  if (namespace === "") return "outside namespaces";
  return made.includes(namespace) ? `${namespace} (made)` : namespace;
}

function describeFate(words: string, objects: readonly PlannedObject[]): string[] {
  if (objects.length === 0) return [];
  const names = objects.map(({ kind, name }) => `${kind} ${name}`);
  return [`  ${objects.length} ${words}: ${listed(names, MOST_NAMES)}`];
}

export function formatRestored(report: RestoreReport): string[] {
  const { restore, outcome, cluster, objects, seconds, reasons, warnings } = report;
  const counts =
    objects === undefined
      ? "Velero could not file what became of each object"
      : `${objects.created} created, ${objects.updated} updated, ${objects.skipped} as they were, ${objects.failed} not restored`;
  return [
    `${restore} on ${cluster}: ${outcome} after ${seconds.toFixed(1)} s; ${counts}.`,
    ...indented(reasons),
    ...(warnings.length === 0 ? [] : ["Warnings:", ...indented(warnings)]),
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line.trim()}`);
}
