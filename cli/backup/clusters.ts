import { suggest } from "../../fleet/declaration/nearest.ts";
import { environmentOf, type Cluster, type Environment, type Fleet } from "../../fleet/fleet.ts";
import { readClusterRecords, type ClusterRecord } from "../clusters.ts";
import type { Project } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { Velero } from "../velero/velero.ts";

/** A cluster with the environment it is in. */
export interface Placed {
  readonly cluster: Cluster;
  readonly environment: Environment;
}

/**
 * A declared cluster, those that are gone for good included: their backups are what is left of them.
 * @throws UsageError if there is none of that name, or more than one.
 */
export function clusterOf(fleet: Fleet, name: string, environmentName?: string): Placed {
  const environments =
    environmentName === undefined ? fleet.environments : [environmentOf(fleet, environmentName)];
  const all = environments.flatMap((environment) =>
    [...environment.clusters, ...environment.tombstoned].map((cluster) => ({ cluster, environment })),
  );
  const [found, second] = all.filter(({ cluster }) => cluster.name === name);
  if (found === undefined) {
    const known = new Set(all.map(({ cluster }) => cluster.name));
    throw new UsageError(`There is no cluster "${name}"; ${suggest(name, known)}`);
  }
  if (second !== undefined)
    throw new UsageError(`More than one environment has a cluster "${name}": say which with --environment.`);
  return found;
}

/** Velero of a cluster, or why it cannot be reached. */
export type Reach = { readonly velero: Velero } | { readonly reason: string };

/** The clusters of an environment, as its state knows them, through their Veleros. */
export class Reached {
  readonly #records: ReadonlyMap<string, ClusterRecord>;
  readonly #signal: AbortSignal;
  readonly #open = new Map<string, Velero>();

  private constructor(records: ReadonlyMap<string, ClusterRecord>, signal: AbortSignal) {
    this.#records = records;
    this.#signal = signal;
  }

  /** @param signal Ends whatever is going on. */
  static async of(project: Project, environment: Environment, signal: AbortSignal): Promise<Reached> {
    return new Reached(await readClusterRecords(project, environment), signal);
  }

  async velero(cluster: string): Promise<Reach> {
    const open = this.#open.get(cluster);
    if (open !== undefined) return { velero: open };
    const record = this.#records.get(cluster);
    if (record === undefined) return { reason: "it is gone for good" };
    if (record.state === "absent") return { reason: "it has not been brought up: npx fleet up" };
    if (record.state === "unreadable") return { reason: record.reason };
    try {
      const velero = await Velero.connect(cluster, record.kubeconfig, this.#signal);
      this.#open.set(cluster, velero);
      return { velero };
    } catch (error) {
      return { reason: (error as Error).message };
    }
  }

  /** @throws Error that says why it cannot be reached. */
  async demand(cluster: string): Promise<Velero> {
    const reach = await this.velero(cluster);
    if ("velero" in reach) return reach.velero;
    throw new Error(`${cluster} cannot be asked: ${reach.reason}`);
  }

  close(): void {
    for (const velero of this.#open.values()) velero.close();
  }
}

/** Runs with the clusters of an environment; Ctrl-C ends it and says what goes on without it. */
export async function withClusters<T>(
  project: Project,
  environment: Environment,
  run: (reached: Reached) => Promise<T>,
  goesOn = "",
): Promise<T> {
  const abort = new AbortController();
  const stop = () => {
    if (goesOn !== "") console.error(`\n${goesOn}`);
    process.exit(130);
  };
  process.once("SIGINT", stop);
  const reached = await Reached.of(project, environment, abort.signal);
  try {
    return await run(reached);
  } finally {
    process.removeListener("SIGINT", stop);
    reached.close();
  }
}
