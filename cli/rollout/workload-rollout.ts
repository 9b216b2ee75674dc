import { listed } from "../../fleet/problems.ts";
import { regionStackName } from "../../fleet/names.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { clustersIn, type StagedWorkload } from "../../fleet/workload-waves.ts";
import type { Share } from "../engine/share-urns.ts";
import type { Outcome } from "../engine/passes.ts";
import { isDue, type RolloutRecords, type ShareState } from "./records.ts";

/** How far the change of a workload has come. */
export interface RolloutReport {
  readonly environment: string;
  readonly workload: string;
  /** The wave it has come to, of so many. */
  readonly wave: number;
  readonly waves: number;
  /** `stopped`: something is wrong; `held`: it was to come no further. */
  readonly state: "done" | "stopped" | "held";
  readonly reason?: string;
  /** Clusters on which everything is as before. */
  readonly waiting: readonly string[];
  /** The fewest replicas that were available meanwhile, where there is a minimum. */
  readonly lowest?: number;
}

/** What a rollout needs of the world. */
export interface RolloutMeans {
  /** What the stacks have written down. */
  readonly read: () => Promise<RolloutRecords>;
  /** Waits until a workload is well on these clusters for its pause, and tells why it is not. */
  readonly awaitHealth: (
    staged: StagedWorkload,
    shares: ReadonlyMap<string, ShareState>,
  ) => Promise<string | undefined>;
  /** Brings stacks of regions up. */
  readonly bringUp: (stacks: readonly string[]) => Promise<readonly Outcome[]>;
  /** In words, how a workload has fallen below its minimum. */
  readonly fallOf: (workload: string) => string | undefined;
  readonly lowestOf: (workload: string) => number | undefined;
  readonly say: (line: string) => void;
}

/**
 * Brings changes of the workloads of an environment to their clusters, wave by wave. It keeps nothing of its own: what
 * is due it finds by what the stacks have written down, so that it goes on wherever another was cut off.
 */
export class WorkloadRollout {
  readonly environment: Environment;
  readonly #staged: readonly StagedWorkload[];
  readonly #means: RolloutMeans;
  readonly #upTo: number;
  /** The wave that each workload has come to. */
  readonly #reached: Map<string, number>;
  readonly #stopped = new Map<string, string>();
  readonly #moved = new Set<string>();

  /** @param upTo The last wave that is to begin. */
  constructor(
    environment: Environment,
    staged: readonly StagedWorkload[],
    means: RolloutMeans,
    upTo = Number.POSITIVE_INFINITY,
  ) {
    this.environment = environment;
    this.#staged = staged;
    this.#means = means;
    this.#upTo = upTo;
    this.#reached = new Map(staged.map(({ workload: { name } }) => [name, 1]));
  }

  /** Keeps a workload as it is everywhere: not even its first wave begins. */
  refuse(workload: string, reason: string): void {
    this.#reached.set(workload, 0);
    this.#stopped.set(workload, reason);
  }

  /** What a run of a region's stack leaves as it is: the turn of these clusters has not come. */
  heldIn(region: string): Share[] {
    const own = new Set(
      this.environment.clusters.filter((each) => each.region === region).map(({ name }) => name),
    );
    return this.#staged.flatMap((staged) =>
      clustersIn(staged, this.#waveOf(staged) + 1, staged.last)
        .filter((cluster) => own.has(cluster))
        .map((cluster) => ({ cluster, workload: staged.workload.name })),
    );
  }

  /** The workloads that a run of a region's stack may change. */
  movingIn(region: string): string[] {
    const held = new Set(this.heldIn(region).map(({ cluster, workload }) => `${cluster}/${workload}`));
    return this.#staged.flatMap(({ workload, waves }) =>
      this.environment.clusters.some(
        (each) =>
          each.region === region && waves.has(each.name) && !held.has(`${each.name}/${workload.name}`),
      )
        ? [workload.name]
        : [],
    );
  }

  /**
   * Goes on from the first wave, which the stacks have brought about by now.
   *
   * @param before What the stacks came to.
   * @returns what they have come to, those that were run again included.
   */
  async goOn(before: readonly Outcome[]): Promise<{ outcomes: Outcome[]; reports: RolloutReport[] }> {
    const outcomes = new Map(before.map((outcome) => [outcome.role.name, outcome]));
    for (;;) {
      const records = await this.#means.read();
      for (const staged of this.#staged) this.#judge(staged, records, outcomes);
      const going = this.#nextOf(records);
      if (going.length === 0) return { outcomes: [...outcomes.values()], reports: this.#report(records) };
      await this.#begin(going, records, outcomes);
    }
  }

  /** Stops a workload of which something has gone wrong so far, if anything of it is left to do. */
  #judge(staged: StagedWorkload, records: RolloutRecords, outcomes: ReadonlyMap<string, Outcome>): void {
    const { name } = staged.workload;
    const due = this.#dueOf(staged, records);
    const fallen = this.#means.fallOf(name);
    if (fallen !== undefined) this.#stop(name, fallen);
    if (due === undefined) return;
    const wave = this.#waveOf(staged);
    const failed = this.#stacksOf(clustersIn(staged, 1, Math.max(due, wave))).filter((stack) => {
      const outcome = outcomes.get(stack);
      return outcome !== undefined && !("result" in outcome);
    });
    if (failed.length > 0) this.#stop(name, `${listed(failed)} failed or was held back`);
    if (due <= wave) {
      const late = clustersIn(staged, 1, wave).filter((cluster) => this.#isDue(staged, cluster, records));
      this.#stop(name, `${name} is not yet as declared on ${listed(late)}`);
    }
    const blocking = staged.after.find((other) => this.#stopped.has(other));
    if (blocking !== undefined) this.#stop(name, `it waits for ${blocking}, which has stopped`);
  }

  /** Of the workloads that can go on, those whose next wave comes first. */
  #nextOf(records: RolloutRecords): { staged: StagedWorkload; wave: number }[] {
    const ready = this.#staged.flatMap((staged) => {
      const wave = this.#stopped.has(staged.workload.name) ? undefined : this.#dueOf(staged, records);
      return wave === undefined || wave > this.#upTo ? [] : [{ staged, wave }];
    });
    const first = Math.min(...ready.map(({ wave }) => wave));
    return ready.filter(({ wave }) => wave === first);
  }

  async #begin(
    going: readonly { staged: StagedWorkload; wave: number }[],
    records: RolloutRecords,
    outcomes: Map<string, Outcome>,
  ): Promise<void> {
    const well = await Promise.all(
      going.map(async ({ staged, wave }) => {
        const fault = await this.#awaitBefore(staged, wave, records);
        if (fault !== undefined) this.#stop(staged.workload.name, fault);
        return fault === undefined;
      }),
    );
    const isBlocked = ({ after }: StagedWorkload) => after.some((other) => this.#stopped.has(other));
    const begun = going.filter(({ staged }, index) => well[index] && !isBlocked(staged));
    const clusters = begun.flatMap(({ staged, wave }) => {
      this.#reached.set(staged.workload.name, wave);
      this.#moved.add(staged.workload.name);
      return clustersIn(staged, wave).filter((cluster) => this.#isDue(staged, cluster, records));
    });
    for (const { staged, wave } of begun)
      this.#means.say(
        `${staged.workload.name}: wave ${wave} of ${staged.last}: ${listed(clustersIn(staged, wave))}`,
      );
    const stacks = this.#stacksOf(clusters);
    if (stacks.length === 0) return;
    for (const outcome of await this.#means.bringUp(stacks)) outcomes.set(outcome.role.name, outcome);
  }

  /** Whether a workload is well on the clusters that have had their turn. */
  async #awaitBefore(
    staged: StagedWorkload,
    wave: number,
    records: RolloutRecords,
  ): Promise<string | undefined> {
    const own = records.get(staged.workload.name);
    const shares = new Map(
      clustersIn(staged, 1, wave - 1).flatMap((cluster): [string, ShareState][] => {
        const state = own?.get(cluster);
        return state === undefined ? [] : [[cluster, state]];
      }),
    );
    // Nothing of it is anywhere yet, so that there is nothing to look at.
    if (shares.size === 0) return undefined;
    return this.#means.awaitHealth(staged, shares);
  }

  /** The first wave in which a cluster has not got yet what it is to have. */
  #dueOf(staged: StagedWorkload, records: RolloutRecords): number | undefined {
    const waves = [...staged.waves]
      .filter(([cluster]) => this.#isDue(staged, cluster, records))
      .map(([, wave]) => wave);
    return waves.length === 0 ? undefined : Math.min(...waves);
  }

  #isDue({ workload }: StagedWorkload, cluster: string, records: RolloutRecords): boolean {
    const state = records.get(workload.name)?.get(cluster);
    return state !== undefined && isDue(state);
  }

  #stop(workload: string, reason: string): void {
    if (!this.#stopped.has(workload)) this.#stopped.set(workload, reason);
  }

  #waveOf({ workload }: StagedWorkload): number {
    return this.#reached.get(workload.name) ?? 1;
  }

  #stacksOf(clusters: readonly string[]): string[] {
    const { name, clusters: all } = this.environment;
    const regions = all.filter((each) => clusters.includes(each.name)).map(({ region }) => region);
    return [...new Set(regions)].map((region) => regionStackName(name, region));
  }

  /** Of the workloads of which anything was or is to be done. */
  #report(records: RolloutRecords): RolloutReport[] {
    return this.#staged.flatMap((staged): RolloutReport[] => {
      const { name } = staged.workload;
      const waiting = [...staged.waves.keys()].filter((cluster) => this.#isDue(staged, cluster, records));
      const reason = this.#stopped.get(name);
      const lowest = this.#means.lowestOf(name);
      if (waiting.length === 0 && reason === undefined && !this.#moved.has(name)) return [];
      return [
        {
          environment: this.environment.name,
          workload: name,
          wave: this.#waveOf(staged),
          waves: staged.last,
          state: reason !== undefined ? "stopped" : waiting.length > 0 ? "held" : "done",
          ...(reason === undefined ? {} : { reason }),
          waiting,
          ...(lowest === undefined ? {} : { lowest }),
        },
      ];
    });
  }
}
