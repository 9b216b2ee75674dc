import { mirrorFolder } from "../../charts/plan.ts";
import type { ChartFolder, MirrorProblem } from "../../charts/mirror.ts";
import { valuesProblems } from "../../charts/values.ts";
import { CATALOGUE, type SystemRelease } from "../../compatibility.ts";
import { resolveFleet, type Cluster, type Environment } from "../../fleet.ts";
import { platformOf } from "../../platform/platform.ts";
import type { ChartPlan, SystemName } from "../../platform/system.ts";
import { releasesOf, versionProblems } from "../../version-gate.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";

/** The section of an environment that asks for a system. */
const SECTIONS: Readonly<Record<SystemName, string>> = {
  istio: "mesh",
  linkerd: "mesh",
  argocd: "gitops",
  velero: "backup",
  "external-dns": "dns",
  observability: "observability",
  "cluster-api": "clusterApi",
  kubefed: "federation.kubefed",
  karmada: "federation.karmada",
};

/** Versions of systems, the charts that the mirror must hold for them, and the values that users give to charts. */
export function checkCharts(declaration: Declaration, root: string): PathProblem[] {
  return resolveFleet(declaration).environments.flatMap((environment) => [
    ...checkVersions(environment),
    ...checkChartNames(environment),
    ...checkMirror(environment, root),
  ]);
}

/** The version gate, as far as the declaration alone goes: one problem for all clusters that have the same. */
function checkVersions(environment: Environment): PathProblem[] {
  const problems = versionProblems({ environment, clusters: environment.clusters });
  const alike = Map.groupBy(problems, ({ system, message, hint }) => `${system} ${message} ${hint}`);
  return [...alike.values()].flatMap((group): PathProblem[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { system, message, hint } = first;
    const clusters = group.map(({ cluster }) => cluster);
    const on = group.length > 3 ? `${group.length} clusters` : clusters.join(", ");
    return [{ path: placeOf(system, environment), message: `${on}: ${message}`, hint }];
  });
}

/** `charts.versions.<system>` where that is declared, else the section that asks for the system. */
function placeOf(system: SystemName, { name, charts }: Environment): string[] {
  const declared = charts.versions[system] !== undefined;
  return ["environments", name, ...(declared ? ["charts", "versions", system] : [SECTIONS[system]])];
}

function checkChartNames({ name, charts }: Environment): PathProblem[] {
  const known = Object.values(CATALOGUE).flatMap(({ releases: [newest] }) => Object.keys(newest.charts));
  return Object.keys(charts.values)
    .filter((chart) => !known.includes(chart))
    .map((chart) => ({
      path: ["environments", name, "charts", "values", chart],
      onKey: true,
      message: "is not a chart that the program installs",
      hint: suggest(chart, known),
    }));
}

/** Everything that is missing, at once: a mirror is filled by somebody else, on the other side of a closed network. */
function checkMirror(environment: Environment, root: string): PathProblem[] {
  const { name, charts } = environment;
  const folder = mirrorFolder(charts, root);
  if (folder === undefined) return [];
  const path = ["environments", name, "charts", "mirror"];
  if (folder.problem !== undefined) return [{ path, ...folder.problem }];
  const problems = wantedCharts(environment).flatMap((wanted) => checkChart(wanted, folder, environment));
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

interface Wanted {
  readonly plan: ChartPlan;
  readonly system: SystemName;
  readonly release: SystemRelease;
}

function checkChart(
  { plan, system, release }: Wanted,
  folder: ChartFolder,
  { name, charts }: Environment,
): PathProblem[] {
  const chart = folder.find({ chart: plan.chart, system, release });
  if (isProblem(chart)) return [{ path: ["environments", name, "charts", "mirror"], ...chart }];
  const values = charts.values[plan.chart];
  if (values === undefined) return [];
  const at = ["environments", name, "charts", "values", plan.chart];
  // What the schema says of a value that is not the user's has no place below theirs; the chart's is the nearest.
  return valuesProblems(chart, plan.values, values).map(({ path, ...problem }) => ({
    ...problem,
    path: [...at, ...(has(values, path) ? path : [])],
    message: has(values, path) ? problem.message : `${path.join(".")}: ${problem.message}`,
  }));
}

/** Each once, however many clusters get it: the values of this program differ in places and names, not in keys. */
function wantedCharts(environment: Environment): Wanted[] {
  const wanted = environment.clusters.flatMap((cluster) => wantedOn(cluster, environment));
  const key = ({ plan, release }: Wanted) => `${plan.chart} ${plan.release} ${release.version}`;
  return [...Map.groupBy(wanted, key).values()].flatMap(([first]) => first ?? []);
}

function wantedOn(cluster: Cluster, environment: Environment): Wanted[] {
  const releases = releasesOf(cluster, environment);
  if (releases.size === 0) return [];
  return platformOf(cluster, environment).flatMap(({ system, charts }) => {
    const release = releases.get(system);
    return release === undefined ? [] : charts.map((plan) => ({ plan, system, release }));
  });
}

function isProblem(found: object): found is MirrorProblem {
  return "message" in found;
}

function has(values: unknown, path: readonly (string | number)[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  if (typeof values !== "object" || values === null || !Object.hasOwn(values, key)) return false;
  return has((values as Record<string | number, unknown>)[key], rest);
}
