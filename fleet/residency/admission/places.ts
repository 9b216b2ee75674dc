import type { Environment } from "../../fleet.ts";
import { isWithin } from "../../jurisdictions.ts";

/**
 * Names of the regions in which something may be, as labels of nodes, volumes and buckets have them. Here the regions of
 * the environment, which are declared with their country; those of a cloud go here, too.
 */
export function placesWithin({ regions }: Environment, allowed: readonly string[]): string[] {
  return regions.filter(({ country }) => isWithin(country, allowed)).map(({ name }) => name);
}
