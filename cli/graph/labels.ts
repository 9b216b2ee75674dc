import { Html } from "./dot-printer.ts";
import type { Badge, Drawing, DrawnCluster, DrawnEnvironment, DrawnRegion } from "./drawing.ts";
import { LINK_KINDS } from "../../fleet/links.ts";
import type { Junction } from "./arrows.ts";
import { LINKS, PALETTE, workloadColours } from "./palette.ts";

/* Graphviz lays out and draws rich labels as tables: https://graphviz.org/doc/info/shapes.html#html */

const COLUMNS = 2;
/** At least; so that cards with little on them line up with the others. */
const CARD_WIDTH = 190;
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
    ]),
  );
}

export function environmentLabel({ name, caption }: DrawnEnvironment): Html {
  return boxLabel(name, 17, caption);
}

export function regionLabel({ name, country }: DrawnRegion): Html {
  return boxLabel(name, 12, country);
}

export function junctionLabel({ kind, links, mesh }: Junction): Html {
  const { colour, name } = LINKS[kind];
  const line = (text: string, size: number) => row(cell(font(text, { size, colour }), { align: "center" }));
  const lines = [
    line(`<b>${escaped(name)}</b>`, 12),
    ...(mesh ? [line("each with each", 10)] : []),
    line(`${links} links`, 10),
  ];
  return new Html(
    table({ border: 1, style: "rounded", color: colour, bgcolor: PALETTE.paper, cellspacing: 0, cellpadding: 5 }, [
      row(cell(table({ cellspacing: 0, cellpadding: 1 }, lines))),
    ]),
  );
}

/** Each kind of link arrives at a row of its own, so that arrows do not meet in one point. */
export function clusterLabel({ name, hub, facts, badges }: DrawnCluster, workloads: readonly string[]): Html {
  const { fill, line, border } = hub ? PALETTE.hub : PALETTE.cluster;
  const [first, second] = LINK_KINDS;
  const rows = [
    row(`<td width="${CARD_WIDTH}" height="4" fixedsize="true"></td>`),
    row(cell(inset(heading(name, hub), 14), { port: first, height: 22 })),
    row(cell(inset(font(escaped(facts.join("  ·  ")), { size: 10, colour: PALETTE.muted }), 10), { port: second })),
    row(badges.length === 0 ? `<td height="6"></td>` : cell(badgeGrid(badges, workloads), { cellpadding: 6 })),
  ];
  return new Html(
    table({ border, style: "rounded", color: line, bgcolor: fill, cellspacing: 0, cellpadding: 1 }, rows),
  );
}

/**
 * Spaces before a text, about 11 points wide. A cell with an arrow has to reach to the edge of its card, so that it
 * cannot have padding.
 */
function inset(content: string, size: number): string {
  const spaces = "\u00a0".repeat(Math.round(11 / (size * 0.278)));
  return `${font(spaces, { size })}${content}`;
}

/** With some room above and to the left, which a box itself does not leave. */
function boxLabel(name: string, size: number, caption: string): Html {
  const title = font(`<b>${escaped(name)}</b>`, { size });
  const rest = font(escaped(`   ${caption}`), { size: 11, colour: PALETTE.muted });
  return new Html(
    table({ cellspacing: 0, cellpadding: 0 }, [row(`<td height="5"></td>`), row(gap(6), cell(`${title}${rest}`))]),
  );
}

function heading(name: string, hub: boolean): string {
  const mark = font("   <b>hub</b>", { size: 11, colour: PALETTE.hub.ink });
  return `${font(`<b>${escaped(name)}</b>`, { size: 14 })}${hub ? mark : ""}`;
}

/** A grid of two columns: every badge as wide as its column, so that they line up. */
function badgeGrid(badges: readonly Badge[], workloads: readonly string[]): string {
  const shown = badges.length > MOST_BADGES ? badges.slice(0, MOST_BADGES - 1) : badges;
  const cells = shown.map((badge) => badgeCell(badge, workloadColours(workloads.indexOf(badge.workload))));
  if (shown.length < badges.length) {
    cells.push(cell(font(`${badges.length - shown.length} more`, { size: 10, colour: PALETTE.muted })));
  }
  const rows = Array.from({ length: Math.ceil(cells.length / COLUMNS) }, (_, index) =>
    row(...cells.slice(index * COLUMNS, (index + 1) * COLUMNS)),
  );
  return table({ cellspacing: 4, cellpadding: 3 }, rows);
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
