import type { Environment } from "../../fleet/fleet.ts";
import type { StackRole } from "../../fleet/stacks.ts";
import { stagedWorkloads, type StagedWorkload } from "../../fleet/workload-waves.ts";
import type { EngineOptions } from "../engine/engine.ts";
import type { Outcome } from "../engine/passes.ts";
import type { Project } from "../engine/project.ts";
import { dependentPatterns, patternsOf, type Share } from "../engine/share-urns.ts";
import { plannedReplicas } from "../status/planned.ts";
import { forecastFall } from "./forecast.ts";
import { awaitHealth, type HealthQuestion } from "./health.ts";
import { MinimumWatch } from "./minimum.ts";
import { readRollouts, type RolloutRecords } from "./records.ts";
import { Sight } from "./sight.ts";
import { WorkloadRollout, type RolloutReport } from "./workload-rollout.ts";

export interface RolloutOptions {
  /** The last wave that is to begin. @default all of them */
  readonly upTo?: number | undefined;
  readonly quiet: boolean;
  /** Brings stacks of regions up, for their later waves. */
  readonly bringUp: (stacks: readonly string[]) => Promise<readonly Outcome[]>;
}

/** What `up` has to mind of the workloads that go in waves, over all environments. */
export class Rollouts {
  readonly #environments: readonly EnvironmentRollout[];

  private constructor(environments: readonly EnvironmentRollout[]) {
    this.#environments = environments;
  }

  /** Begins to look at what must not fall. Environments in which nothing goes in waves cost nothing. */
  static async begin(
    project: Project,
    stacks: readonly StackRole[],
    options: RolloutOptions,
  ): Promise<Rollouts> {
    const environments = [...new Set(stacks.map(({ environment }) => environment))].flatMap((environment) => {
      const staged = stagedWorkloads(environment);
      return staged.length === 0 ? [] : [new EnvironmentRollout(project, environment, staged, options)];
    });
    await Promise.all(environments.map((each) => each.begin()));
    return new Rollouts(environments);
  }

  /** For a run of a stack: what it leaves alone, and who stops it. */
  optionsFor(role: StackRole): Pick<EngineOptions, "excluded" | "onShare" | "signal"> {
    const own = this.#environments.find(({ environment }) => environment === role.environment);
    return role.kind === "region" && own !== undefined ? own.optionsFor(role.name, role.region.name) : {};
  }

  /** After all stacks have had their turn: brings the changes to the clusters of the later waves. */
  async goOn(before: readonly Outcome[]): Promise<{ outcomes: Outcome[]; reports: RolloutReport[] }> {
    let outcomes = [...before];
    const reports: RolloutReport[] = [];
    for (const each of this.#environments) {
      const done = await each.goOn(outcomes);
      outcomes = done.outcomes;
      reports.push(...done.reports);
    }
    return { outcomes, reports };
  }

  async end(): Promise<void> {
    await Promise.all(this.#environments.map((each) => each.end()));
  }
}

/** What runs of a stack outside of its waves leave alone: all shares of workloads that go in waves. */
export async function allStagedShares(project: Project, role: StackRole): Promise<string[]> {
  const { environment, name: stack } = role;
  if (role.kind !== "region") return [];
  const own = new Set(role.region.clusters.map(({ name }) => name));
  const shares = stagedWorkloads(environment).flatMap(({ workload, waves }) =>
    [...waves.keys()]
      .filter((cluster) => own.has(cluster))
      .map((cluster) => ({ cluster, workload: workload.name })),
  );
  if (shares.length === 0) return [];
  return excludedFor(stack, shares, await readRollouts(project, environment));
}

function excludedFor(stack: string, shares: readonly Share[], records: RolloutRecords): string[] {
  const missing = shares.filter(({ cluster, workload }) => !records.get(workload)?.get(cluster)?.present);
  return [
    ...shares.flatMap((share) => patternsOf(stack, share)),
    ...new Set(missing.flatMap(({ cluster }) => dependentPatterns(stack, cluster))),
  ];
}

class EnvironmentRollout {
  readonly environment: Environment;
  readonly #project: Project;
  readonly #staged: readonly StagedWorkload[];
  readonly #rollout: WorkloadRollout;
  readonly #sight: Sight;
  readonly #watch: MinimumWatch;
  /** What the stacks have written down last. */
  #records: RolloutRecords = new Map();
  /** The runs that are under way, by stack, with the workloads that they change. */
  readonly #running = new Map<string, { end: AbortController; moving: readonly string[] }>();

  constructor(
    project: Project,
    environment: Environment,
    staged: readonly StagedWorkload[],
    { upTo, quiet, bringUp }: RolloutOptions,
  ) {
    this.environment = environment;
    this.#project = project;
    this.#staged = staged;
    this.#sight = new Sight(project, environment);
    const look = () => this.#sight.look();
    const minima = staged.flatMap(({ workload: { name, minAvailable } }): [string, number][] =>
      minAvailable === undefined ? [] : [[name, minAvailable]],
    );
    this.#watch = new MinimumWatch(new Map(minima), look, (workload) => {
      for (const { end, moving } of this.#running.values()) if (moving.includes(workload)) end.abort();
    });
    const means = {
      read: () => this.#read(),
      awaitHealth: async (each: StagedWorkload, shares: HealthQuestion["shares"]) => {
        const { name } = each.workload;
        const givenUp = () => this.#watch.fallOf(name);
        // Some may have come up in this very run.
        await this.#sight.find();
        return awaitHealth({ workload: name, shares, pauseMs: each.pause * 1000, look, givenUp });
      },
      bringUp,
      fallOf: (workload: string) => this.#watch.fallOf(workload),
      lowestOf: (workload: string) => this.#watch.lowestOf(workload),
      say: (line: string) => {
        if (!quiet) console.log(line);
      },
    };
    this.#rollout = new WorkloadRollout(environment, staged, means, upTo);
  }

  async begin(): Promise<void> {
    const records = await this.#read();
    if (!this.#staged.some(({ workload }) => workload.minAvailable !== undefined)) return;
    const planned = plannedReplicas(this.environment, this.#project.root);
    for (const staged of this.#staged) {
      const { name } = staged.workload;
      const reason = forecastFall(staged, planned.get(name) ?? new Map(), records.get(name) ?? new Map());
      if (reason !== undefined) this.#rollout.refuse(name, reason);
    }
    await this.#sight.find();
    await this.#watch.start();
  }

  optionsFor(stack: string, region: string): Pick<EngineOptions, "excluded" | "onShare" | "signal"> {
    const end = new AbortController();
    this.#running.set(stack, { end, moving: this.#rollout.movingIn(region) });
    return {
      excluded: excludedFor(stack, this.#rollout.heldIn(region), this.#records),
      signal: end.signal,
      onShare: ({ workload }) => {
        this.#watch.touch(workload);
      },
    };
  }

  async goOn(before: readonly Outcome[]): Promise<{ outcomes: Outcome[]; reports: RolloutReport[] }> {
    this.#running.clear();
    return this.#rollout.goOn(before);
  }

  async #read(): Promise<RolloutRecords> {
    this.#records = await readRollouts(this.#project, this.environment);
    return this.#records;
  }

  async end(): Promise<void> {
    await this.#watch.stop();
    this.#sight.close();
  }
}
