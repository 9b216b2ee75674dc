import type { Arrow, ArrowEnd, Junction } from "./arrows.ts";
import type { Drawing, DrawnCluster, DrawnEnvironment, DrawnRegion } from "./drawing.ts";
import { LINKS, PALETTE } from "./palette.ts";

/** The picture as a Mermaid flowchart, which GitHub and GitLab draw inside Markdown. */
export function toMermaid(drawing: Drawing): string {
  const { title, environments } = drawing;
  const arrows = environments.flatMap((environment) =>
    environment.arrows.map((arrow) => ({ environment, arrow })),
  );
  const lines = [
    "---",
    `title: ${JSON.stringify(title)}`,
    "---",
    "flowchart LR",
    ...indented([
      ...environments.flatMap(environmentLines),
      ...arrows.map(({ environment, arrow }) => arrowLine(environment.name, arrow)),
      ...classLines(),
      ...arrows.map(
        ({ arrow }, index) => `linkStyle ${index} stroke:${LINKS[arrow.kind].colour},stroke-width:2px`,
      ),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

function environmentLines(environment: DrawnEnvironment): string[] {
  const { name, caption, regions, junctions } = environment;
  const id = `environment_${plain(name)}`;
  return [
    `subgraph ${id}[${quoted([name, caption].filter((part) => part !== "").join(" · "))}]`,
    ...indented([
      "direction LR",
      ...regions.flatMap((region) => regionLines(name, region)),
      ...junctions.map((junction) => junctionLine(name, junction)),
    ]),
    "end",
    `class ${id} environment`,
  ];
}

function regionLines(environment: string, { name, country, clusters }: DrawnRegion): string[] {
  const id = idOf(environment, { on: "region", name });
  return [
    `subgraph ${id}[${quoted(`${name} · ${country}`)}]`,
    ...indented(clusters.map((cluster) => clusterLine(environment, cluster))),
    "end",
    `class ${id} region`,
  ];
}

function clusterLine(environment: string, { name, hub, facts, badges }: DrawnCluster): string {
  const workloads = badges.map(({ workload, replicas }) => `${workload} ${replicas ?? ""}`.trim());
  const rows = [hub ? `${name} (hub)` : name, facts.join(" · "), workloads.join(" · ")];
  const label = rows.filter((row) => row !== "").map(escaped);
  const id = idOf(environment, { on: "cluster", name });
  return `${id}["${label.join("<br/>")}"]:::${hub ? "hub" : "cluster"}`;
}

function junctionLine(environment: string, { kind, links, mesh }: Junction): string {
  const label = [
    LINKS[kind].name,
    ...(mesh ? ["each with each"] : []),
    `${links} ${links === 1 ? "link" : "links"}`,
  ];
  return `${idOf(environment, { on: "junction", name: kind })}(["${label.map(escaped).join("<br/>")}"])`;
}

/** A line through a junction needs no name: the junction has it. */
function arrowLine(environment: string, { kind, from, to, both }: Arrow): string {
  const { name, dashed } = LINKS[kind];
  const line = `${both ? "<" : ""}${dashed ? "-.->" : "-->"}`;
  const named = [from, to].some(({ on }) => on === "junction") ? "" : `|${quoted(name)}|`;
  return `${idOf(environment, from)} ${line}${named} ${idOf(environment, to)}`;
}

function classLines(): string[] {
  const { environment, region, cluster, hub, ink } = PALETTE;
  return Object.entries({ environment, region, cluster, hub }).map(
    ([name, { fill, line }]) => `classDef ${name} fill:${fill},stroke:${line},color:${ink}`,
  );
}

/** Names are in lower case, so that the capitals keep apart what is of one name. */
function idOf(environment: string, { on, name }: ArrowEnd): string {
  return `${plain(environment)}_${on.toUpperCase()}_${plain(name)}`;
}

/** Mermaid takes a hyphen for the beginning of an arrow. */
function plain(name: string): string {
  return name.replaceAll("-", "_");
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return text
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;");
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
