import { sectionsOf, titleOf, type Section, type Table } from "./content.ts";
import type { AuditReport } from "./report.ts";

export function toMarkdown(report: AuditReport): string {
  const blocks = [`# ${inline(titleOf(report))}`, ...sectionsOf(report).flatMap(printSection)];
  return `${blocks.join("\n\n")}\n`;
}

function printSection({ level, title, paragraphs, tables }: Section): string[] {
  return [`${"#".repeat(level)} ${inline(title)}`, ...paragraphs.map(inline), ...tables.map(printTable)];
}

function printTable({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inline).join(" | ")} |`;
  const marked = rows.map(({ cells: [first = "", ...rest], tone }) =>
    line([tone === "bad" ? `✗ ${first}` : tone === "careful" ? `! ${first}` : first, ...rest]),
  );
  return [line(head), `|${" --- |".repeat(head.length)}`, ...marked].join("\n");
}

/** Text of others is text: it makes no table, no link and no tag. */
function inline(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|]/g, String.raw`\$&`);
}
