import { compare, type Cluster, type Environment, type Fleet, type Region } from "../../fleet/fleet.ts";
import { LINK_KINDS, type LinkKind } from "../../fleet/links.ts";
import { counted } from "../../fleet/problems.ts";
import type { PlannedReplicas } from "../status/planned.ts";
import { drawLinks, endsAtRegions, type DrawnLinks } from "./arrows.ts";

/** What a picture of a fleet shows, in whatever notation. */
export interface Drawing {
  readonly title: string;
  readonly subtitle: string;
  readonly environments: readonly DrawnEnvironment[];
  /** Kinds of link that occur, for a legend. */
  readonly kinds: readonly LinkKind[];
  /** Names of the workloads that occur; their order decides their colours. */
  readonly workloads: readonly string[];
}

export interface DrawnEnvironment extends DrawnLinks {
  readonly name: string;
  /** In a few words, what its clusters have in common. */
  readonly caption: string;
  /** The hub's first, then by name. */
  readonly regions: readonly DrawnRegion[];
}

export interface DrawnRegion {
  readonly name: string;
  /** `Ireland`. */
  readonly country: string;
  readonly clusters: readonly DrawnCluster[];
  /** Number of clusters that stand side by side. */
  readonly columns: number;
}

export interface DrawnCluster {
  readonly name: string;
  readonly hub: boolean;
  /** How it is made, and where it is: `kwok, 3 nodes`, `net-eu`. */
  readonly facts: readonly string[];
  readonly badges: readonly Badge[];
}

/** A workload on a cluster. */
export interface Badge {
  readonly workload: string;
  readonly replicas: PlannedReplicas;
}

/** What clusters are to run, by environment, then workload, then cluster: from `plannedReplicas`. */
export type Plans = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, PlannedReplicas>>>;

/** @param environments Those to draw, of this fleet. */
export function drawFleet(fleet: Fleet, environments: readonly Environment[], plans: Plans): Drawing {
  const drawn = environments.map((environment) => drawEnvironment(environment, plans));
  const kinds = new Set(drawn.flatMap(({ arrows }) => arrows.map(({ kind }) => kind)));
  const workloads = new Set(
    environments.flatMap((environment) => environment.workloads.map(({ name }) => name)),
  );
  const regions = environments.reduce((sum, { regions }) => sum + regions.length, 0);
  const clusters = environments.reduce((sum, { clusters }) => sum + clusters.length, 0);
  return {
    title: fleet.name,
    subtitle: [
      counted(environments.length, "environment"),
      counted(regions, "region"),
      counted(clusters, "cluster"),
      counted(workloads.size, "workload"),
    ].join(" · "),
    environments: drawn,
    kinds: LINK_KINDS.filter((kind) => kinds.has(kind)),
    workloads: [...workloads].sort(compare),
  };
}

function drawEnvironment(environment: Environment, plans: Plans): DrawnEnvironment {
  const { name, regions, mesh, gitops, hub } = environment;
  const isHome = ({ clusters }: Region) => clusters.some((cluster) => cluster.name === hub);
  const facts = [
    ...(mesh === undefined
      ? []
      : [mesh.kind === "istio" ? `mesh ${mesh.meshId}` : `mesh ${mesh.trustDomain}`]),
    ...(gitops === undefined ? [] : [`GitOps from ${gitops.repo}`]),
  ];
  return {
    name,
    caption: facts.join(" · "),
    regions: [...regions.filter(isHome), ...regions.filter((region) => !isHome(region))].map(
      ({ name, country, clusters }) => ({
        name,
        country: countryName(country),
        clusters: clusters.map((cluster) => drawCluster(cluster, environment, plans)),
        columns: endsAtRegions(environment) ? columnsFor(clusters.length) : 1,
      }),
    ),
    ...drawLinks(environment),
  };
}

/** Where arrows end at the region, its clusters need not stand at its edge. */
function columnsFor(clusters: number): number {
  return Math.min(3, Math.ceil(Math.sqrt(clusters / 2)));
}

function drawCluster(
  cluster: Cluster,
  { name: environment, hub, workloads }: Environment,
  plans: Plans,
): DrawnCluster {
  const { name, network, provisioner, cordoned, traffic } = cluster;
  const made =
    provisioner.kind === "kwok" ? `kwok, ${counted(provisioner.nodes, "simulated node")}` : provisioner.kind;
  return {
    name,
    hub: name === hub,
    facts: [made, network, ...(cordoned ? ["cordoned"] : []), ...(traffic === "off" ? ["traffic off"] : [])],
    badges: workloads.flatMap(({ name: workload }): Badge[] => {
      const plan = plans.get(environment)?.get(workload);
      return plan?.has(name) === true ? [{ workload, replicas: plan.get(name) }] : [];
    }),
  };
}

const COUNTRIES = new Intl.DisplayNames(["en"], { type: "region" });

/** The code itself where this Node knows no names. */
export function countryName(code: string): string {
  return COUNTRIES.of(code) ?? code;
}
