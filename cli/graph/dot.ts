import type { Arrow, ArrowEnd } from "./arrows.ts";
import { box, boxName, defaults, digraph, edge, node, type Attributes, type Statement } from "./dot-printer.ts";
import type { Drawing, DrawnEnvironment, DrawnRegion } from "./drawing.ts";
import { clusterLabel, environmentLabel, meshLabel, regionLabel, titleLabel } from "./labels.ts";
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
    ranksep: 1.1,
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
    ...drawing.environments.map((environment) => environmentBox(environment, drawing.workloads)),
  ]);
}

function environmentBox(environment: DrawnEnvironment, workloads: readonly string[]): Statement {
  const { name, regions, arrows, meshes } = environment;
  return box(name, { ...boxStyle(PALETTE.environment), label: environmentLabel(environment), margin: 18 }, [
    ...regions.map((region) => regionBox(name, region, workloads)),
    ...meshes.map((mesh) => node(pathOf(name, { on: "mesh", name: mesh.kind }), { label: meshLabel(mesh) })),
    ...arrows.map((arrow) => arrowEdge(arrow, environment)),
  ]);
}

function regionBox(environment: string, region: DrawnRegion, workloads: readonly string[]): Statement {
  return box(
    pathOf(environment, { on: "region", name: region.name }),
    { ...boxStyle(PALETTE.region), label: regionLabel(region), margin: 14 },
    region.clusters.map((cluster) =>
      node(pathOf(environment, { on: "cluster", name: cluster.name }), { label: clusterLabel(cluster, workloads) }),
    ),
  );
}

/** From left to right: the hub's region, the mesh, everything else. */
function arrowEdge({ kind, from, to, both }: Arrow, environment: DrawnEnvironment): Statement {
  const { colour, dashed } = LINKS[kind];
  const style = { color: colour, style: dashed ? "dashed" : "solid" };
  const turned = to.on === "mesh" && !isHome(from, environment);
  const [left, right] = turned ? [to, from] : [from, to];
  return edge(anchorOf(left, environment), anchorOf(right, environment), {
    ...style,
    ...(both ? { dir: "both" } : {}),
    ...clipped("ltail", left, environment.name),
    ...clipped("lhead", right, environment.name),
  });
}

function isHome({ on, name }: ArrowEnd, { regions: [home] }: DrawnEnvironment): boolean {
  return on === "region" ? home?.name === name : (home?.clusters.some((cluster) => cluster.name === name) ?? false);
}

/** An edge leads from node to node; one that is meant for a region leads to its middle and is clipped at the box. */
function anchorOf(end: ArrowEnd, { name, regions }: DrawnEnvironment): string {
  if (end.on !== "region") return pathOf(name, end);
  const clusters = regions.find((region) => region.name === end.name)?.clusters ?? [];
  const middle = clusters[Math.floor((clusters.length - 1) / 2)];
  return pathOf(name, { on: "cluster", name: middle?.name ?? "" });
}

function clipped(attribute: "lhead" | "ltail", end: ArrowEnd, environment: string): Attributes {
  return end.on === "region" ? { [attribute]: boxName(pathOf(environment, end)) } : {};
}

function pathOf(environment: string, { on, name }: ArrowEnd): string {
  return `${environment}/${on}/${name}`;
}

function boxStyle({ fill, line }: { fill: string; line: string }): Attributes {
  return { style: "rounded,filled", fillcolor: fill, color: line, labeljust: "l", fontcolor: PALETTE.ink };
}
