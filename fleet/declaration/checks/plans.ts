import { sharesOf } from "../../backends/shares.ts";
import { resolveFleet, type Environment, type Workload } from "../../fleet.ts";
import type { KubernetesObject } from "../../manifests.ts";
import { minimumProblems } from "../../min-available.ts";
import { inOrder } from "../../order.ts";
import { applyOverrides, setReplicas } from "../../overrides.ts";
import { overEnvironments, type ModelProblem } from "../../problems.ts";
import { intoNamespace } from "../../scopes.ts";
import { planWorkload, type WorkloadPlan } from "../../workloads.ts";
import { formatPath, type PathProblem } from "../problem.ts";
import type { Declaration, WorkloadDeclaration } from "../schema.ts";

/**
 * What the model says when it carries the workloads out: that they can be placed, divided and overridden in every
 * environment, and that none waits for itself.
 *
 * @param objectsOf The objects of a workload's manifests, where they are known.
 */
export function checkPlans(
  declaration: Declaration,
  objectsOf: (workload: string) => readonly KubernetesObject[] | undefined,
): PathProblem[] {
  const { environments } = resolveFleet({ ...declaration, workloads: plannable(declaration) });
  const planned = Object.keys(declaration.workloads).flatMap((name) => {
    const lists = environments.flatMap((environment) => {
      const workload = environment.workloads.find((candidate) => candidate.name === name);
      return workload
        ? [{ environment: environment.name, problems: problemsOf(workload, environment, objectsOf(name)) }]
        : [];
    });
    return overEnvironments(sayWhere(lists)).map((problem) => located([name], problem));
  });
  const ordered = Object.entries(declaration.workloads).map(([name, { after }]) => ({ name, after }));
  return [...planned, ...inOrder(ordered).problems.map((problem) => located([], problem))];
}

/** Without its residency profile a workload would be planned for places where it must not be. */
function plannable({ workloads, residency }: Declaration): Declaration["workloads"] {
  const profiled = ({ residency: name }: WorkloadDeclaration) =>
    name === undefined || Object.hasOwn(residency, name);
  return Object.fromEntries(Object.entries(workloads).filter(([, workload]) => profiled(workload)));
}

/** Names the environment in problems that not all environments of the workload have. */
function sayWhere(
  lists: readonly { environment: string; problems: readonly ModelProblem[] }[],
): ModelProblem[][] {
  const everywhere = (sought: ModelProblem) =>
    lists.every(({ problems }) =>
      problems.some(
        ({ path, message }) => message === sought.message && formatPath(path) === formatPath(sought.path),
      ),
    );
  return lists.map(({ environment, problems }) =>
    problems.map((problem) => {
      if (problem.unlessElsewhere || everywhere(problem)) return problem;
      return { ...problem, message: `in environment ${environment}: ${problem.message}` };
    }),
  );
}

function problemsOf(
  workload: Workload,
  environment: Environment,
  objects: readonly KubernetesObject[] | undefined,
): ModelProblem[] {
  const plan = planWorkload(workload, environment);
  // A plan with problems is not to be carried out, and what would come of it is no use to anyone.
  if (plan.problems.length > 0 || !objects) return [...plan.problems];
  const problems = outcomeProblems(plan, objects);
  if (problems.length > 0 || workload.minAvailable === undefined) return problems;
  return minimumProblems(sharesOf(plan, intoNamespace(objects, workload.namespace), environment));
}

/** Tries each combination of overrides that some cluster has; there are few, even with many clusters. */
function outcomeProblems(
  { workload, clusters }: WorkloadPlan,
  objects: readonly KubernetesObject[],
): ModelProblem[] {
  const { division, overrides } = workload;
  const placed = clusters.filter((cluster) => cluster.placed);
  const combinations = new Map(placed.map((cluster) => [cluster.overrides.join(), cluster.overrides]));
  const divided = division ? setReplicas(objects, division, division.replicas).problems : [];
  const overridden = [...combinations.values()].flatMap(
    (which) => applyOverrides(objects, overrides, which).problems,
  );
  return [...divided, ...overridden];
}

function located(prefix: readonly string[], { path, message, hint }: ModelProblem): PathProblem {
  return { path: ["workloads", ...prefix, ...path], message, ...(hint === undefined ? {} : { hint }) };
}
