import { Html } from "./dot-printer.ts";
import type { Badge, Drawing, DrawnCluster, DrawnEnvironment, DrawnRegion } from "./drawing.ts";
import type { Mesh } from "./arrows.ts";
import { LINKS, PALETTE, workloadColours } from "./palette.ts";

/* Graphviz lays out and draws rich labels as tables: https://graphviz.org/doc/info/shapes.html#html */

const BADGES_IN_A_ROW = 2;
const MOST_BADGES = 8;

/** Title and legend, above the picture. */
export function titleLabel({ title, subtitle, kinds }: Drawing): Html {
  const legend = kinds.map((kind) => {
    const { label, colour, dashed } = LINKS[kind];
    return `${cell(lineSample(colour, dashed))}${cell(font(label, { size: 11, colour: PALETTE.muted }))}${gap(14)}`;
  });
  return new Html(
    table({ cellspacing: 0, cellpadding: 3 }, [
      row(cell(font(`<b>${escaped(title)}</b>`, { size: 24 }))),
      row(cell(font(escaped(subtitle), { size: 12, colour: PALETTE.muted }))),
      ...(legend.length === 0 ? [] : [row(cell(table({ cellspacing: 0, cellpadding: 3 }, [row(...legend)])))]),
      row(cell(font(" ", { size: 6 }))),
    ]),
  );
}

export function environmentLabel({ name, caption }: DrawnEnvironment): Html {
  return new Html(
    `${font(`<b>${escaped(name)}</b>`, { size: 17 })}${font(escaped(`   ${caption}`), { size: 11, colour: PALETTE.muted })}`,
  );
}

export function regionLabel({ name, country }: DrawnRegion): Html {
  return new Html(
    `${font(`<b>${escaped(name)}</b>`, { size: 12 })}${font(escaped(`   ${country}`), { size: 11, colour: PALETTE.muted })}`,
  );
}

export function meshLabel({ kind, clusters, links }: Mesh): Html {
  const { colour } = LINKS[kind];
  const lines = [
    row(cell(font(`<b>${escaped(kind)}</b>`, { size: 12, colour }), { align: "center" })),
    row(cell(font(`all ${clusters} clusters`, { size: 10, colour }), { align: "center" })),
    row(cell(font(`${links} links`, { size: 10, colour }), { align: "center" })),
  ];
  return new Html(
    table({ border: 1, style: "rounded", color: colour, bgcolor: PALETTE.paper, cellspacing: 0, cellpadding: 2 }, [
      row(cell(table({ cellspacing: 0, cellpadding: 1 }, lines))),
    ]),
  );
}

export function clusterLabel({ name, hub, facts, badges }: DrawnCluster, workloads: readonly string[]): Html {
  const { fill, line } = PALETTE.cluster;
  const rows = [
    row(cell(heading(name, hub))),
    row(cell(font(escaped(facts.join("  ·  ")), { size: 10, colour: PALETTE.muted }))),
    ...badgeRows(badges, workloads),
  ];
  return new Html(
    table({ border: 1, style: "rounded", color: line, bgcolor: fill, cellspacing: 0, cellpadding: 6 }, [
      row(cell(table({ cellspacing: 0, cellpadding: 2 }, rows))),
    ]),
  );
}

function heading(name: string, hub: boolean): string {
  const title = cell(font(`<b>${escaped(name)}</b>`, { size: 14 }));
  const { fill, ink } = PALETTE.hub;
  const mark = `${gap(8)}${cell(font(" hub ", { size: 10, colour: ink }), { bgcolor: fill, style: "rounded", cellpadding: 2 })}`;
  return table({ cellspacing: 0, cellpadding: 0 }, [row(title, hub ? mark : "")]);
}

function badgeRows(badges: readonly Badge[], workloads: readonly string[]): string[] {
  const shown = badges.length > MOST_BADGES ? badges.slice(0, MOST_BADGES - 1) : badges;
  const cells = shown.map((badge) => badgeCell(badge, workloadColours(workloads.indexOf(badge.workload))));
  if (shown.length < badges.length) {
    cells.push(cell(font(`${badges.length - shown.length} more`, { size: 10, colour: PALETTE.muted })));
  }
  const lines = Array.from({ length: Math.ceil(cells.length / BADGES_IN_A_ROW) }, (_, index) =>
    cells.slice(index * BADGES_IN_A_ROW, (index + 1) * BADGES_IN_A_ROW),
  );
  return lines.map((line) => row(cell(table({ cellspacing: 3, cellpadding: 3 }, [row(...line)]))));
}

function badgeCell({ workload, replicas }: Badge, { fill, ink }: { fill: string; ink: string }): string {
  const count = replicas === undefined ? "" : `  <b>${replicas}</b>`;
  return cell(font(` ${escaped(workload)}${count} `, { size: 10, colour: ink }), {
    bgcolor: fill,
    style: "rounded",
  });
}

function lineSample(colour: string, dashed: boolean): string {
  const stroke = (width: number) => `<td width="${width}" height="2" fixedsize="true" bgcolor="${colour}"></td>`;
  const strokes = dashed ? [6, 6, 6].map(stroke).join(gap(3)) : stroke(24);
  return table({ cellspacing: 0, cellpadding: 0 }, [row(strokes)]);
}

type Attributes = Readonly<Record<string, string | number>>;

function table(attributes: Attributes, rows: readonly string[]): string {
  return `<table${printed({ border: 0, cellborder: 0, ...attributes })}>${rows.join("")}</table>`;
}

function row(...cells: string[]): string {
  return `<tr>${cells.join("")}</tr>`;
}

function cell(content: string, attributes: Attributes = {}): string {
  return `<td${printed({ align: "left", ...attributes })}>${content}</td>`;
}

function gap(width: number): string {
  return `<td width="${width}"></td>`;
}

function font(content: string, { size, colour }: { size: number; colour?: string }): string {
  return `<font${printed({ "point-size": size, ...(colour === undefined ? {} : { color: colour }) })}>${content}</font>`;
}

function printed(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
