import Table from "cli-table3";
import { colours } from "../colours.ts";
import type { ClusterStatus, LinkStatus, StatusReport, WorkloadStatus } from "./report.ts";
import type { Replicas } from "./replicas.ts";

/** More would not fit beside each other on a terminal. */
const MOST_COLUMNS = 6;
/** A full mesh of more says more as a number. */
const MOST_LINKS = 12;

const LINK_COLOURS = {
  linked: colours.green,
  stale: colours.yellow,
  pending: colours.yellow,
  unknown: colours.red,
} as const;

/** The report for people: clusters, workloads with ready replicas, links, and what is pending. */
export function formatStatus({ environment, clusters, links, workloads, pending }: StatusReport): string {
  const parts = [
    colours.bold(`environment ${environment}`),
    clusterTable(clusters),
    ...(workloads.length === 0 ? [] : [workloadTable(workloads, clusters)]),
    ...(links.length === 0 ? [] : [linkTable(links)]),
  ];
  if (pending.length > 0) parts.push(["pending:", ...pending.map((line) => `  ${line}`)].join("\n"));
  return parts.join("\n");
}

function clusterTable(clusters: readonly ClusterStatus[]): string {
  const rows = clusters.map(({ name, region, provisioner, simulated, version, ready, reason }) => [
    name,
    region,
    simulated ? `${provisioner}, simulated` : provisioner,
    version ?? "–",
    ready ? colours.green("ready") : colours.red(reason ?? "not ready"),
  ]);
  return table(["cluster", "region", "provisioner", "version", "state"], rows);
}

function workloadTable(workloads: readonly WorkloadStatus[], clusters: readonly ClusterStatus[]): string {
  if (clusters.length > MOST_COLUMNS) return workloadSums(workloads);
  const names = clusters.map(({ name }) => name);
  const rows = workloads.map(({ name, backend, replicas }) => [
    name,
    backend,
    ...names.map((cluster) => describeReplicas(replicas[cluster])),
    describeReplicas(sum(replicas)),
  ]);
  return table(["workload", "back end", ...names, "ready"], rows);
}

/** With many clusters: all together, and those where replicas are missing by name. */
function workloadSums(workloads: readonly WorkloadStatus[]): string {
  const rows = workloads.map(({ name, backend, replicas }) => {
    const short = Object.entries(replicas).filter(([, { desired, ready }]) => ready < desired);
    const missing = short.map(([cluster, { desired, ready }]) => `${cluster} ${ready}/${desired}`);
    return [
      name,
      backend,
      String(Object.keys(replicas).length),
      describeReplicas(sum(replicas)),
      missing.join("\n"),
    ];
  });
  return table(["workload", "back end", "clusters", "ready", "not all ready on"], rows);
}

function sum(replicas: WorkloadStatus["replicas"]): Replicas {
  const all = Object.values(replicas);
  return {
    desired: all.reduce((total, { desired }) => total + desired, 0),
    ready: all.reduce((total, { ready }) => total + ready, 0),
  };
}

function describeReplicas(replicas: Replicas | undefined): string {
  if (replicas === undefined) return colours.dim("–");
  const { desired, ready } = replicas;
  return (ready < desired ? colours.yellow : colours.green)(`${ready}/${desired}`);
}

function linkTable(links: readonly LinkStatus[]): string {
  const shown = links.length > MOST_LINKS ? links.filter(({ state }) => state !== "linked") : links;
  const rows = shown.map(({ kind, from, to, state }) => [
    kind,
    `${from} → ${to}`,
    LINK_COLOURS[state](state),
  ]);
  const kinds = [...Map.groupBy(links, ({ kind }) => kind)].map(([kind, all]) => {
    const linked = all.filter(({ state }) => state === "linked").length;
    return [kind, `${linked} of ${all.length} links`, linked === all.length ? colours.green("linked") : ""];
  });
  return table(["link", "from → to", "state"], links.length > MOST_LINKS ? [...kinds, ...rows] : rows);
}

function table(head: string[], rows: string[][]): string {
  // The library's own colours know nothing of NO_COLOR.
  const printed = new Table({ head, style: { head: [], border: [], compact: true } });
  printed.push(...rows);
  return printed.toString();
}
