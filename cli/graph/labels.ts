import { LINK_KINDS, type LinkKind } from "../../fleet/links.ts";
import type { Junction } from "./arrows.ts";
import type { Badge, Drawing, DrawnCluster, DrawnEnvironment, DrawnRegion } from "./drawing.ts";
import { bold, cell, escaped, font, grid, row, space, table } from "./html.ts";
import { LINKS, PALETTE, workloadColours } from "./palette.ts";

const BADGE_COLUMNS = 2;
const MOST_BADGES = 8;
/** At least; so that cards with little on them line up with the others. */
const CARD_WIDTH = 190;

/** Title and legend, above the picture. */
export function titleLabel({ title, subtitle, kinds }: Drawing): string {
  const legend = kinds.map((kind) => {
    const { label, colour, dashed } = LINKS[kind];
    return `${cell(lineSample(colour, dashed))}${cell(font(label, 11, PALETTE.muted))}${space(14, 1)}`;
  });
  return table({ cellpadding: 3 }, [
    row(cell(font(bold(title), 24))),
    row(cell(font(escaped(subtitle), 12, PALETTE.muted))),
    ...(legend.length === 0 ? [] : [row(cell(table({ cellpadding: 3 }, [row(...legend)])))]),
  ]);
}

/** With some room above and to the left, which the box around an environment does not leave. */
export function environmentLabel({ name, caption }: DrawnEnvironment): string {
  const text = `${font(bold(name), 17)}${font(escaped(`   ${caption}`), 11, PALETTE.muted)}`;
  return table({}, [row(space(1, 6)), row(space(6, 1), cell(text))]);
}

export function junctionLabel({ kind, links, mesh }: Junction): string {
  const { colour, name } = LINKS[kind];
  const line = (text: string, size: number) => row(cell(font(text, size, colour), { align: "center" }));
  const lines = [
    line(bold(name), 12),
    ...(mesh ? [line("each with each", 10)] : []),
    line(`${links} ${links === 1 ? "link" : "links"}`, 10),
  ];
  const frame = { border: 1, style: "rounded", color: colour, bgcolor: PALETTE.paper, cellpadding: 5 };
  return table(frame, [row(cell(table({ cellpadding: 1 }, lines)))]);
}

/** Name of the row at which arrows of a kind arrive: of a region, or of a cluster in it. */
export function portOf(kind: LinkKind, cluster?: string): string {
  return cluster === undefined ? kind : `${kind}-${cluster}`;
}

/** A region with a card for each of its clusters. */
export function regionLabel(
  { name, country, clusters, columns }: DrawnRegion,
  workloads: readonly string[],
): string {
  const { fill, line } = PALETTE.region;
  const [first, second] = LINK_KINDS;
  const cards = clusters.map((cluster) => cell(clusterCard(cluster, workloads), { cellpadding: 9 }));
  const rows = [
    row(space(1, 6)),
    row(cell(inset(font(bold(name), 12)), { port: portOf(first) })),
    row(cell(inset(font(escaped(country), 11, PALETTE.muted)), { port: portOf(second) })),
    row(cell(grid(cards, columns, {}))),
  ];
  return table({ border: 1, style: "rounded", color: line, bgcolor: fill }, rows);
}

/** Each kind of link arrives at a row of its own, so that arrows do not meet in one point. */
function clusterCard({ name, hub, facts, badges }: DrawnCluster, workloads: readonly string[]): string {
  const { fill, line, border } = hub ? PALETTE.hub : PALETTE.cluster;
  const [first, second] = LINK_KINDS;
  const mark = hub ? font(`   ${bold("hub")}`, 11, PALETTE.hub.ink) : "";
  const details = font(escaped(facts.join("  ·  ")), 10, PALETTE.muted);
  const rows = [
    row(space(CARD_WIDTH, 5)),
    row(cell(inset(`${font(bold(name), 14)}${mark}`), { port: portOf(first, name), height: 21 })),
    row(cell(inset(details), { port: portOf(second, name), height: 15 })),
    row(badges.length === 0 ? space(1, 6) : cell(badgeGrid(badges, workloads), { cellpadding: 5 })),
  ];
  return table({ border, style: "rounded", color: line, bgcolor: fill }, rows);
}

/** In columns: every badge as wide as its column, so that they line up. */
function badgeGrid(badges: readonly Badge[], workloads: readonly string[]): string {
  const shown = badges.length > MOST_BADGES ? badges.slice(0, MOST_BADGES - 1) : badges;
  const cells = shown.map((badge) => badgeCell(badge, workloadColours(workloads.indexOf(badge.workload))));
  if (shown.length < badges.length) {
    cells.push(cell(font(`${badges.length - shown.length} more`, 10, PALETTE.muted)));
  }
  return grid(cells, BADGE_COLUMNS, { cellspacing: 4, cellpadding: 3 });
}

function badgeCell({ workload, replicas }: Badge, { fill, ink }: { fill: string; ink: string }): string {
  const count = replicas === undefined ? "" : `  ${bold(String(replicas))}`;
  return cell(font(` ${escaped(workload)}${count} `, 10, ink), { bgcolor: fill, style: "rounded" });
}

/** Spaces before a text: a cell with an arrow has to reach to the edge of its card, so that it cannot have padding. */
function inset(content: string): string {
  return `${font("    ", 10)}${content}`;
}

function lineSample(colour: string, dashed: boolean): string {
  const stroke = (width: number) => cell("", { width, height: 2, fixedsize: "true", bgcolor: colour });
  return table({}, [row(dashed ? [6, 6, 6].map(stroke).join(space(3, 2)) : stroke(24))]);
}
