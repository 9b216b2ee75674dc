import { escaped } from "../graph/html.ts";
import { renderSvg } from "../graph/svg.ts";
import { sectionsOf, titleOf, type Section, type Table } from "./content.ts";
import { countriesDot } from "./picture.ts";
import type { AuditReport } from "./report.ts";

/** One file with all that it shows in it: it can be sent, printed and kept. */
export async function toPage(report: AuditReport): Promise<string> {
  const pictures = new Map<string, string>();
  for (const environment of report.environments)
    pictures.set(environment.name, onlySvg(await renderSvg(countriesDot(environment))));
  const title = escaped(titleOf(report));
  const body = sectionsOf(report).map((section) => printSection(section, pictures));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body.join("\n")}
</main>
</body>
</html>
`;
}

function printSection(
  { level, title, paragraphs, tables, picture }: Section,
  pictures: ReadonlyMap<string, string>,
): string {
  return [
    `<h${level}>${escaped(title)}</h${level}>`,
    ...paragraphs.map((text) => `<p>${escaped(text)}</p>`),
    ...(picture === undefined ? [] : [`<figure>${pictures.get(picture) ?? ""}</figure>`]),
    ...tables.map(printTable),
  ].join("\n");
}

function printTable({ head, rows }: Table): string {
  const cells = (name: "th" | "td", texts: readonly string[]) =>
    texts.map((text) => `<${name}>${escaped(text)}</${name}>`).join("");
  const lines = rows.map(
    ({ cells: texts, tone }) =>
      `<tr${tone === undefined ? "" : ` class="${tone}"`}>${cells("td", texts)}</tr>`,
  );
  return `<div class="table"><table>
<thead><tr>${cells("th", head)}</tr></thead>
<tbody>
${lines.join("\n")}
</tbody>
</table></div>`;
}

/** Without the head of an SVG file, which names a document type elsewhere. */
function onlySvg(file: string): string {
  return file.slice(Math.max(0, file.indexOf("<svg")));
}

const STYLE = `
body { margin: 0; background: #f7f8fb; color: #1c2740; font: 15px/1.5 "Helvetica Neue", Helvetica, Arial, sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 28px; margin: 0 0 8px; }
h2 { font-size: 21px; margin: 40px 0 8px; border-top: 1px solid #dfe3ec; padding-top: 24px; }
h3 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 0 0 10px; max-width: 80ch; }
figure { margin: 16px 0; padding: 8px; background: #fff; border: 1px solid #dfe3ec; border-radius: 8px; overflow-x: auto; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; background: #fff; font-size: 13px; }
th, td { text-align: left; vertical-align: top; padding: 7px 10px; border: 1px solid #dfe3ec; overflow-wrap: anywhere; min-width: 6em; }
th { background: #e9eef7; }
tr.bad td { background: #fdecea; }
tr.bad td:first-child { box-shadow: inset 4px 0 #b3261e; }
tr.careful td { background: #fff8e6; }
tr.careful td:first-child { box-shadow: inset 4px 0 #d19a1f; }
@media print { body { background: #fff; } main { padding: 0; max-width: none; } tr { break-inside: avoid; } }
`;
