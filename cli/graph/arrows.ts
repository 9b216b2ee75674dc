import type { Cluster, Environment } from "../../fleet/fleet.ts";
import { linksOf, LINK_KINDS, type Link, type LinkKind } from "../../fleet/links.ts";

/** Where an arrow ends. */
export interface ArrowEnd {
  readonly on: "cluster" | "region" | "mesh";
  /** Name of the cluster or of the region; of a mesh, its kind. */
  readonly name: string;
}

/** One or many links, as one line. */
export interface Arrow {
  readonly kind: LinkKind;
  readonly from: ArrowEnd;
  readonly to: ArrowEnd;
  /** There are links the other way too. */
  readonly both: boolean;
}

/** Links that join every cluster with every other, drawn as one point that all are tied to. */
export interface Mesh {
  readonly kind: LinkKind;
  readonly clusters: number;
  readonly links: number;
}

export interface DrawnLinks {
  readonly arrows: readonly Arrow[];
  readonly meshes: readonly Mesh[];
}

/** Up to here every pair of a mesh gets its own arrow: three pairs. Four clusters would make six that cross. */
const MOST_PAIRED = 3;
/** Beyond, arrows end at regions: a line for each cluster would bury the picture. */
const MOST_SINGLE = 12;

/** The links of an environment as lines that an eye can follow, by kind. */
export function drawLinks(environment: Environment): DrawnLinks {
  const { clusters } = environment;
  const links = linksOf(environment);
  const end = clusters.length > MOST_SINGLE ? regionEnd(clusters) : clusterEnd;
  const drawn = LINK_KINDS.map((kind) => {
    const ofKind = links.filter((link) => link.kind === kind);
    return clusters.length > MOST_PAIRED && isFullMesh(ofKind, clusters.length)
      ? drawMesh(kind, ofKind, clusters, end)
      : { arrows: mergeArrows(ofKind, end), meshes: [] };
  });
  return {
    arrows: drawn.flatMap(({ arrows }) => arrows),
    meshes: drawn.flatMap(({ meshes }) => meshes),
  };
}

type EndOf = (cluster: string) => ArrowEnd;

function clusterEnd(name: string): ArrowEnd {
  return { on: "cluster", name };
}

function regionEnd(clusters: readonly Cluster[]): EndOf {
  const regions = new Map(clusters.map(({ name, region }) => [name, region]));
  return (cluster) => ({ on: "region", name: regions.get(cluster) ?? "" });
}

/** Links are distinct, and none leads to its own source: so their number tells. */
function isFullMesh(links: readonly Link[], clusters: number): boolean {
  return links.length === clusters * (clusters - 1);
}

function drawMesh(kind: LinkKind, links: readonly Link[], clusters: readonly Cluster[], end: EndOf): DrawnLinks {
  const mesh: ArrowEnd = { on: "mesh", name: kind };
  const ends = new Map(clusters.map(({ name }) => [end(name).name, end(name)]));
  return {
    arrows: [...ends.values()].map((from) => ({ kind, from, to: mesh, both: true })),
    meshes: [{ kind, clusters: clusters.length, links: links.length }],
  };
}

/** Two links in opposite directions are one arrow with two heads; many between the same ends are one. */
function mergeArrows(links: readonly Link[], end: EndOf): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const { kind, ...link } of links) {
    const [from, to] = [end(link.from), end(link.to)];
    if (from.name === to.name) continue;
    const back = arrows.get(`${to.name} ${from.name}`);
    if (back) arrows.set(`${to.name} ${from.name}`, { ...back, both: true });
    else arrows.set(`${from.name} ${to.name}`, { kind, from, to, both: false });
  }
  return [...arrows.values()];
}
