import type { Environment, Fleet } from "../../fleet/fleet.ts";
import { readContext, type KubeconfigArgs } from "../../fleet/kubeconfig.ts";
import type { ClusterRecord } from "../clusters.ts";

/** An environment with what the state tells about its clusters. */
export interface RecordedEnvironment {
  readonly environment: Environment;
  readonly records: ReadonlyMap<string, ClusterRecord>;
}

/** A cluster that has no context, and why. */
interface MissingCluster {
  readonly name: string;
  readonly reason: string;
}

export interface Contexts {
  readonly contexts: readonly KubeconfigArgs[];
  readonly missing: readonly MissingCluster[];
  /** The hub, if there is only one it could be: nobody is to reach production by forgetting a flag. */
  readonly current: string | undefined;
}

/** The contexts of the clusters that have been brought up, and the clusters that have not. */
export function contextsOf(fleet: Fleet, recorded: readonly RecordedEnvironment[]): Contexts {
  const entries = recorded.flatMap(({ environment, records }) =>
    environment.clusters.map(({ name }) => ({
      name: contextName(fleet, environment, name),
      record: records.get(name) ?? ({ state: "absent" } as const),
    })),
  );
  const contexts = entries.flatMap(({ name, record }) =>
    record.state === "known" ? [{ ...readContext(record.kubeconfig), name }] : [],
  );
  const missing = entries.flatMap(({ name, record }) => {
    if (record.state === "known") return [];
    return [{ name, reason: record.state === "unreadable" ? record.reason : "not created" }];
  });
  const [only, ...others] = fleet.environments;
  const hub = only !== undefined && others.length === 0 ? contextName(fleet, only, only.hub) : undefined;
  return { contexts, missing, current: contexts.some(({ name }) => name === hub) ? hub : undefined };
}

/**
 * As in the declaration: the name of the cluster, after that of its environment if the fleet has several. It does not
 * depend on what a command was asked to write.
 */
function contextName({ environments }: Fleet, environment: Environment, cluster: string): string {
  return environments.length > 1 ? `${environment.name}/${cluster}` : cluster;
}
