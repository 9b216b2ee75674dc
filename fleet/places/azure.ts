import { AZURE_GEOGRAPHIES, AZURE_REGIONS } from "./azure-regions.ts";
import { spelling, type Place } from "./place.ts";

/** Azure takes West Europe for westeurope. */
const withoutBlanks = (displayName: string) => spelling(displayName).replaceAll(" ", "");

const REGIONS: ReadonlyMap<string, Place> = new Map(
  AZURE_REGIONS.map(([country, displayName, { source, date }]) => {
    const name = withoutBlanks(displayName);
    return [name, { cloud: "azure", name, kind: "region", countries: [country], source, date }];
  }),
);

const PLACES: ReadonlyMap<string, Place> = new Map([
  ...REGIONS,
  ...AZURE_GEOGRAPHIES.map(([countries, displayName, { source, date }]): [string, Place] => {
    const name = withoutBlanks(displayName);
    return [name, { cloud: "azure", name, kind: "geography", countries: countries.split(" "), source, date }];
  }),
]);

/**
 * A region or geography, by its name or display name.
 * @returns `undefined` if it is not known, or everywhere.
 */
export function azurePlace(name: string): Place | undefined {
  return PLACES.get(withoutBlanks(name));
}

export function azureRegions(): readonly Place[] {
  return [...REGIONS.values()];
}
