import { setTimeout as sleep } from "node:timers/promises";
import { parseDuration } from "../../fleet/duration.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { listed } from "../../fleet/problems.ts";
import { hasChanges } from "../engine/engine.ts";
import type { Gate, Outcome } from "../engine/passes.ts";
import type { Project } from "../engine/project.ts";
import { lookAt } from "../status/look.ts";
import type { Observation } from "../status/observation.ts";
import { statusReport, type StatusFacts } from "../status/report.ts";

/** What is new has this long to be well, after the pause. */
const PATIENCE_MS = 60_000;
const EVERY_MS = 2_000;

/** What a wave is asked before the next one begins: did it succeed, and is what it changed well? */
export function rolloutGate(project: Project, quiet: boolean): Gate {
  return async (environment, wave) => {
    const failed = wave.filter((outcome) => "error" in outcome).map(({ role }) => role.name);
    if (failed.length > 0) return `${listed(failed)} failed`;
    if (!wave.some((outcome) => "result" in outcome && hasChanges(outcome.result))) return undefined;
    await pause(environment, wave, quiet);
    return findFault(project, environment, regionsIn(wave));
  };
}

function regionsIn(wave: readonly Outcome[]): string[] {
  return wave.flatMap(({ role }) => (role.kind === "region" ? [role.region.name] : []));
}

async function pause(
  { name, rollout }: Environment,
  wave: readonly Outcome[],
  quiet: boolean,
): Promise<void> {
  const seconds = parseDuration(rollout?.pause ?? "") ?? 0;
  if (seconds === 0) return;
  if (!quiet) {
    const stacks = listed(wave.map(({ role }) => role.name));
    console.log(`${name}: ${stacks} done; the next wave begins in ${rollout?.pause ?? ""}`);
  }
  await sleep(seconds * 1000);
}

/** What is still wrong with some regions when the time is up. */
async function findFault(
  project: Project,
  environment: Environment,
  regions: readonly string[],
): Promise<string | undefined> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const [fault] = faultsIn(environment, await lookAt(project, environment), regions);
    if (fault === undefined || Date.now() > end) return fault;
    await sleep(EVERY_MS);
  }
}

/** Clusters of these regions that are not ready, and workloads that are not on them as they should be. */
export function faultsIn(environment: Environment, facts: StatusFacts, regions: readonly string[]): string[] {
  const { clusters } = statusReport(environment, facts);
  return clusters
    .filter(({ region }) => regions.includes(region))
    .flatMap(({ name, ready, reason = "not ready" }) =>
      ready ? sharesNotReady(name, facts.observations.get(name)) : [`${name}: ${reason}`],
    );
}

function sharesNotReady(cluster: string, seen: Observation | undefined): string[] {
  if (seen?.state !== "answered") return [];
  return [...seen.replicas].flatMap(([workload, { desired, ready, rolledOut }]) => {
    if (ready < desired) return [`${cluster}: ${workload} has ${ready} of ${desired} replicas ready`];
    return rolledOut ? [] : [`${cluster}: ${workload} is still being rolled out`];
  });
}
