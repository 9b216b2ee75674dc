import type { Environment } from "../../fleet/fleet.ts";
import { linksOf, LINK_KINDS, type Link, type LinkKind } from "../../fleet/links.ts";

/** Where an arrow ends. */
export interface ArrowEnd {
  readonly on: "cluster" | "region" | "junction";
  /** Name of the cluster or of the region; of a junction, its kind. */
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

/** A point that all links of a kind are drawn through, so that each cluster has one line instead of one per peer. */
export interface Junction {
  readonly kind: LinkKind;
  readonly links: number;
  /** Every cluster is linked with every other; else the links lead from some to others. */
  readonly mesh: boolean;
}

export interface DrawnLinks {
  readonly arrows: readonly Arrow[];
  readonly junctions: readonly Junction[];
}

/** Up to here every pair of clusters has its own arrow: three pairs. Four clusters would make six that cross. */
const MOST_PAIRED = 3;
/** Beyond, arrows end at regions: a line for each cluster would bury the picture. */
const MOST_SINGLE = 12;

/** The links of an environment as lines that an eye can follow, by kind. */
export function drawLinks(environment: Environment): DrawnLinks {
  const links = linksOf(environment);
  const { clusters } = environment;
  const byKind = LINK_KINDS.map((kind) => links.filter((link) => link.kind === kind)).filter(
    (ofKind) => ofKind.length > 0,
  );
  if (clusters.length <= MOST_PAIRED) return { arrows: byKind.flatMap(pairedArrows), junctions: [] };
  return {
    arrows: byKind.flatMap((ofKind) => joinedArrows(ofKind, endIn(environment))),
    junctions: byKind.flatMap((ofKind) => junctionOf(ofKind, clusters.length)),
  };
}

/** Two links in opposite directions are one arrow with two heads. */
function pairedArrows(links: readonly Link[]): Arrow[] {
  const isBack = (link: Link, other: Link) => other.from === link.to && other.to === link.from;
  return links
    .filter((link, index) => !links.slice(0, index).some((other) => isBack(link, other)))
    .map((link) => ({
      kind: link.kind,
      from: { on: "cluster", name: link.from },
      to: { on: "cluster", name: link.to },
      both: links.some((other) => isBack(link, other)),
    }));
}

/** One arrow between each end and the junction, with a head where links arrive. */
function joinedArrows(links: readonly Link[], endOf: (cluster: string) => ArrowEnd): Arrow[] {
  const kind = links[0]?.kind ?? "istio";
  const junction: ArrowEnd = { on: "junction", name: kind };
  const sources = distinctEnds(links.map(({ from }) => from), endOf);
  const targets = distinctEnds(links.map(({ to }) => to), endOf);
  return [
    ...[...sources].map(([id, from]) => ({ kind, from, to: junction, both: targets.has(id) })),
    ...[...targets]
      .filter(([id]) => !sources.has(id))
      .map(([, to]) => ({ kind, from: junction, to, both: false })),
  ];
}

/** A single cluster is always shown itself: it is the one that matters. */
function distinctEnds(clusters: readonly string[], endOf: (cluster: string) => ArrowEnd): Map<string, ArrowEnd> {
  const names = [...new Set(clusters)];
  const ends = names.map((name): ArrowEnd => (names.length === 1 ? { on: "cluster", name } : endOf(name)));
  return new Map(ends.map((end) => [`${end.on} ${end.name}`, end]));
}

function endIn({ clusters }: Environment): (cluster: string) => ArrowEnd {
  if (clusters.length <= MOST_SINGLE) return (name) => ({ on: "cluster", name });
  const regions = new Map(clusters.map(({ name, region }) => [name, region]));
  return (cluster) => ({ on: "region", name: regions.get(cluster) ?? "" });
}

/** Links are distinct, and none leads to its own source: so their number tells a full mesh. */
function junctionOf(links: readonly Link[], clusters: number): Junction[] {
  return links.slice(0, 1).map(({ kind }) => {
    return { kind, links: links.length, mesh: links.length === clusters * (clusters - 1) };
  });
}
