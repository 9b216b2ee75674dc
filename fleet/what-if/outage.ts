import type { Cluster, Environment, Fleet } from "../fleet.ts";
import { environmentOf } from "../fleet.ts";

/** A cluster or a region that nobody reaches any more. */
export interface Outage {
  readonly kind: "cluster" | "region";
  readonly name: string;
  readonly environment: Environment;
  /** The clusters that are down, by name. */
  readonly lost: readonly Cluster[];
}

/**
 * What a name stands for: `us-east-1`, or `region/us-east-1` and `cluster/us-east-1` where both are called so.
 *
 * @param environmentName Needed where more than one environment has the name.
 * @throws RangeError that lists what there is, or what to say instead.
 */
export function outageOf(fleet: Fleet, target: string, environmentName?: string): Outage {
  const environments =
    environmentName === undefined ? fleet.environments : [environmentOf(fleet, environmentName)];
  const [, kind, name = ""] = /^(?:(cluster|region)\/)?(.*)$/.exec(target) ?? [];
  const found = environments
    .flatMap((environment) => [...regionsCalled(name, environment), ...clustersCalled(name, environment)])
    .filter((each) => kind === undefined || each.kind === kind);
  const distinct = found.filter((each) => each.kind === "region" || !isRegionOf(each, found));
  const [only] = distinct;
  if (only !== undefined && distinct.length === 1) return only;
  throw new RangeError(only === undefined ? unknown(target, environments) : ambiguous(target, distinct));
}

/** An environment as it is once its clusters are declared gone. */
export function withoutLost({ environment, lost }: Outage): Environment {
  const isLost = (cluster: Cluster) => lost.includes(cluster);
  const regions = environment.regions.map((region) => ({
    ...region,
    clusters: region.clusters.filter((each) => !isLost(each)),
    tombstoned: [...region.tombstoned, ...region.clusters.filter(isLost)],
  }));
  return {
    ...environment,
    regions,
    clusters: environment.clusters.filter((each) => !isLost(each)),
    tombstoned: [...environment.tombstoned, ...lost],
  };
}

export function describeOutage({ kind, name }: Pick<Outage, "kind" | "name">): string {
  return `${kind} ${name}`;
}

function regionsCalled(name: string, environment: Environment): Outage[] {
  return environment.regions
    .filter((region) => region.name === name && region.clusters.length > 0)
    .map(({ clusters }) => ({ kind: "region", name, environment, lost: clusters }));
}

function clustersCalled(name: string, environment: Environment): Outage[] {
  return environment.clusters
    .filter((cluster) => cluster.name === name)
    .map((cluster) => ({ kind: "cluster", name, environment, lost: [cluster] }));
}

/** A region whose one cluster is called as it is goes down with it, and with its buckets besides. */
function isRegionOf({ environment, lost: [cluster] }: Outage, found: readonly Outage[]): boolean {
  return found.some(
    (each) =>
      each.kind === "region" &&
      each.environment === environment &&
      each.lost.length === 1 &&
      each.lost[0] === cluster,
  );
}

function unknown(target: string, environments: readonly Environment[]): string {
  const there = environments.flatMap(({ name, regions }) =>
    regions.map(
      (region) => `${region.name} (${region.clusters.map((each) => each.name).join(", ")}) in ${name}`,
    ),
  );
  return `There is no cluster and no region "${target}"; there are, by region: ${there.join("; ")}.`;
}

function ambiguous(target: string, found: readonly Outage[]): string {
  const [first] = found;
  const environments = [...new Set(found.map(({ environment }) => environment.name))];
  if (environments.length > 1)
    return `"${target}" is in ${environments.join(" and in ")}. Say which: --environment ${environments[0] ?? ""}.`;
  const ways = found.map(({ kind, name }) => `${kind}/${name}`);
  return `"${first?.name ?? ""}" is a region and one cluster of several. Say which: ${ways.join(" or ")}.`;
}
