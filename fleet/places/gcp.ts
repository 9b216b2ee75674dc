import { GCP_AREAS, type GcpService } from "./gcp-areas.ts";
import { GCP_REGIONS } from "./gcp-regions.ts";
import { letters, spelling, unionOf, type Place } from "./place.ts";

const REGIONS: ReadonlyMap<string, Place> = new Map(
  GCP_REGIONS.map(([country, name, , , { source, date }]) => [
    name,
    { cloud: "gcp", name, kind: "region", countries: [country], source, date },
  ]),
);

/** europe-west1-b, us-central1-ai1a, and europe-west1-b-r1: Oracle's racks in the data centre of that zone. */
const ZONES = GCP_REGIONS.flatMap(([country, region, zones, aiZones, { source, date }]) =>
  [...letters(zones).flatMap((letter) => [letter, `${letter}-r1`, `${letter}-r2`]), ...aiZones].map(
    (zone): Place => ({
      cloud: "gcp",
      name: `${region}-${zone}`,
      kind: "zone",
      countries: [country],
      region,
      source,
      date,
    }),
  ),
);

/** regional-europe-west1: the configuration of a Spanner instance in one region. */
const CONFIGURATIONS = [...REGIONS.values()].map((region): Place => ({
  ...region,
  name: `regional-${region.name}`,
  region: region.name,
}));

const PLACES: ReadonlyMap<string, Place> = new Map([
  ...REGIONS,
  ...[...ZONES, ...CONFIGURATIONS].map((place): [string, Place] => [place.name, place]),
]);

const AREAS = Map.groupBy(GCP_AREAS, ([, , name]) => name);

/**
 * A region, zone, multi-region or dual region. Where the same word means other places to other services, and the
 * service is not given or has no such word, it is in the countries of all of them.
 * @returns `undefined` if it is not known, or everywhere.
 */
export function gcpPlace(name: string, service?: GcpService): Place | undefined {
  const place = spelling(name);
  return PLACES.get(place) ?? area(place, service);
}

function area(name: string, service: GcpService | undefined): Place | undefined {
  const rows = AREAS.get(name) ?? [];
  const own = rows.filter(([owner]) => owner === service);
  const meant = own.length > 0 ? own : rows;
  const [first] = meant;
  if (first === undefined) return undefined;
  const [, kind, , , { source, date }] = first;
  const countries = unionOf(meant.map(([, , , of]) => of));
  return { cloud: "gcp", name, kind, countries, source, date };
}

export function gcpRegions(): readonly Place[] {
  return [...REGIONS.values()];
}
