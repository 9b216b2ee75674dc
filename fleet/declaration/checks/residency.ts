import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";

/** The profiles that environments name; those of workloads are checked with the workloads. */
export function checkResidency(declaration: Declaration): PathProblem[] {
  return Object.entries(declaration.environments).flatMap(([name, environment]) =>
    checkProfileName(environment, declaration).map((problem) => {
      return { ...problem, path: ["environments", name, ...problem.path] };
    }),
  );
}

/** Who names a profile names one that there is. */
export function checkProfileName(
  { residency }: { readonly residency?: string | undefined },
  declaration: Declaration,
): PathProblem[] {
  if (residency === undefined || Object.hasOwn(declaration.residency, residency)) return [];
  const hint = suggest(residency, Object.keys(declaration.residency));
  return [{ path: ["residency"], message: `there is no residency profile "${residency}"`, hint }];
}
