import { describeObjective } from "./budget.ts";
import { describeDifference } from "./compare.ts";
import { inWords } from "./durations.ts";
import { recordDigest, type DrillRecord } from "./record.ts";

/** A record as a page, in Markdown. */
export function recordPage(record: DrillRecord): string {
  const { drill, environment, verdict, failures, notes } = record;
  return [
    `# Drill ${drill} of ${environment}: ${verdict}`,
    facts(record),
    ...section("Why it has failed", failures.map(escaped)),
    objectives(record),
    table(
      "Times",
      ["phase", "began", "took"],
      record.phases.map(({ name, started, seconds }) => [name, started, inWords(seconds)]),
    ),
    table(
      "Workloads",
      ["workload", "namespace", "restored as", "ready"],
      record.workloads.map(({ name, namespace, restoredAs, ready }) => [
        name,
        namespace,
        restoredAs,
        ready ? "yes" : "no",
      ]),
    ),
    table(
      "Backups",
      ["backup", "schedule", "completed"],
      record.backups.map(({ name, schedule, completed }) => [name, schedule, completed]),
    ),
    table(
      "Probes",
      ["probe", "passed", "took"],
      record.probes.map(({ name, passed, seconds }) => [name, passed ? "yes" : "no", inWords(seconds)]),
    ),
    ...section(
      "Left out",
      record.leftOut.map(({ workload, reason }) => escaped(`${workload} ${reason}`)),
    ),
    ...section(
      `Differences, of ${record.compared} objects compared`,
      record.differences.map((difference) => escaped(describeDifference(difference))),
    ),
    ...section("Notes", notes.map(escaped)),
    `SHA-256 of the record: \`${recordDigest(record)}\``,
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

function facts({ mode, source, target, ordered, ended, versions, plan, id }: DrillRecord): string {
  const where = (place: DrillRecord["source"]) =>
    place === null
      ? "none"
      : `${place.cluster} in ${place.region}, ${place.country}, Kubernetes ${place.kubernetes ?? "unknown"}`;
  const rows = [
    ["mode", mode],
    ["source", where(source)],
    ["target", where(target)],
    ["ordered", ordered],
    ["ended", ended],
    ...Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)),
    ["run", id],
    ["plan", `\`${plan}\``],
  ];
  return tableOf(["", ""], rows);
}

function objectives({ objectives: all }: DrillRecord): string {
  const lines = all.map((each) => `${each.kept ? "kept" : "broken"}: ${describeObjective(each)}`);
  return section("Budget", lines).join("");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}\n\n${lines.map((line) => `- ${line}`).join("\n")}`];
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? "" : `## ${title}\n\n${tableOf(head, rows)}`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => escaped(cell).replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

/** What comes from a cluster or a program is text, and no markup. */
function escaped(text: string): string {
  return text.replace(/[<>*_[\]]/g, "\\$&").replace(/\s+/g, " ");
}
