import { cadenceOf } from "../../backup/cadence.ts";
import { parseDuration } from "../../duration.ts";
import { byName } from "../../fleet.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration, WorkloadDeclaration } from "../schema.ts";

/** What workloads say of their own backups: there are any where they are, at times that there are, kept long enough. */
export function checkWorkloadBackups({ workloads, environments }: Declaration): PathProblem[] {
  return byName(workloads).flatMap(([name, workload]) => {
    if (workload.backup === undefined) return [];
    const problems = [
      ...checkEvery(workload.backup),
      ...workload.environments.flatMap((environment) => {
        if (!Object.hasOwn(environments, environment)) return [];
        return checkIn(environment, environments[environment]?.backup, workload.backup);
      }),
    ];
    return onceEach(problems).map((problem) => ({
      ...problem,
      path: ["workloads", name, "backup", ...problem.path],
    }));
  });
}

type OwnBackup = NonNullable<WorkloadDeclaration["backup"]>;

function checkEvery({ every }: OwnBackup): PathProblem[] {
  const cadence = every === undefined ? undefined : cadenceOf(every, "");
  if (cadence === undefined || !("error" in cadence)) return [];
  return [{ path: ["every"], message: cadence.error, hint: cadence.hint }];
}

function checkIn(
  environment: string,
  common: Declaration["environments"][string]["backup"],
  own: OwnBackup | undefined,
): PathProblem[] {
  if (common === undefined) {
    const message = `environment ${environment} has no backup, so there is nowhere for this one to go`;
    return [{ path: [], onKey: true, message, hint: `add backup to environment ${environment}` }];
  }
  const { every = common.every, keep = common.keep } = own ?? {};
  const [period = 0, time = 0] = [parseDuration(every), parseDuration(keep)];
  // That of the environment is judged there.
  if (time >= period || (own?.every === undefined && own?.keep === undefined)) return [];
  const message = `backups are gone after ${keep}, and the next one is taken after ${every}`;
  const path = [own.keep === undefined ? "every" : "keep"];
  return [{ path, message, hint: "keep them for at least the time between two" }];
}

function onceEach(problems: readonly PathProblem[]): PathProblem[] {
  const distinct = new Map(
    problems.map((problem) => [JSON.stringify([problem.path, problem.message]), problem]),
  );
  return [...distinct.values()];
}
