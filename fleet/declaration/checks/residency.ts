import { byName, resolveFleet } from "../../fleet.ts";
import type { ResidencyFinding } from "../../residency/finding.ts";
import { declaredFindings, isError, type Surroundings } from "../../residency/plan.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";

/** The profiles that environments name; those of workloads are checked with the workloads. */
export function checkProfiles(declaration: Declaration): PathProblem[] {
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

/**
 * Everything that is declared is where the profiles in force let it be. What nobody has said the place of is nowhere
 * that a profile lets it be.
 */
export function checkResidency(declaration: Declaration, surroundings: Surroundings = {}): PathProblem[] {
  return resolveFleet(declaration)
    .environments.flatMap((environment) => declaredFindings(environment, surroundings))
    .filter(isError)
    .map(problemOf);
}

/** What the day makes wrong: exceptions that have ended, and what they covered. */
export function checkExceptions({ residency }: Declaration, today: string): PathProblem[] {
  return byName(residency).flatMap(([profile, { exceptions }]) =>
    exceptions.flatMap(({ match, approver, expires }, index): PathProblem[] => {
      if (today <= expires) return [];
      const message = `the exception for ${match}, which ${approver} approved, ended on ${expires}`;
      const hint = "move what it covered and remove it, or have it approved for longer";
      return [{ path: ["residency", profile, "exceptions", index, "expires"], message, hint }];
    }),
  );
}

/** A rule of the environment is broken where the thing is declared; one of a workload by the workload, which says so. */
function problemOf(finding: ResidencyFinding): PathProblem {
  const { profile, concern, allowed, claim, hint, path, rulePath, verdict } = finding;
  const message = `profile ${profile} keeps ${concern} in [${allowed.join(", ")}], and ${claim}`;
  const ofEnvironment = rulePath[0] === "environments";
  const ended = verdict === "refused" || verdict === "unknown" ? endedOf(finding) : "";
  return {
    path: ofEnvironment ? path : rulePath,
    message: `${message}${ended}`,
    hint,
    ...(path === rulePath || String(path) === String(rulePath)
      ? {}
      : { other: { path: ofEnvironment ? rulePath : path } }),
  };
}

function endedOf({ reasons }: ResidencyFinding): string {
  const last = reasons.at(-1) ?? "";
  return last.includes(" ended on ") ? `; ${last}` : "";
}
