import { resolveFleet } from "../../fleet.ts";
import { describeSelector, selects } from "../../selectors.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration, WorkloadDeclaration } from "../schema.ts";
import { namesIn } from "./declared.ts";

/** The waves of a workload's rollout: clusters that there are, in some environment of the workload. */
export function checkWorkloadRollouts(declaration: Declaration): PathProblem[] {
  const { environments } = resolveFleet({ ...declaration, workloads: {} });
  return Object.entries(declaration.workloads).flatMap(([name, workload]) => {
    // A cluster that is gone for good may still be named.
    const clusters = environments
      .filter((environment) => workload.environments.includes(environment.name))
      .flatMap(({ clusters: active, tombstoned }) => [...active, ...tombstoned]);
    return checkWaves(workload, clusters).map((problem) => ({
      ...problem,
      path: ["workloads", name, "rollout", "waves", ...problem.path],
    }));
  });
}

function checkWaves(
  { rollout }: WorkloadDeclaration,
  clusters: readonly Parameters<typeof selects>[1][],
): PathProblem[] {
  if (rollout === undefined || clusters.length === 0) return [];
  const known = new Set(clusters.map(({ name }) => name));
  const left = new Set(clusters);
  return rollout.waves.flatMap((wave, index): PathProblem[] => {
    const unknown = namesIn(wave, [index]).filter(({ name }) => !known.has(name));
    if (unknown.length > 0)
      return unknown.map(({ name, path }) => {
        const message = `there is no cluster "${name}" in the environments of the workload`;
        return { path, message, hint: suggest(name, known) };
      });
    const own = [...left].filter((cluster) => selects(wave, cluster));
    for (const cluster of own) left.delete(cluster);
    if (own.length > 0) return [];
    const selector = describeSelector(wave);
    return [
      {
        path: [index],
        message: `${selector} takes no cluster that is not in an earlier wave`,
        hint: "a cluster goes with the first wave that selects it; those that none selects come last",
      },
    ];
  });
}
