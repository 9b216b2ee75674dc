import { isWithin } from "../jurisdictions.ts";
import { awsPlace, awsRegions } from "./aws.ts";
import { azurePlace, azureRegions } from "./azure.ts";
import { gcpPlace, gcpRegions } from "./gcp.ts";
import { unionOf, type Cloud, type Place } from "./place.ts";

const REGIONS: Readonly<Record<Cloud, () => readonly Place[]>> = {
  aws: awsRegions,
  gcp: gcpRegions,
  azure: azureRegions,
};

/**
 * A place whose cloud is not known, as in values of charts and in labels. If several clouds know the name it is in the
 * countries of all of them: `europe` is then more than it is to Google.
 */
export function placeNamed(name: string): Place | undefined {
  const places = [awsPlace(name), gcpPlace(name), azurePlace(name)].filter((place) => place !== undefined);
  const [first, ...others] = places;
  if (first === undefined || others.length === 0) return first;
  return { ...first, countries: unionOf(places.map(({ countries }) => countries)) };
}

/** Whether a place is in allowed countries and groups, wherever in it something comes to stand. */
export function isPlaceWithin({ countries }: Place, allowed: readonly string[]): boolean {
  return countries.every((country) => isWithin(country, allowed));
}

/** Regions of a cloud that are in allowed countries and groups, in the order of the table: what a hint can offer. */
export function placesWithin(cloud: Cloud, allowed: readonly string[]): string[] {
  return REGIONS[cloud]()
    .filter((region) => isPlaceWithin(region, allowed))
    .map(({ name }) => name);
}
