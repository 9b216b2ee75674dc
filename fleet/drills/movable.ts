import { readingRights } from "../backup/locations.ts";
import type { Cluster, Environment, Workload } from "../fleet.ts";
import { isWithin } from "../jurisdictions.ts";
import { describeExclusion, place } from "../placement.ts";
import { allowSetsOf } from "../residency/concerns.ts";

/** Why the target may not read, and so restore, any backup of the source; `undefined` if it may. */
export function whyNotRead(source: Cluster, target: Cluster, environment: Environment): string | undefined {
  const right = readingRights(target, environment).find((each) => each.source.cluster === source.name);
  if (right === undefined) return `${source.name} has no backups`;
  return right.allowed ? undefined : right.explanation;
}

/**
 * Why what a cluster has backed up of a workload cannot be restored in another; `undefined` if it can. A workload comes
 * with its whole namespace, and so with all that share it. A failover also needs a placement that takes it there: what
 * is restored where it is not placed would be nobody's.
 */
export function whyNotIn(
  workload: Workload,
  source: Cluster,
  target: Cluster,
  environment: Environment,
  mode: "sandbox" | "failover",
): string | undefined {
  const { workloads, clusters, residency } = environment;
  const carriers = place(workload, clusters, [], residency).placed;
  if (!carriers.some(({ name }) => name === source.name)) return notCarried(workload, source, environment);
  const companions = workloads.filter(({ namespace }) => namespace === workload.namespace);
  const barred = companions
    .map((each) => ({ each, reason: barredFrom(each, target, environment) }))
    .find(({ reason }) => reason !== undefined);
  if (barred?.reason === undefined)
    return mode === "failover" ? notTaken(workload, source, target, environment) : undefined;
  const { each, reason } = barred;
  return each === workload ? reason : `${each.name}, in the same namespace, ${reason}`;
}

/** Residency keeps it out: its data may not be there, or it may not move there. */
function barredFrom(workload: Workload, target: Cluster, { residency }: Environment): string | undefined {
  const profiles = [workload.residency, residency].filter((profile) => profile !== undefined);
  const [rule] = profiles.flatMap((profile) => {
    const allowed = allowSetsOf(profile);
    return (["data", "failover"] as const)
      .filter((concern) => !isWithin(target.country, allowed[concern]))
      .map((concern) => ({ profile: profile.name, concern, allowed: allowed[concern] }));
  });
  if (rule === undefined) return undefined;
  const preposition = rule.concern === "data" ? "in" : "to";
  const verb = rule.concern === "data" ? "be" : "move";
  return `may ${verb} ${preposition} [${rule.allowed.join(", ")}] by profile ${rule.profile}, and not ${preposition} ${target.country}`;
}

function notCarried(workload: Workload, source: Cluster, { clusters, residency }: Environment): string {
  const placing = place(workload, clusters, [], residency).clusters.find(
    ({ cluster }) => cluster.name === source.name,
  );
  const why = placing?.exclusion === undefined ? "" : `: ${describeExclusion(placing.exclusion, source)}`;
  return `is not on ${source.name}${why}`;
}

/** Where it goes once the source is cordoned. */
function notTaken(
  workload: Workload,
  source: Cluster,
  target: Cluster,
  { clusters, residency }: Environment,
): string | undefined {
  const without = clusters.map((cluster) =>
    cluster.name === source.name ? { ...cluster, cordoned: true } : cluster,
  );
  const placing = place(workload, without, [], residency).clusters.find(
    ({ cluster }) => cluster.name === target.name,
  );
  if (placing?.exclusion === undefined) return undefined;
  const why = describeExclusion(placing.exclusion, target);
  return `would not be placed on ${target.name} without ${source.name}: ${why}`;
}
