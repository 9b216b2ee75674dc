import { AWS_LOCAL_ZONES, AWS_WAVELENGTH_ZONES } from "./aws-edges.ts";
import { AWS_REGIONS } from "./aws-regions.ts";
import { letters, spelling, unionOf, type Place, type PlaceKind, type Source } from "./place.ts";

/** A part of AWS with accounts, endpoints and ARNs of its own. */
export interface AwsPartition {
  /** As ARNs write it. */
  readonly name: string;
  readonly regions: readonly string[];
  /** Of all its regions: what an ARN without a region, such as that of a bucket, still tells. */
  readonly countries: readonly string[];
}

/** The largest region, us-east-1, has zones a to f with the ids az1 to az6. A seventh one would not be known. */
const ZONES = letters("abcdef");

const REGIONS: ReadonlyMap<string, Place> = new Map(
  AWS_REGIONS.map(([partition, country, name, , { source, date }]) => [
    name,
    { cloud: "aws", name, kind: "region", countries: [country], partition, source, date },
  ]),
);

/** A place away from its region, under each of the names that it goes by. */
function edge(
  kind: PlaceKind,
  countries: readonly string[],
  region: string,
  { source, date }: Source,
  names: readonly string[],
): Place[] {
  const partition = REGIONS.get(region)?.partition ?? "aws";
  return names.map((name) => ({ cloud: "aws", name, kind, countries, region, partition, source, date }));
}

/** us-east-1a and use1-az1. Which id is which letter differs between accounts, but all are in the region's country. */
const ZONES_OF_REGIONS = AWS_REGIONS.flatMap(([, country, region, prefix, source]) => [
  ...edge(
    "zone",
    [country],
    region,
    source,
    ZONES.map((letter) => `${region}${letter}`),
  ),
  ...edge(
    "zone",
    [country],
    region,
    source,
    prefix === undefined ? [] : ZONES.map((_, index) => `${prefix}-az${index + 1}`),
  ),
]);

const zonePrefixes = new Map(AWS_REGIONS.map(([, , name, prefix]) => [name, prefix]));

/** Prefix of the ids of the zones that belong to a region. Every region that has edges has one; a test sees to it. */
const prefixOf = (region: string) => zonePrefixes.get(region) ?? region;

/** us-east-1-bue-1 (the group, which is the network border group as well), us-east-1-bue-1a and use1-bue1-az1. */
const LOCAL_ZONES = AWS_LOCAL_ZONES.flatMap(([country, region, suffix, zones, source]) =>
  edge("local-zone", [country], region, source, [
    `${region}-${suffix}`,
    ...letters(zones).flatMap((letter, index) => [
      `${region}-${suffix}${letter}`,
      `${prefixOf(region)}-${suffix.replace("-", "")}-az${index + 1}`,
    ]),
  ]),
);

/**
 * us-east-1-wl1-bos-wlz-1 and use1-wl1-bos-wlz1, in price lists us-east-1-wl1-bos1. Newer ones leave the carrier out:
 * eu-west-3-cmn-wlz-1a in the group eu-west-3-cmn-wlz-1, with the id euw3-cmn1-wlz1.
 */
const WAVELENGTH_ZONES = AWS_WAVELENGTH_ZONES.flatMap(([country, region, group, town, source]) =>
  edge("wavelength-zone", [country], region, source, [
    `${region}-${group}-${town}-wlz-1`,
    `${prefixOf(region)}-${group}-${town}-wlz1`,
    `${region}-${group}-${town}1`,
    `${region}-${town}-wlz-1`,
    `${region}-${town}-wlz-1a`,
    `${prefixOf(region)}-${town}1-wlz1`,
  ]),
);

/** us-east-1-wl1: all of a carrier's zones in a region, in whatever countries they are. */
const WAVELENGTH_GROUPS = AWS_WAVELENGTH_ZONES.flatMap(([, region, group, , source]) => {
  const zones = AWS_WAVELENGTH_ZONES.filter(([, other, of]) => other === region && of === group);
  const countries = unionOf(zones.map(([country]) => [country]));
  return edge("wavelength-zone", countries, region, source, [`${region}-${group}`]);
});

const PLACES: ReadonlyMap<string, Place> = new Map([
  ...REGIONS,
  ...[...ZONES_OF_REGIONS, ...LOCAL_ZONES, ...WAVELENGTH_ZONES, ...WAVELENGTH_GROUPS].map(
    (place): [string, Place] => [place.name, place],
  ),
]);

const PARTITIONS: ReadonlyMap<string, AwsPartition> = new Map(
  [...Map.groupBy(REGIONS.values(), ({ partition }) => partition ?? "aws")].map(([name, regions]) => [
    name,
    {
      name,
      regions: regions.map((region) => region.name),
      countries: unionOf(regions.map(({ countries }) => countries)),
    },
  ]),
);

/**
 * A region (eu-west-1), Availability Zone (eu-west-1a, euw1-az1), Local Zone or Wavelength Zone, by name, id or group.
 * @returns `undefined` if it is not known, a Local Zone of a known region included: it may be in another country.
 */
export function awsPlace(name: string): Place | undefined {
  return PLACES.get(spelling(name));
}

/** By what ARNs write after `arn:`; `undefined` if it is not known. */
export function awsPartition(name: string): AwsPartition | undefined {
  return PARTITIONS.get(spelling(name));
}

export function awsRegions(): readonly Place[] {
  return [...REGIONS.values()];
}
