import type { Environment } from "../../fleet.ts";
import { isWithin } from "../../jurisdictions.ts";
import { placesWithin as regionsWithin } from "../../places/places.ts";

/**
 * Names of the regions in which something may be, as labels of nodes, volumes and buckets have them: those of the
 * environment, whose country is declared, and those of the clouds. A region that the environment declares under the
 * name of a cloud's is where the declaration says.
 */
export function placesWithin(environment: Environment, allowed: readonly string[]): string[] {
  const declared = new Set(environment.regions.map(({ name }) => name));
  const clouds = (["aws", "gcp", "azure"] as const).flatMap((cloud) => regionsWithin(cloud, allowed));
  return [...regionsOf(environment, allowed), ...new Set(clouds.filter((name) => !declared.has(name)))];
}

/** The environment's own among them: what a message offers. */
export function regionsOf({ regions }: Environment, allowed: readonly string[]): string[] {
  return regions.filter(({ country }) => isWithin(country, allowed)).map(({ name }) => name);
}
