import { backupsOf } from "../backup/locations.ts";
import { digestOfJson } from "../canonical-json.ts";
import { clusterFullName } from "../names.ts";
import type { Cluster, Environment } from "../fleet.ts";
import { drillPlan, type DrillPlan } from "./plan.ts";

/**
 * SHA-256 over what decides a drill: a record is good for the plan that it was made for, and no other. That is the drill
 * itself but for how often it is due, what is backed up of its workloads, how and where, and between which clusters. Not
 * the rest of the fleet, nor how many replicas there are of what: another image does not make a drill worthless.
 */
export function planDigest(environment: Environment, name: string): string {
  return digestOfJson(decidingFacts(drillPlan(environment, name), environment));
}

function decidingFacts(plan: DrillPlan, environment: Environment): Record<string, unknown> {
  const { fleet, name, mode, budget } = plan;
  const drill = { fleet, environment: environment.name, name, mode, budget };
  if (plan.mode === "hub") return { ...drill, hub: placeOf(plan.hub, environment), ...hubFacts(environment) };
  const { workloads, leftOut, restores, probes, replicas } = plan;
  return {
    ...drill,
    source: placeOf(plan.source, environment),
    target: placeOf(plan.target, environment),
    workloads: workloads.map((each) => ({ ...each, declared: declaredOf(each.name, environment) })),
    leftOut,
    restores,
    location: backupsOf(plan.source, environment),
    probes,
    replicas,
  };
}

function placeOf({ name, region, country, provisioner }: Cluster, environment: Environment): object {
  const identifier = clusterFullName(environment.fleet, environment.name, name);
  return { identifier, region, country, provisioner: provisioner.kind };
}

/** Of a workload, what a restore brings back or is kept from. */
function declaredOf(name: string, { workloads }: Environment): object {
  const workload = workloads.find((each) => each.name === name);
  if (workload === undefined) return {};
  const { manifests, backend, exports, residency, podSecurity } = workload;
  return { manifests, backend, exports, residency: residency?.name, podSecurity };
}

/** What the hub carries for the others. */
function hubFacts({ gitops, federation, clusterApi, backup }: Environment): object {
  return {
    gitops: gitops?.kind,
    federation: Object.keys(federation ?? {}).sort(),
    clusterApi: clusterApi !== undefined,
    backedUp: backup !== undefined,
  };
}
