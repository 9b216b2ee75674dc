import type { Arrow, ArrowEnd } from "./arrows.ts";
import { columnsOf, type Columns } from "./columns.ts";
import { box, defaults, digraph, edge, Html, node, type Statement } from "./dot-printer.ts";
import type { Drawing, DrawnEnvironment } from "./drawing.ts";
import { environmentLabel, junctionLabel, portOf, regionLabel, titleLabel } from "./labels.ts";
import { LINKS, PALETTE } from "./palette.ts";

/** Graphviz knows the widths of its letters, and Helvetica's are the same: labels fit their boxes with either. */
export const FONT = "Arial";

/** The picture in the language of Graphviz. */
export function toDot(drawing: Drawing): string {
  const graph = {
    label: new Html(titleLabel(drawing)),
    labelloc: "t",
    labeljust: "l",
    rankdir: "LR",
    ranksep: 1.1,
    nodesep: 0.25,
    pad: 0.35,
    bgcolor: PALETTE.paper,
    fontname: FONT,
    fontcolor: PALETTE.ink,
  };
  return digraph(graph, [
    defaults("node", { shape: "plain", fontname: FONT, fontcolor: PALETTE.ink }),
    defaults("edge", { penwidth: 1.6, arrowsize: 0.75 }),
    ...fromTop(drawing.environments).map((environment) => environmentBox(environment, drawing.workloads)),
  ]);
}

function environmentBox(environment: DrawnEnvironment, workloads: readonly string[]): Statement {
  const { name, regions, arrows, junctions } = environment;
  const columns = columnsOf(environment);
  const style = {
    label: new Html(environmentLabel(environment)),
    labeljust: "l",
    margin: 18,
    style: "rounded,filled",
    fillcolor: PALETTE.environment.fill,
    color: PALETTE.environment.line,
    peripheries: 1,
  };
  const content = [
    ...fromTop(regions).map((region) =>
      node(pathOf(name, "region", region.name), { label: new Html(regionLabel(region, workloads)) }),
    ),
    ...fromTop(junctions).map((junction) =>
      node(pathOf(name, "junction", junction.kind), { label: new Html(junctionLabel(junction)) }),
    ),
    ...arrows.map((arrow) => arrowEdge(arrow, environment, columns)),
  ];
  // The outer box is not drawn: it keeps environments apart.
  return box(`${name}/margin`, { label: "", margin: 8, peripheries: 0 }, [box(name, style, content)]);
}

/** With ranks from left to right, Graphviz puts what comes first at the bottom. */
function fromTop<T>(items: readonly T[]): T[] {
  return items.toReversed();
}

/** For Graphviz an edge leads from the left to the right; which end has a head is another matter. */
function arrowEdge(arrow: Arrow, environment: DrawnEnvironment, columns: Columns): Statement {
  const { kind, from, to, both } = arrow;
  const { colour, dashed } = LINKS[kind];
  const turned = columns.of(from) > columns.of(to);
  const [left, right] = turned ? [to, from] : [from, to];
  return edge(nodeOf(left, environment), nodeOf(right, environment), {
    tailport: attachment(left, arrow, "e"),
    headport: attachment(right, arrow, "w"),
    color: colour,
    style: dashed ? "dashed" : "solid",
    dir: both ? "both" : turned ? "back" : "forward",
  });
}

/** A cluster is a part of its region's node. */
function nodeOf({ on, name }: ArrowEnd, environment: DrawnEnvironment): string {
  if (on !== "cluster") return pathOf(environment.name, on, name);
  const region = environment.regions.find(({ clusters }) =>
    clusters.some((cluster) => cluster.name === name),
  );
  return pathOf(environment.name, "region", region?.name ?? "");
}

function attachment({ on, name }: ArrowEnd, { kind }: Arrow, side: "e" | "w"): string {
  if (on === "junction") return side;
  return `${portOf(kind, on === "cluster" ? name : undefined)}:${side}`;
}

function pathOf(environment: string, on: ArrowEnd["on"], name: string): string {
  return `${environment}/${on}/${name}`;
}
