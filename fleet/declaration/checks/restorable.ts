import { backupsOf } from "../../backup/locations.ts";
import { whyNoVolumes } from "../../backup/volumes.ts";
import { cloudRegionOf } from "../../clouds/region.ts";
import type { PlannedRestore, RestoreDrillPlan } from "../../drills/plan.ts";
import { inWords } from "../../drills/durations.ts";
import { parseDuration } from "../../duration.ts";
import type { Environment } from "../../fleet.ts";
import { declaredKubernetes } from "../../versions.ts";
import type { PathProblem } from "../problem.ts";
import type { RestoreDrill } from "../recovery-schema.ts";

/** A plan that could not be restored where it is to be is refused, with the reason. */
export function checkRestorable(
  { budget }: RestoreDrill,
  plan: RestoreDrillPlan,
  environment: Environment,
): PathProblem[] {
  return [
    ...checkKubernetes(plan),
    ...checkBucket(plan, environment),
    ...plan.restores.flatMap((restore) => [
      ...checkVolumes(restore, plan),
      ...checkAge(restore, plan, budget.rpo),
      ...checkCanary(restore, plan),
    ]),
    ...checkCanaryTime(budget.rpo, plan, environment),
  ];
}

/** An object of a newer API may not be known to an older one (velero, site/content/docs/v1.18/migration-case.md). */
function checkKubernetes({ source, target }: RestoreDrillPlan): PathProblem[] {
  const [from, to] = [declaredKubernetes(source), declaredKubernetes(target)];
  if (from === undefined || to === undefined || to >= from) return [];
  const message = `cluster ${target.name} has Kubernetes 1.${to}, and ${source.name} 1.${from}: a backup is not restored in an older one`;
  return [{ path: ["target"], message, hint: `upgrade ${target.name} first` }];
}

/** What takes a region takes its buckets. A simulated cluster is in no region that could be lost. */
function checkBucket({ source }: RestoreDrillPlan, environment: Environment): PathProblem[] {
  const backups = backupsOf(source, environment);
  if (source.simulated || backups === undefined || backups.region !== cloudRegionOf(source)) return [];
  const message = `bucket ${backups.bucket} is in ${backups.region}, and so is ${source.name}: what takes the one takes the other`;
  return [
    { path: ["source"], message, hint: `set region of backup.locations.${source.region} to another one` },
  ];
}

function checkVolumes(
  { schedule, volumes }: PlannedRestore,
  { source, target }: RestoreDrillPlan,
): PathProblem[] {
  const why = whyNoVolumes(volumes, source, target);
  if (why === undefined) return [];
  return [
    { path: ["target"], message: why, hint: `set volumes of the backups ${schedule} to move or files` },
  ];
}

/** Whoever loses a cluster just before a backup loses all since the last one. */
function checkAge(
  { schedule, interval }: PlannedRestore,
  plan: RestoreDrillPlan,
  rpo: string,
): PathProblem[] {
  if (interval <= plan.budget.rpo) return [];
  const message = `backups ${schedule} are taken every ${inWords(interval)}: up to that much is lost, which is more than ${rpo}`;
  return [{ path: ["budget", "rpo"], message, hint: "back up more often, or allow more" }];
}

function checkCanary({ exclude, schedule }: PlannedRestore, { workloads }: RestoreDrillPlan): PathProblem[] {
  const jobs = exclude.find((resource) => resource === "jobs" || resource === "jobs.batch");
  if (jobs === undefined) return [];
  const names = workloads.filter((workload) => workload.schedule === schedule).map(({ name }) => name);
  const message = `the backup of ${names.join(", ")} leaves out ${jobs}, and one of them tells how old it is`;
  return [{ path: ["budget", "rpo"], message, hint: `take ${jobs} out of backup.exclude` }];
}

function checkCanaryTime(rpo: string, { budget }: RestoreDrillPlan, { backup }: Environment): PathProblem[] {
  const { canary = "" } = backup ?? {};
  if ((parseDuration(canary) ?? 0) <= budget.rpo) return [];
  const message = `there is a canary every ${canary}, which cannot tell whether something is older than ${rpo}`;
  return [{ path: ["budget", "rpo"], message, hint: "set backup.canary to less" }];
}
