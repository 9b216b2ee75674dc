import type { Fleet } from "./fleet.ts";
import { clusterFullName, regionStackName } from "./names.ts";

/*
 * Every name that is made from names of the declaration, and the shortest limit it meets. The declaration is
 * refused when one of them would be too long: truncating would let two clusters share a name one day.
 */

/** Longest names allowed, each with where the limit comes from. */
const NAME_LIMITS = {
  /** Pulumi allows 100 characters in the name of a stack: sdk/go/common/tokens, `StackName`. */
  stack: 100,
  /** A label value, since the full name is one on every object the fleet makes: Kubernetes, "Labels and Selectors". */
  cluster: 63,
} as const;

/** Names made from the declaration that are longer than what they are used for allows. */
export function namesTooLong(
  fleet: Pick<Fleet, "name" | "environments">,
): { path: string[]; name: string; limit: number }[] {
  return fleet.environments.flatMap((environment) =>
    environment.regions.flatMap((region) => {
      const path = ["environments", environment.name, "regions", region.name];
      return [
        { path, name: regionStackName(environment.name, region.name), limit: NAME_LIMITS.stack },
        ...region.clusters.map((cluster) => ({
          path: [...path, "clusters", cluster.name],
          name: clusterFullName(fleet.name, environment.name, cluster.name),
          limit: NAME_LIMITS.cluster,
        })),
      ].filter(({ name, limit }) => name.length > limit);
    }),
  );
}
