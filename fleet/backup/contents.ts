import type { Cluster, Environment, Workload } from "../fleet.ts";
import { RESERVED_NAMESPACES } from "../namespaces.ts";
import { place, type Exclusion } from "../placement.ts";

/** Namespaces that a backup holds, as Velero's `includedNamespaces` and `excludedNamespaces`. */
export interface BackupContents {
  readonly includedNamespaces: readonly string[];
  readonly excludedNamespaces?: readonly string[];
}

/**
 * What is backed up on a cluster: the namespaces of its workloads and those that Argo CD deploys into. What the
 * program itself has installed comes back with an `up`. Where Argo CD may write everywhere, all that is not the
 * system's. `undefined` if there is nothing: to Velero an empty list of namespaces would mean all of them.
 */
export function backupContents(cluster: Cluster, environment: Environment): BackupContents | undefined {
  const { gitops, workloads, clusters, residency } = environment;
  if (gitops?.rights === "cluster-admin")
    return { includedNamespaces: ["*"], excludedNamespaces: [...RESERVED_NAMESPACES].sort() };
  const own = workloads
    .filter((workload) =>
      place(workload, clusters, [], residency).placed.some(({ name }) => name === cluster.name),
    )
    .map(({ namespace }) => namespace);
  const includedNamespaces = [...new Set([...own, ...(gitops?.namespaces ?? [])])].sort();
  return includedNamespaces.length === 0 ? undefined : { includedNamespaces };
}

/** By name of a cluster, the workloads with a residency profile that may be in its backups. */
export type ProfiledBackups = ReadonlyMap<string, readonly Workload[]>;

/**
 * A workload may be in the backups of the clusters that carry it, and of those that would but for a cordon, a
 * tombstone, or the choice between clusters: a backup is kept for weeks after a workload has moved.
 */
export function profiledBackups({
  workloads,
  clusters,
  tombstoned,
  residency: whole,
}: Environment): ProfiledBackups {
  const all = [...clusters, ...tombstoned].map((cluster): Cluster => ({ ...cluster, cordoned: false }));
  const holders = workloads
    .filter(({ residency }) => residency !== undefined)
    .flatMap((workload) =>
      place(workload, all, [], whole)
        .clusters.filter(({ exclusion }) => exclusion === undefined || isOneOfSeveral(exclusion))
        .map(({ cluster }) => ({ cluster: cluster.name, workload })),
    );
  return new Map(
    [...Map.groupBy(holders, ({ cluster }) => cluster)].map(([cluster, pairs]) => {
      return [cluster, pairs.map(({ workload }) => workload)];
    }),
  );
}

/** Left out because another cluster was taken, and not because it never could be. */
function isOneOfSeveral({ kind }: Exclusion): boolean {
  return kind === "affinity" || kind === "spread";
}
