import type { Arrow, ArrowEnd } from "./arrows.ts";
import { columnsOf, type Columns } from "./columns.ts";
import { box, boxName, defaults, digraph, edge, node, type Attributes, type Statement } from "./dot-printer.ts";
import type { Drawing, DrawnEnvironment, DrawnRegion } from "./drawing.ts";
import { clusterLabel, environmentLabel, junctionLabel, regionLabel, titleLabel } from "./labels.ts";
import { LINKS, PALETTE } from "./palette.ts";

/** Graphviz knows the widths of its letters, and Helvetica's are the same: labels fit their boxes with either. */
export const FONT = "Arial";

/** The picture in the language of Graphviz. */
export function toDot(drawing: Drawing): string {
  const graph = {
    label: titleLabel(drawing),
    labelloc: "t",
    labeljust: "l",
    rankdir: "LR",
    ranksep: 1.2,
    nodesep: 0.25,
    pad: 0.35,
    compound: "true",
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
  const content = [
    ...fromTop(regions).map((region) => regionBox(name, region, workloads)),
    ...fromTop(junctions).map((junction) =>
      node(pathOf(name, { on: "junction", name: junction.kind }), { label: junctionLabel(junction) }),
    ),
    ...arrows.map((arrow) => arrowEdge(arrow, environment, columns)),
  ];
  const style = { ...boxStyle(PALETTE.environment), label: environmentLabel(environment), margin: 18 };
  return box(`${name}/margin`, { peripheries: 0, label: "", margin: 8 }, [box(name, style, content)]);
}

function regionBox(environment: string, region: DrawnRegion, workloads: readonly string[]): Statement {
  return box(
    pathOf(environment, { on: "region", name: region.name }),
    { ...boxStyle(PALETTE.region), label: regionLabel(region), margin: 14 },
    fromTop(region.clusters).map((cluster) =>
      node(pathOf(environment, { on: "cluster", name: cluster.name }), { label: clusterLabel(cluster, workloads) }),
    ),
  );
}

/** With ranks from left to right, Graphviz puts what comes first at the bottom. */
function fromTop<T>(items: readonly T[]): T[] {
  return items.toReversed();
}

/** For Graphviz an edge leads from the left to the right; which end has a head is another matter. */
function arrowEdge({ kind, from, to, both }: Arrow, environment: DrawnEnvironment, columns: Columns): Statement {
  const { colour, dashed } = LINKS[kind];
  const turned = columns.of(from) > columns.of(to);
  const [left, right] = turned ? [to, from] : [from, to];
  const joined = environment.junctions.length > 0;
  return edge(anchorOf(left, environment), anchorOf(right, environment), {
    color: colour,
    style: dashed ? "dashed" : "solid",
    ...(joined ? { tailport: portOf(left, kind, "e"), headport: portOf(right, kind, "w") } : {}),
    dir: both ? "both" : turned ? "back" : "forward",
    ...clipped("ltail", left, environment.name),
    ...clipped("lhead", right, environment.name),
  });
}

/** An edge leads from node to node; one that is meant for a region leads to its middle and is clipped at the box. */
function anchorOf(end: ArrowEnd, { name, regions }: DrawnEnvironment): string {
  if (end.on !== "region") return pathOf(name, end);
  const clusters = regions.find((region) => region.name === end.name)?.clusters ?? [];
  const middle = clusters[Math.floor((clusters.length - 1) / 2)];
  return pathOf(name, { on: "cluster", name: middle?.name ?? "" });
}

/** Lines from a junction spread out to the rows of the cards; of the few in a small fleet, Graphviz finds the shortest. */
function portOf({ on }: ArrowEnd, kind: string, side: "e" | "w"): string {
  return on === "junction" ? side : `${kind}:${side}`;
}

function clipped(attribute: "lhead" | "ltail", end: ArrowEnd, environment: string): Attributes {
  return end.on === "region" ? { [attribute]: boxName(pathOf(environment, end)) } : {};
}

function pathOf(environment: string, { on, name }: ArrowEnd): string {
  return `${environment}/${on}/${name}`;
}

function boxStyle({ fill, line }: { fill: string; line: string }): Attributes {
  return { style: "rounded,filled", peripheries: 1, fillcolor: fill, color: line, labeljust: "l", fontcolor: PALETTE.ink };
}
