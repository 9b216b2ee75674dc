import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration, EnvironmentDeclaration } from "../schema.ts";

/** The waves of a rollout name regions that there are, each once. */
export function checkRollout({ environments }: Declaration): PathProblem[] {
  return Object.entries(environments).flatMap(([name, environment]) =>
    checkWaves(environment).map((problem) => ({
      ...problem,
      path: ["environments", name, "rollout", "waves", ...problem.path],
    })),
  );
}

function checkWaves({ rollout, regions }: EnvironmentDeclaration): PathProblem[] {
  const seen = new Set<string>();
  return (rollout?.waves ?? []).flatMap((wave, index) =>
    wave.flatMap((region, position): PathProblem[] => {
      const path = [index, position];
      if (!Object.hasOwn(regions, region)) {
        const message = `there is no region "${region}" in this environment`;
        return [{ path, message, hint: suggest(region, Object.keys(regions)) }];
      }
      if (!seen.has(region)) {
        seen.add(region);
        return [];
      }
      return [{ path, message: `"${region}" has had its turn already`, hint: "name a region once" }];
    }),
  );
}
