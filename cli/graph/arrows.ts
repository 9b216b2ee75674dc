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

/** Up to here clusters have arrows of their own; the three pairs of three clusters would cross them already. */
const MOST_PAIRED = 2;
/** Beyond, arrows end at regions: a line for each cluster would bury the picture. */
const MOST_SINGLE = 12;

/** The links of an environment as lines that an eye can follow, by kind. */
export function drawLinks(environment: Environment): DrawnLinks {
  // The hub as a member of itself goes nowhere in a picture.
  const links = linksOf(environment).filter(({ from, to }) => from !== to);
  const { clusters, regions } = environment;
  const byKind = LINK_KINDS.map((kind) => links.filter((link) => link.kind === kind)).filter(
    (ofKind) => ofKind.length > 0,
  );
  // An arrow between two clusters of one region would have to go out of its box and back in.
  if (clusters.length <= MOST_PAIRED && regions.length === clusters.length) {
    return { arrows: byKind.flatMap(pairedArrows), junctions: [] };
  }
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
  const sources = new Map(links.map(({ from }) => [endOf(from).name, endOf(from)]));
  const targets = new Map(links.map(({ to }) => [endOf(to).name, endOf(to)]));
  return [
    ...[...sources].map(([name, from]) => ({ kind, from, to: junction, both: targets.has(name) })),
    ...[...targets]
      .filter(([name]) => !sources.has(name))
      .map(([, to]) => ({ kind, from: junction, to, both: false })),
  ];
}

/** Whether the links of an environment are drawn from region to region. */
export function endsAtRegions({ clusters }: Environment): boolean {
  return clusters.length > MOST_SINGLE;
}

function endIn(environment: Environment): (cluster: string) => ArrowEnd {
  if (!endsAtRegions(environment)) return (name) => ({ on: "cluster", name });
  const { clusters } = environment;
  const regions = new Map(clusters.map(({ name, region }) => [name, region]));
  return (cluster) => ({ on: "region", name: regions.get(cluster) ?? "" });
}

/** Links are distinct, and none leads to its own source: so their number tells a full mesh. */
function junctionOf(links: readonly Link[], clusters: number): Junction[] {
  return links.slice(0, 1).map(({ kind }) => {
    return { kind, links: links.length, mesh: links.length === clusters * (clusters - 1) };
  });
}
