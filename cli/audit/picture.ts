import { defaults, digraph, edge, Html, node } from "../graph/dot-printer.ts";
import { FONT } from "../graph/dot.ts";
import { bold, cell, escaped, font, row, table } from "../graph/html.ts";
import { countryName } from "../graph/drawing.ts";
import { LINKS, PALETTE } from "../graph/palette.ts";
import type { ClusterAudit, Crossing, EnvironmentAudit } from "./report.ts";

const COLOURS: Readonly<Record<Crossing["kind"], string>> = {
  istio: LINKS.istio.colour,
  linkerd: LINKS.linkerd.colour,
  argocd: LINKS.argocd.colour,
  kubefed: LINKS.kubefed.colour,
  karmada: LINKS.karmada.colour,
  backup: "#7a4fb5",
  telemetry: "#8a6d1b",
};

const WORDS: Readonly<Record<Crossing["kind"], string>> = {
  istio: "mesh",
  linkerd: "mesh",
  argocd: "Argo CD",
  kubefed: "KubeFed",
  karmada: "Karmada",
  backup: "reads backups",
  telemetry: "stores telemetry",
};

/** A card for each country, and what is held from one over another, in the language of Graphviz. */
export function countriesDot(environment: EnvironmentAudit): string {
  const { clusters, crossings } = environment;
  const countries = [
    ...new Set([
      ...clusters.map(({ country }) => country),
      ...clusters.flatMap(({ backups }) => backups?.countries ?? []),
      ...crossings.flatMap(({ holderCountry, targetCountry }) => [holderCountry, targetCountry]),
    ]),
  ]
    .filter((country) => country !== "")
    .sort();
  const graph = {
    rankdir: "LR",
    ranksep: 1.6,
    nodesep: 0.4,
    pad: 0.3,
    bgcolor: PALETTE.paper,
    fontname: FONT,
  };
  return digraph(graph, [
    defaults("node", { shape: "plain", fontname: FONT, fontcolor: PALETTE.ink }),
    defaults("edge", { penwidth: 1.6, arrowsize: 0.75, fontname: FONT, fontsize: 10 }),
    ...countries.map((country) => node(country, { label: new Html(card(country, environment)) })),
    ...[...Map.groupBy(crossings, keyOf).values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined || first.holderCountry === "" || first.targetCountry === "") return [];
      const label = `${WORDS[first.kind]}${group.length > 1 ? ` ×${group.length}` : ""}`;
      const colour = COLOURS[first.kind];
      return [edge(first.holderCountry, first.targetCountry, { label, color: colour, fontcolor: colour })];
    }),
  ]);
}

function keyOf({ kind, holderCountry, targetCountry }: Crossing): string {
  return [kind, holderCountry, targetCountry].join(" ");
}

const MOST = 8;

function card(country: string, { clusters }: EnvironmentAudit): string {
  const { fill, line } = PALETTE.region;
  const here = clusters.filter((cluster) => cluster.country === country);
  const lines = [
    ...here.map(clusterLine),
    ...kept(clusters, "backups of", ({ backups }) => backups?.countries.includes(country) ?? false),
    ...kept(clusters, "telemetry of", ({ telemetry }) => telemetry?.country === country),
  ];
  const shown = lines.length > MOST ? [...lines.slice(0, MOST), `${lines.length - MOST} more`] : lines;
  return table({ border: 1, style: "rounded", color: line, bgcolor: fill, cellpadding: 5 }, [
    row(cell(font(bold(`${countryName(country)} (${country})`), 14))),
    ...shown.map((text) => row(cell(font(escaped(text), 11)))),
  ]);
}

function clusterLine({ name, hub, workloads }: ClusterAudit): string {
  const confined = workloads.filter(({ profile }) => profile !== undefined).map((workload) => workload.name);
  const what = confined.length === 0 ? "" : `: ${confined.slice(0, 3).join(", ")}`;
  return `cluster ${name}${hub ? " (hub)" : ""}${what}`;
}

function kept(
  clusters: readonly ClusterAudit[],
  what: string,
  isHere: (cluster: ClusterAudit) => boolean,
): string[] {
  const names = clusters.filter(isHere).map(({ name }) => name);
  if (names.length === 0) return [];
  return [`${what} ${names.slice(0, 4).join(", ")}${names.length > 4 ? `, ${names.length - 4} more` : ""}`];
}
