import { declaredNames } from "../../dns/declared-names.ts";
import { compare, type Cluster, type Environment } from "../../fleet.ts";
import { isWithin } from "../../jurisdictions.ts";
import { linkSecret, linksOf, type Link } from "../../links.ts";
import { LINKERD_NAMESPACE } from "../../mesh/linkerd.ts";
import { backupsOf, readingRights, type ClusterBackups } from "../../backup/locations.ts";
import { profiledBackups } from "../../backup/contents.ts";
import { allowSetsOf } from "../concerns.ts";
import type { NamedProfile } from "../profile.ts";
import { placesWithin, regionsOf } from "./places.ts";

/*
 * What policies are given: texts, since they are in a ConfigMap; lists have a line for each item. All of it is declared.
 */

/** In place of a region: in Cloud Storage a bucket is found by its name alone. */
export const CLOUD_STORAGE = "gcs";

/** What one profile comes to on one cluster. */
export type ProfileParameters = Readonly<{
  profile: string;
  cluster: string;
  country: string;
  /** Whether what is under the profile may be on this cluster: `allowed` or `barred`. */
  here: string;
  /** The countries and groups, for messages. */
  jurisdictions: string;
  places: string;
  /** Of the places, the regions of the environment: what messages offer. */
  regions: string;
  keyPlaces: string;
  keyRegions: string;
  clusters: string;
  /** Other clusters of the environment that get what is exported, and may not have it. */
  barredClusters: string;
  /** Addresses that are declared, of clusters that are allowed. */
  targets: string;
}>;

/** What the declaration gives one cluster. */
export type ClusterParameters = Readonly<{
  cluster: string;
  region: string;
  /** `<access mode> <region, or gcs> <endpoint, or -> <bucket>/<prefix>` */
  locations: string;
  /** `<namespace>/<name of the Secret> <cluster> <the same, in base64>` */
  links: string;
}>;

export type ProfileParameter = keyof ProfileParameters;
export type ClusterParameter = keyof ClusterParameters;

/**
 * Where something under a profile may run: where its data may be, and where it may move to. Placement goes by the first
 * alone; a restore into another cluster, by hand and in need, by both.
 */
export function jurisdictionsOf(profile: NamedProfile): string[] {
  const { data, failover } = allowSetsOf(profile);
  return [...new Set([...data, ...failover])];
}

export function isAllowedOn({ country }: Pick<Cluster, "country">, profile: NamedProfile): boolean {
  return isWithin(country, jurisdictionsOf(profile));
}

export function profileParameters(
  profile: NamedProfile,
  { name: cluster, country }: Cluster,
  environment: Environment,
): ProfileParameters {
  const jurisdictions = jurisdictionsOf(profile);
  const allowed = environment.clusters.filter((each) => isAllowedOn(each, profile));
  const barred = environment.clusters.filter((each) => each.name !== cluster && !allowed.includes(each));
  return {
    profile: profile.name,
    cluster,
    country,
    here: isWithin(country, jurisdictions) ? "allowed" : "barred",
    jurisdictions: `[${jurisdictions.join(", ")}]`,
    places: inLines(placesWithin(environment, jurisdictions)),
    regions: inLines(regionsOf(environment, jurisdictions)),
    keyRegions: inLines(regionsOf(environment, allowSetsOf(profile).keys)),
    keyPlaces: inLines(placesWithin(environment, allowSetsOf(profile).keys)),
    clusters: inLines(allowed.map(({ name }) => name)),
    barredClusters: inLines(barred.map(({ name }) => name)),
    targets: inLines([
      ...allowed.flatMap(({ gateway = [] }) => gateway),
      ...allowed.flatMap(({ name }) =>
        declaredNames(environment).flatMap((each) => each.declared.answers[name] ?? []),
      ),
    ]),
  };
}

export function clusterParameters(cluster: Cluster, environment: Environment): ClusterParameters {
  return {
    cluster: cluster.name,
    region: cluster.region,
    locations: inLines(locationsOf(cluster, environment)),
    links: inLines(linksOf(environment).filter(isAllowedFrom(cluster, environment)).flatMap(secretsOf)),
  };
}

/**
 * Where a cluster may keep backups, and whose it may read. A backup holds namespaces by the dozen, so every profile
 * counts under which something may be in it: a bucket that is declared nowhere may be anywhere.
 */
function locationsOf(cluster: Cluster, environment: Environment): string[] {
  const ofAll = environment.residency === undefined ? [] : [environment.residency];
  const profiled = profiledBackups(environment);
  const inBackups = (profiled.get(cluster.name) ?? []).flatMap(({ residency }) => residency ?? []);
  const may = ({ country }: ClusterBackups, profiles: readonly NamedProfile[]) =>
    profiles.every((each) => country !== undefined && isWithin(country, allowSetsOf(each).backups));
  const own = backupsOf(cluster, environment);
  const readable = readingRights(cluster, environment, profiled).filter(({ allowed }) => allowed);
  return [
    ...(own !== undefined && may(own, [...ofAll, ...inBackups]) ? [locationLine("ReadWrite", own)] : []),
    ...readable
      .filter(({ source }) => may(source, ofAll))
      .map(({ source }) => locationLine("ReadOnly", source)),
  ];
}

function locationLine(
  accessMode: string,
  { store, bucket, prefix, region, url = "-" }: ClusterBackups,
): string {
  return `${accessMode} ${store === "gcs" ? CLOUD_STORAGE : region} ${url} ${bucket}/${prefix}`;
}

/**
 * The links of a cluster; of those in an environment with a profile, the ones that stay within it. A workload's own
 * profile takes none away: a landing pad lets a peer see no more than endpoints, and no data (fleet/rights.ts).
 */
function isAllowedFrom({ name }: Cluster, { residency, clusters }: Environment): (link: Link) => boolean {
  return ({ from, to }) =>
    from === name &&
    (residency === undefined || clusters.some((each) => each.name === to && isAllowedOn(each, residency)));
}

function secretsOf(link: Link): string[] {
  const { namespace, name } = linkSecret(link);
  // Linkerd's destination controller has a copy of its own.
  const namespaces = link.kind === "linkerd" ? [namespace, LINKERD_NAMESPACE] : [namespace];
  return namespaces.map((each) => `${each}/${name} ${link.to} ${Buffer.from(link.to).toString("base64")}`);
}

function inLines(items: readonly string[]): string {
  return [...new Set(items)].sort(compare).join("\n");
}
