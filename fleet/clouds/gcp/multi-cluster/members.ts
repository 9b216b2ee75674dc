import type { Environment } from "../../../fleet.ts";
import { planMembership, type MembershipPlan } from "../membership.ts";
import { isGke, placeOf, type GkeCluster, type GkePlace } from "../names.ts";

/** A cluster that shares its services with others of the same fleet. */
export interface Member {
  readonly cluster: GkeCluster;
  readonly place: GkePlace;
  readonly membership: MembershipPlan;
}

/** The clusters of an environment that are in a fleet of Google Cloud; none where nothing is shared. */
export function membersOf(environment: Environment): Member[] {
  if (environment.multiCluster === undefined) return [];
  return environment.clusters.filter(isGke).flatMap((cluster): Member[] => {
    const place = placeOf(cluster, environment);
    const membership = planMembership(cluster.provisioner, place, {});
    return membership === undefined ? [] : [{ cluster, place, membership }];
  });
}

/** The cluster that carries gateways and ingresses for all members: the hub. Google calls it the config cluster. */
export function configCluster(environment: Environment): Member | undefined {
  return membersOf(environment).find(({ cluster }) => cluster.name === environment.hub);
}

/** A cluster as MultiClusterService names it. */
export function linkOf({ location, name }: GkePlace): string {
  return `${location}/${name}`;
}
