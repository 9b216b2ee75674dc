import type { BackupLocation } from "../declaration/platform-schema.ts";
import { veleroAccount } from "../clouds/gcp/system-accounts.ts";
import { cloudRegionOf } from "../clouds/region.ts";
import { compare, type Cluster, type Environment, type Workload } from "../fleet.ts";
import { isWithin } from "../jurisdictions.ts";
import { allowSetsOf } from "../residency/concerns.ts";
import type { NamedProfile } from "../residency/profile.ts";
import { profiledBackups } from "./contents.ts";

/** What a bucket is in: S3, or what speaks as it does; or Cloud Storage. */
export type Store = "s3" | "gcs";

/** The place in a bucket where one cluster keeps its backups. */
export interface ClusterBackups {
  /** Name of the cluster whose backups they are; on every cluster the location is called by it. */
  readonly cluster: string;
  readonly store: Store;
  readonly bucket: string;
  /** Folder in the bucket that belongs to the cluster alone. */
  readonly prefix: string;
  /** Region of the bucket. */
  readonly region: string;
  /** Country of the bucket, where it is known: declared, or that of the region if the environment has it. */
  readonly country: string | undefined;
  /** S3 endpoint; `undefined`: AWS's own. */
  readonly url: string | undefined;
  readonly kmsKeyId: string | undefined;
}

/** Whether one cluster may read, and so restore, the backups of another, and why. */
export interface ReadingRight {
  readonly source: ClusterBackups;
  readonly allowed: boolean;
  readonly explanation: string;
}

/**
 * Where a cluster keeps its backups; `undefined` if there are none, or no bucket is declared for its region. A
 * simulated cluster runs no Velero, so it is given a name that stands for a bucket; for any other the declaration has
 * to name one, since names of buckets are worldwide, and a name that is made up may be somebody else's.
 */
export function backupsOf(cluster: Cluster, environment: Environment): ClusterBackups | undefined {
  const location = locationFor(cluster, environment);
  if (location === undefined) return undefined;
  const region = location.region ?? cloudRegionOf(cluster);
  return {
    cluster: cluster.name,
    store: storeOf(cluster, environment),
    bucket: location.bucket,
    prefix: location.prefix === undefined ? cluster.name : `${location.prefix}/${cluster.name}`,
    region,
    country: location.country ?? countryOf(location.region ?? cluster.region, environment),
    url: location.url,
    kmsKeyId: location.kmsKeyId,
  };
}

/** Where a cluster can keep backups: a cluster of GKE is somebody in Google Cloud, and nobody in AWS. */
export function storeOf(cluster: Cluster, environment: Environment): Store {
  return veleroAccount(cluster, environment) === undefined ? "s3" : "gcs";
}

function countryOf(region: string, { regions }: Environment): string | undefined {
  return regions.find(({ name }) => name === region)?.country;
}

/**
 * The backups of the other clusters, those that are gone for good included, with the right of this one to read them:
 * it has it if every workload with a residency profile that may be in them may fail over to this cluster's country, and
 * the environment's own profile lets everything do so; and if its identity is good for the cloud that they are in.
 */
export function readingRights(
  reader: Cluster,
  environment: Environment,
  profiled = profiledBackups(environment),
): ReadingRight[] {
  const others = [...environment.clusters, ...environment.tombstoned]
    .filter(({ name }) => name !== reader.name)
    .sort((a, b) => compare(a.name, b.name));
  const store = storeOf(reader, environment);
  return others.flatMap((other) => {
    const source = backupsOf(other, environment);
    if (source === undefined) return [];
    const barred = confined(environment, profiled.get(other.name) ?? []).filter(
      ({ profile }) => !isWithin(reader.country, allowSetsOf(profile).failover),
    );
    const explanation = explain(reader, other, barred);
    if (barred.length > 0 || source.store === store)
      return [{ source, allowed: barred.length === 0, explanation }];
    const where = `they are in ${STORE_NAMES[source.store]}, and its identity is good for ${STORE_NAMES[store]}`;
    const abroad = `${reader.name} does not read the backups of ${other.name}: ${where}`;
    return [{ source, allowed: false, explanation: abroad }];
  });
}

const STORE_NAMES: Readonly<Record<Store, string>> = { s3: "S3", gcs: "Cloud Storage" };

function locationFor(
  { region, simulated }: Cluster,
  { backup, fleet, name }: Environment,
): BackupLocation | undefined {
  if (backup === undefined) return undefined;
  if (Object.hasOwn(backup.locations, region)) return backup.locations[region];
  return simulated ? { bucket: `${fleet}-${name}-${region}-backups` } : undefined;
}

/** What may be in the backups of a cluster and has a profile that says where it may move to. */
interface Confined {
  readonly what: string;
  readonly profile: NamedProfile;
}

function confined({ name, residency }: Environment, workloads: readonly Workload[]): Confined[] {
  const whole = residency === undefined ? [] : [{ what: `environment ${name}`, profile: residency }];
  const own = workloads.flatMap(({ name: what, residency: profile }) =>
    profile === undefined ? [] : [{ what, profile }],
  );
  return [...whole, ...own];
}

function explain({ name, country }: Cluster, source: Cluster, barred: readonly Confined[]): string {
  const what = `the backups of ${source.name}`;
  if (barred.length === 0)
    return `${name} reads ${what}: all that may be in them may fail over to ${country}`;
  const rules = barred.map(({ what: confined, profile }) => {
    return `${confined} may fail over to [${allowSetsOf(profile).failover.join(", ")}]`;
  });
  return `${name} does not read ${what}: ${rules.join(", ")}, and not to ${country}`;
}
