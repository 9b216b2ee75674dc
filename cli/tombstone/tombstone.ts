import { byName, environmentOf, type Cluster, type Environment, type Fleet } from "../../fleet/fleet.ts";
import { suggest } from "../../fleet/declaration/nearest.ts";
import { environmentStackName, regionStackName } from "../../fleet/names.ts";
import { selects } from "../../fleet/selectors.ts";
import type { StackResult } from "../engine/engine.ts";
import { readOutputs, type RegionOutputs } from "../engine/outputs.ts";
import type { Project } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { bringUpStacks, type StackFailure } from "../report/bring-up.ts";
import { observe } from "../status/observation.ts";
import { releaseFromArgocd } from "./argocd.ts";
import { forgetReleases } from "./releases.ts";
import { probe, type Probe } from "./probe.ts";

/** What it came to that a cluster was let go. */
export interface TombstoneReport {
  readonly environment: string;
  readonly cluster: string;
  /** How it was silent; unset if its stack had let it go before, and nobody knows its address any more. */
  readonly silence?: string;
  /** Applications of Argo CD for it, which no longer wait for it. */
  readonly applications: readonly string[];
  /** Stacks that were brought up, in that order. */
  readonly stacks: readonly StackResult[];
  readonly failed: readonly StackFailure[];
  /** What it ran when it was heard of last. */
  readonly mayStillRun: readonly string[];
}

export interface TombstoneOptions {
  /** Shows nothing: the output is for a program. */
  readonly quiet: boolean;
  /** For all of it. */
  readonly limitMs: number;
}

/** A cluster that is declared gone, with its environment. */
export interface Tombstone {
  readonly environment: Environment;
  readonly cluster: Cluster;
}

/** The declared tombstone of that name. @throws UsageError if there is none, or more than one in its environment. */
export function tombstoneOf(fleet: Fleet, name: string, environmentName?: string): Tombstone {
  const environments =
    environmentName === undefined ? fleet.environments : [environmentOf(fleet, environmentName)];
  const found = environments.flatMap((environment) => {
    const cluster = environment.tombstoned.find((each) => each.name === name);
    return cluster === undefined ? [] : [{ environment, cluster }];
  });
  const [first, second] = found;
  if (first === undefined) throw notDeclared(name, environments);
  if (second !== undefined)
    throw new UsageError(`More than one environment has a cluster "${name}": say which with --environment.`);
  const { tombstoned } = first.environment;
  if (tombstoned.length > 1) {
    const names = tombstoned.map((cluster) => cluster.name).join(", ");
    throw new UsageError(
      `Environment ${first.environment.name} declares ${names} gone for good. One at a time: if several clusters are ` +
        `silent, look for what they have in common first. Finish one, remove its entry, then declare the next.`,
    );
  }
  return first;
}

function notDeclared(name: string, environments: readonly Environment[]): UsageError {
  if (environments.some(({ clusters }) => clusters.some((cluster) => cluster.name === name)))
    return new UsageError(
      `Cluster "${name}" is not declared gone. If it will never answer again, give it \`state: tombstoned\` in fleet.yaml.`,
    );
  const names = environments.flatMap(({ clusters, tombstoned }) =>
    [...clusters, ...tombstoned].map((cluster) => cluster.name),
  );
  return new UsageError(`There is no cluster "${name}" (${suggest(name, names)}).`);
}

/**
 * Lets a cluster go that will never answer: first the environment, whose Argo CD would wait for it, then the other
 * regions, and its own last, for that is where its address is written down. Stops when a stack fails; the same call
 * later goes on.
 *
 * @throws UsageError if the cluster answers; Error if the hub does not, for then the silence may be our own.
 */
export async function letGo(
  project: Project,
  { environment, cluster }: Tombstone,
  { quiet, limitMs }: TombstoneOptions,
): Promise<TombstoneReport> {
  const signal = AbortSignal.timeout(limitMs);
  const own = regionStackName(environment.name, cluster.region);
  const outputs = await readOutputs<RegionOutputs>(project, own);
  const endpoint = outputs?.passports[cluster.name]?.endpoint;
  const silence = endpoint === undefined ? undefined : await assertSilent(cluster.name, endpoint);
  const hub = await hubKubeconfig(project, environment);
  await assertHubAnswers(environment.hub, hub);
  const applications =
    environment.gitops === undefined ? [] : await releaseFromArgocd(hub, cluster.name, endpoint);

  const others = environment.regions
    .map(({ name }) => regionStackName(environment.name, name))
    .filter((stack) => stack !== own);
  const stacks: StackResult[] = [];
  let failed: readonly StackFailure[] = [];
  for (const wave of [[environmentStackName(environment.name)], others, [own]]) {
    if (wave.includes(own) && outputs !== undefined) await forgetReleases(project, own, cluster.name);
    const done = await bringUpStacks(project, wave, { quiet, signal });
    stacks.push(...done.results);
    failed = done.failed;
    if (failed.length > 0) break;
  }
  return {
    environment: environment.name,
    cluster: cluster.name,
    ...(silence === undefined ? {} : { silence }),
    applications,
    stacks,
    failed,
    mayStillRun: lastKnown(environment, cluster, outputs),
  };
}

async function assertSilent(cluster: string, endpoint: string): Promise<string> {
  const seen: Probe = await probe(endpoint);
  if (!seen.answered) return seen.reason;
  throw new UsageError(
    `Cluster "${cluster}" answers at ${endpoint} (${seen.said}): it is not gone. To empty it, give it \`cordoned: true\`; ` +
      `to take it down, remove it from fleet.yaml. A tombstone is for what will never answer.`,
  );
}

async function assertHubAnswers(name: string, kubeconfig: string): Promise<void> {
  const seen = await observe(kubeconfig, []);
  if (seen.state === "answered") return;
  const reason = seen.state === "silent" ? seen.reason : "there is none";
  throw new Error(
    `The hub ${name} does not answer either (${reason}): the silence may be of this machine's own network. Nothing was changed.`,
  );
}

async function hubKubeconfig(project: Project, { name, hub, clusters }: Environment): Promise<string> {
  const region = clusters.find((cluster) => cluster.name === hub)?.region ?? "";
  const outputs = await readOutputs<RegionOutputs>(project, regionStackName(name, region));
  const kubeconfig = outputs?.kubeconfigs[hub];
  if (kubeconfig === undefined) throw new Error(`The hub ${hub} has not been brought up.`);
  return kubeconfig;
}

/** From the last explanations of its stack, and from what the declaration would have Argo CD put there. */
function lastKnown({ gitops }: Environment, cluster: Cluster, outputs: RegionOutputs | undefined): string[] {
  if (outputs?.kubeconfigs[cluster.name] === undefined) return [];
  const prefix = `${cluster.name}: `;
  const workloads = byName(outputs.workloads).flatMap(([name, lines]) =>
    lines
      .filter((line) => line.startsWith(prefix))
      .map((line) => `workload ${name}: ${line.slice(prefix.length)}`),
  );
  const applications = byName(gitops?.applications ?? {})
    .filter(([, { clusters }]) => selects(clusters, cluster))
    .map(([name]) => `application ${name} (Argo CD)`);
  return [...workloads, ...applications];
}
