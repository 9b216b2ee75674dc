import { checkExceptions, checkResidency } from "../../fleet/declaration/checks/residency.ts";
import { loadDeclaration } from "../../fleet/declaration/load.ts";
import type { PathProblem } from "../../fleet/declaration/problem.ts";
import type { ProvisionerKind } from "../../fleet/declaration/provisioners/provisioners.ts";
import type { Declaration } from "../../fleet/declaration/schema.ts";
import { resolveFleet, type Cluster, type Environment, type Workload } from "../../fleet/fleet.ts";
import { linksOf, type Link } from "../../fleet/links.ts";
import { explainOperations, type OperationsReport } from "../../fleet/platform/explain.ts";
import { counted } from "../../fleet/problems.ts";
import type { ResidencyFinding } from "../../fleet/residency/finding.ts";
import { planResidency, type Surroundings } from "../../fleet/residency/plan.ts";
import { unknownKubernetes } from "../../fleet/version-gate.ts";
import { explain, planWorkload } from "../../fleet/workloads.ts";
import { colours } from "../colours.ts";
import { PROJECT_ROOT } from "../engine/project.ts";
import { endingSoon } from "../residency/exceptions.ts";
import { formatResidency } from "../residency/format.ts";
import { surroundingsOf } from "../residency/surroundings.ts";

export interface CheckOptions {
  readonly json?: boolean;
}

/** What a sound declaration comes to. */
export interface CheckReport {
  readonly fleet: string;
  readonly environments: readonly EnvironmentReport[];
  /** What is no error, and to be known. */
  readonly notices: readonly string[];
}

interface EnvironmentReport extends OperationsReport {
  readonly name: string;
  readonly hub: string;
  readonly clusters: readonly ClusterReport[];
  readonly links: readonly Link[];
  readonly workloads: readonly WorkloadReport[];
  /** What its residency profiles come to. */
  readonly residency: readonly ResidencyFinding[];
}

interface ClusterReport extends Pick<Cluster, "name" | "region" | "country" | "network" | "simulated"> {
  readonly provisioner: ProvisionerKind;
}

interface WorkloadReport {
  readonly name: string;
  readonly backend: string;
  readonly clusters: Readonly<Record<string, PlacementReport>>;
}

interface PlacementReport {
  readonly placed: boolean;
  /** Share of a divided workload. */
  readonly replicas?: number;
  readonly explanation: string;
}

/**
 * `fleet check`: whether the declaration can be used, and what it comes to. Needs no toolchain, no cluster and no
 * engine.
 * @throws DeclarationError with every problem.
 */
export function run({ json = false }: CheckOptions, root = PROJECT_ROOT): Promise<void> {
  const surroundings = surroundingsOf(root);
  const also = (declaration: Declaration) => currentProblems(declaration, surroundings(declaration));
  const declaration = loadDeclaration(root, undefined, { also });
  const report = checkReport(declaration, surroundings(declaration));
  console.log(json ? JSON.stringify(report, undefined, 2) : formatCheck(report));
  return Promise.resolve();
}

/** What is wrong today, and with where the state is; what is wrong whatever the day and the state is known already. */
export function currentProblems(declaration: Declaration, surroundings: Surroundings): PathProblem[] {
  const known = new Set(checkResidency(declaration).map(({ message }) => message));
  return [
    ...checkExceptions(declaration, surroundings.today ?? ""),
    ...checkResidency(declaration, surroundings).filter(({ message }) => !known.has(message)),
  ];
}

export function checkReport(declaration: Declaration, surroundings: Surroundings = {}): CheckReport {
  const { name, environments } = resolveFleet(declaration);
  return {
    fleet: name,
    environments: environments.map((environment) => environmentReport(environment, surroundings)),
    notices: [...endingSoon(declaration, surroundings.today), ...environments.flatMap(unchecked)],
  };
}

function environmentReport(environment: Environment, surroundings: Surroundings): EnvironmentReport {
  const { name, hub, clusters, workloads } = environment;
  return {
    name,
    hub,
    clusters: clusters.map(({ name, region, country, network, simulated, provisioner }) => {
      return { name, region, country, network, simulated, provisioner: provisioner.kind };
    }),
    links: linksOf(environment),
    ...explainOperations(environment),
    workloads: workloads.map((workload) => workloadReport(workload, environment)),
    residency: planResidency(environment, surroundings),
  };
}

function workloadReport(workload: Workload, environment: Environment): WorkloadReport {
  const plan = planWorkload(workload, environment);
  const explanations = explain(plan);
  const clusters = plan.clusters.map(({ cluster, placed, replicas }, index): [string, PlacementReport] => {
    const share = replicas === undefined ? {} : { replicas };
    return [cluster.name, { placed, ...share, explanation: explanations[index] ?? "" }];
  });
  return { name: workload.name, backend: workload.backend, clusters: Object.fromEntries(clusters) };
}

/** Where the version gate has nothing to go by. */
function unchecked(environment: Environment): string[] {
  return unknownKubernetes(environment).map(
    ({ name, region }) =>
      `environments.${environment.name}.regions.${region}.clusters.${name} has no version: ` +
      "whether its systems support its Kubernetes is not checked",
  );
}

function formatCheck({ fleet, environments, notices }: CheckReport): string {
  return [
    `${colours.green("✓")} The declaration of fleet ${colours.bold(fleet)} is sound.`,
    ...environments.flatMap((environment) => ["", ...formatEnvironment(environment)]),
    ...(notices.length > 0 ? [""] : []),
    ...notices.map((notice) => `${colours.yellow("notice")} ${notice}`),
  ].join("\n");
}

function formatEnvironment({
  name,
  hub,
  clusters,
  links,
  workloads,
  backups,
  drills,
  telemetry,
  residency,
}: EnvironmentReport): string[] {
  const regions = [...Map.groupBy(clusters, ({ region }) => region)];
  const size = `${counted(regions.length, "region")}, ${counted(clusters.length, "cluster")}, hub ${hub}`;
  return [
    `${colours.bold(name)}: ${size}`,
    ...regions.map(([region, members]) => `  ${region}: ${members.map(formatCluster).join("; ")}`),
    `  ${colours.bold("links")}: ${formatLinks(links)}`,
    ...formatLines("backups", backups),
    ...formatLines("drills", drills),
    ...formatLines("telemetry", telemetry),
    ...formatLines("residency", formatResidency(residency)),
    ...workloads.flatMap(({ name, clusters }) => [
      `  ${colours.bold(name)}`,
      ...Object.values(clusters).map(({ placed, explanation }) => {
        const line = `    ${explanation}`;
        return placed ? line : colours.dim(line);
      }),
    ]),
  ];
}

function formatLines(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${colours.bold(heading)}`, ...lines.map((line) => `    ${line}`)];
}

function formatCluster({ name, country, provisioner, network }: ClusterReport): string {
  return `${name} (${provisioner}, ${country}, network ${network})`;
}

/** A full mesh of ten clusters has ninety links: their number says more than their names. */
function formatLinks(links: readonly Link[]): string {
  if (links.length === 0) return "none";
  return [...Map.groupBy(links, ({ kind }) => kind)]
    .map(([kind, ofKind]) => {
      if (ofKind.length > 6) return `${kind} ${ofKind.length}`;
      return `${kind} ${ofKind.map(({ from, to }) => `${from} → ${to}`).join(", ")}`;
    })
    .join("; ");
}
