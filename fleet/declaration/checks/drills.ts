import { isAbsolute, normalize } from "node:path/posix";
import { parseDuration } from "../../duration.ts";
import { drillPlan, hasFailedOver, type RestoreDrillPlan } from "../../drills/plan.ts";
import { whyNotRead } from "../../drills/movable.ts";
import { readPublicKey } from "../../drills/signature.ts";
import { byName, resolveFleet, type Environment } from "../../fleet.ts";
import { listed } from "../../problems.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { DrillDeclaration, Recovery, RestoreDrill } from "../recovery-schema.ts";
import type { Declaration } from "../schema.ts";
import { checkRestorable } from "./restorable.ts";

/** Drills that could never pass, or not say what they are for, are refused before anybody relies on them. */
export function checkDrills(declaration: Declaration): PathProblem[] {
  return resolveFleet(declaration).environments.flatMap((environment) => {
    const { recovery, name } = environment;
    if (recovery === undefined) return [];
    const problems = [
      ...checkRecords(recovery),
      ...byName(recovery.drills).flatMap(([drill, declared]) =>
        checkDrill(drill, declared, environment).map((problem) => ({
          ...problem,
          path: ["drills", drill, ...problem.path],
        })),
      ),
    ];
    return problems.map((problem) => ({
      ...problem,
      path: ["environments", name, "recovery", ...problem.path],
    }));
  });
}

function checkRecords({ publicKey, records }: Recovery): PathProblem[] {
  const problems: PathProblem[] = [];
  if (publicKey !== undefined && readPublicKey(publicKey) === undefined) {
    const message = `"${publicKey}" is no public key of Ed25519`;
    problems.push({
      path: ["publicKey"],
      message,
      hint: "expected the line that fleet drill key prints: ed25519:…",
    });
  }
  if (isAbsolute(records) || normalize(records).startsWith("..")) {
    const message = `"${records}" is outside of the project`;
    problems.push({ path: ["records"], message, hint: "expected a folder of the project, such as drills" });
  }
  return problems;
}

function checkDrill(name: string, drill: DrillDeclaration, environment: Environment): PathProblem[] {
  const due = checkDue(drill);
  if (drill.mode === "hub") return due;
  const problems = [...due, ...checkProbes(drill), ...checkNames(drill, environment)];
  // What follows from names can only be told of names that there are.
  if (problems.length > due.length) return problems;
  if (environment.backup === undefined) {
    const message = `environment ${environment.name} has no backup, and this drill restores one`;
    return [...problems, { path: [], onKey: true, message, hint: "add backup to the environment" }];
  }
  const plan = drillPlan(environment, name) as RestoreDrillPlan;
  const barred = checkRight(plan, environment);
  if (barred.length > 0) return [...problems, ...barred];
  return [...problems, ...checkWorkloads(drill, plan), ...checkRestorable(drill, plan, environment)];
}

/** A drill that is due again before it can be over would never be fresh. */
function checkDue({ every, budget }: DrillDeclaration): PathProblem[] {
  if ((parseDuration(every) ?? 0) > (parseDuration(budget.rto) ?? 0)) return [];
  const message = `it is due again after ${every}, and may take ${budget.rto}`;
  return [{ path: ["every"], message, hint: "expected more than budget.rto" }];
}

function checkProbes({ probes }: RestoreDrill): PathProblem[] {
  const names = probes.map(({ name }) => name);
  return names.flatMap((name, index): PathProblem[] => {
    if (names.indexOf(name) === index) return [];
    return [
      { path: ["probes", index, "name"], message: `there are two probes "${name}"`, hint: "rename one" },
    ];
  });
}

function checkNames(
  { source, target, workloads = [] }: RestoreDrill,
  environment: Environment,
): PathProblem[] {
  const problems = [
    ...checkCluster("source", source, environment),
    ...checkCluster("target", target, environment),
    ...workloads.flatMap((name, index): PathProblem[] => {
      const known = environment.workloads.map((workload) => workload.name);
      const path = ["workloads", index];
      if (workloads.indexOf(name) < index) return [{ path, message: `"${name}" is named twice` }];
      if (known.includes(name)) return [];
      const message = `there is no workload "${name}" in environment ${environment.name}`;
      return [{ path, message, hint: suggest(name, known) }];
    }),
  ];
  if (source !== target) return problems;
  const message = `"${target}" is the source, too`;
  return [...problems, { path: ["target"], message, hint: "name another cluster" }];
}

/** One that can give backups away, or take them in. */
function checkCluster(
  role: "source" | "target",
  name: string,
  { clusters, tombstoned, name: environment }: Environment,
): PathProblem[] {
  const path = [role];
  if (tombstoned.some((cluster) => cluster.name === name))
    return [
      { path, message: `cluster ${name} is tombstoned: it is gone for good`, hint: "name another cluster" },
    ];
  const cluster = clusters.find((candidate) => candidate.name === name);
  if (cluster === undefined) {
    const hint = suggest(
      name,
      clusters.map((each) => each.name),
    );
    return [{ path, message: `there is no cluster "${name}" in environment ${environment}`, hint }];
  }
  if (cluster.controlPlane) {
    const message = `cluster ${name} has Karmada's API, and carries no workloads`;
    return [{ path, message, hint: "name another cluster" }];
  }
  // The way back, of one that something has failed over from, is no mistake while it is the way back.
  if (role === "source" || !cluster.cordoned || hasFailedOver(cluster)) return [];
  const message = `cluster ${name} is cordoned, and takes no workloads in`;
  return [{ path, message, hint: "uncordon it, or name another cluster" }];
}

/** Residency says who may read whose backups, and so does the cloud that an identity is good for. */
function checkRight({ source, target }: RestoreDrillPlan, environment: Environment): PathProblem[] {
  const why = whyNotRead(source, target, environment);
  if (why === undefined) return [];
  return [
    { path: ["target"], message: why, hint: "name a cluster that may, or change what keeps it from it" },
  ];
}

/** What is named has to be restorable; of what is not named, something. */
function checkWorkloads(
  { workloads: named, target }: RestoreDrill,
  { workloads, leftOut, source }: RestoreDrillPlan,
): PathProblem[] {
  if (named !== undefined)
    return leftOut.map(({ workload, reason }) => {
      const path = ["workloads", named.indexOf(workload)];
      return { path, message: `"${workload}" ${reason}`, hint: "leave it out, or name another target" };
    });
  if (workloads.length > 0) return [];
  const why = leftOut.length === 0 ? "it carries nothing" : listed(leftOut.map(describe));
  const message = `nothing that ${source.name} carries can be restored in ${target}: ${why}`;
  return [{ path: [], onKey: true, message, hint: "name other clusters" }];
}

function describe({ workload, reason }: { readonly workload: string; readonly reason: string }): string {
  return `${workload} ${reason}`;
}
