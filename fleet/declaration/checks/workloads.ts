import { RESERVED_NAMESPACES } from "../../namespaces.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem, Place } from "../problem.ts";
import type { Declaration, Division, WorkloadDeclaration } from "../schema.ts";
import { checkProfileName } from "./residency.ts";
import { declaredClusters, declaredEnvironment, namesIn, type NamedCluster } from "./declared.ts";

/** What workloads name: environments, residency profiles, clusters and each other. */
export function checkWorkloads(declaration: Declaration): PathProblem[] {
  const problems = Object.entries(declaration.workloads).flatMap(([name, workload]) =>
    [
      ...checkEnvironments(workload, declaration),
      ...checkProfileName(workload, declaration),
      ...checkClusterNames(workload, declaration),
      ...checkAfter(name, workload, declaration),
    ].map((problem) => ({ ...problem, path: ["workloads", name, ...problem.path] })),
  );
  return [...problems, ...checkReservedNamespaces(declaration), ...checkNamespaces(declaration)];
}

function checkReservedNamespaces({ environments, workloads }: Declaration): PathProblem[] {
  const used: (Place & { readonly namespace: string })[] = [
    ...Object.entries(workloads).map(([name, { namespace }]) =>
      namespace === undefined
        ? { path: ["workloads", name], onKey: true, namespace: name }
        : { path: ["workloads", name, "namespace"], namespace },
    ),
    ...Object.entries(environments).flatMap(([name, { gitops }]) =>
      (gitops?.namespaces ?? []).map((namespace, index) => {
        return { path: ["environments", name, "gitops", "namespaces", index], namespace };
      }),
    ),
  ];
  return used
    .filter(({ namespace }) => RESERVED_NAMESPACES.has(namespace))
    .map(({ namespace, ...place }) => ({
      ...place,
      message: `namespace "${namespace}" is reserved`,
      hint: "name a namespace of the application's own",
    }));
}

function checkEnvironments({ environments }: WorkloadDeclaration, declaration: Declaration): PathProblem[] {
  return environments.flatMap((environment, index): PathProblem[] => {
    const path = ["environments", index];
    if (environments.indexOf(environment) < index)
      return [{ path, message: `"${environment}" is named twice` }];
    if (declaredEnvironment(declaration, environment)) return [];
    const hint = suggest(environment, Object.keys(declaration.environments));
    return [{ path, message: `there is no environment "${environment}"`, hint }];
  });
}

/** A cluster that a workload names must be in one of its environments; not in all, since they differ. */
function checkClusterNames(workload: WorkloadDeclaration, declaration: Declaration): PathProblem[] {
  const known = workload.environments.flatMap((name) => {
    const environment = declaredEnvironment(declaration, name);
    return environment ? declaredClusters(name, environment).map((cluster) => cluster.name) : [];
  });
  if (known.length === 0) return [];
  const names = new Set(known);
  const where = `in ${workload.environments.length === 1 ? "environment" : "environments"} ${workload.environments.join(", ")}`;
  return namedClusters(workload)
    .filter(({ name }) => !names.has(name))
    .map(({ name, ...place }) => ({
      ...place,
      message: `there is no cluster "${name}" ${where}`,
      hint: suggest(name, names),
    }));
}

function namedClusters({ placement, division, overrides }: WorkloadDeclaration): NamedCluster[] {
  const { clusters, affinities = [] } = placement;
  return [
    ...namesIn(clusters, ["placement", "clusters"]),
    ...affinities.flatMap((affinity, index) =>
      namesIn(affinity.clusters, ["placement", "affinities", index, "clusters"]),
    ),
    ...overrides.flatMap((override, index) => namesIn(override.clusters, ["overrides", index, "clusters"])),
    ...(["weights", "min", "max"] as const).flatMap((field) => keysOf(division, field)),
  ];
}

function keysOf(division: Division | undefined, field: "weights" | "min" | "max"): NamedCluster[] {
  const perCluster = division?.[field];
  if (typeof perCluster !== "object") return [];
  return Object.keys(perCluster).map((name) => ({ name, path: ["division", field, name], onKey: true }));
}

/** A workload that waits for another needs it in each of its own environments: elsewhere it would wait for nothing. */
function checkAfter(
  name: string,
  { after, environments }: WorkloadDeclaration,
  { workloads }: Declaration,
): PathProblem[] {
  return after.flatMap((earlier, index): PathProblem[] => {
    const path = ["after", index];
    const other = Object.hasOwn(workloads, earlier) ? workloads[earlier] : undefined;
    if (!other) {
      const known = Object.keys(workloads).filter((candidate) => candidate !== name);
      return [{ path, message: `there is no workload "${earlier}"`, hint: suggest(earlier, known) }];
    }
    const missing = environments.filter((environment) => !other.environments.includes(environment));
    if (missing.length === 0) return [];
    const place = { path: ["workloads", earlier, "environments"] };
    return [{ path, message: `"${earlier}" is not in environment ${missing.join(", ")}`, other: place }];
  });
}

/** A namespace has one Pod Security level and one residency; two workloads that share it must agree on them. */
function checkNamespaces({ workloads }: Declaration): PathProblem[] {
  const taken = new Map<string, SharedNamespace>();
  const problems = Object.entries(workloads).flatMap(
    ([name, { namespace = name, environments, podSecurity, residency = "none" }]) =>
      environments.flatMap((environment): PathProblem[] => {
        const key = `${environment}/${namespace}`;
        const own = { name, podSecurity, residency };
        const first = taken.get(key) ?? own;
        taken.set(key, first);
        return (["podSecurity", "residency"] as const)
          .filter((field) => first[field] !== own[field])
          .map((field) => ({
            path: ["workloads", name, field],
            message: `is ${own[field]}, but workload ${first.name} shares namespace ${namespace} and says ${first[field]}`,
            other: { path: ["workloads", first.name, field] },
          }));
      }),
  );
  return [
    ...new Map(
      problems.map((problem) => [JSON.stringify([problem.path, problem.message]), problem]),
    ).values(),
  ];
}

interface SharedNamespace {
  readonly name: string;
  readonly podSecurity: string;
  readonly residency: string;
}
