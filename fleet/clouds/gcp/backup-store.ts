import { keepDeletedDays } from "../../backup/keep-deleted.ts";
import type { BackupLocation } from "../../declaration/platform-schema.ts";
import type { Environment, Region } from "../../fleet.ts";
import { storeOf } from "../../backup/locations.ts";
import { madeKey, type MadeKey } from "./key.ts";
import { isGke, placeOf, ringName, type GkeCluster } from "./names.ts";

/** A bucket of Cloud Storage for the backups of a region's clusters. */
export interface BackupStorePlan {
  readonly bucket: ReturnType<typeof planBucket>;
  /** What it is sealed with unless whoever writes says otherwise. */
  readonly key:
    | { readonly kind: "google" }
    | { readonly kind: "used"; readonly name: string }
    | ({ readonly kind: "made" } & MadeKey);
  /** As the clusters are: while one of them is protected. */
  readonly protect: boolean;
}

/**
 * Seconds for which a bucket and all in it can be had back after they are gone for good, on top of older versions: the
 * least that Cloud Storage takes, other than none (cloud.google.com/storage/docs/soft-delete).
 */
const SOFT_DELETE = 7 * 24 * 3600;

/** Days after which parts of an upload that was given up are gone. */
const UPLOAD_DAYS = 7;

/** @returns `undefined` if the region has no cluster that keeps backups in Cloud Storage, or no bucket is to be made. */
export function planBackupStore(environment: Environment, region: Region): BackupStorePlan | undefined {
  const clusters = region.clusters.filter(isGke).filter((each) => storeOf(each, environment) === "gcs");
  const [cluster] = clusters;
  const { backup } = environment;
  if (cluster === undefined || backup === undefined) return undefined;
  const location = backup.locations[region.name];
  if (location?.create !== true) return undefined;
  const labels = { fleet: environment.fleet, environment: environment.name, "managed-by": "archipelago" };
  const place = placeOf(cluster, environment);
  const where = location.region ?? place.region;
  return {
    bucket: planBucket(location.bucket, place.project, where, labels, keepDeletedDays(backup)),
    key: planStoreKey(clusters, location, where, labels),
    protect: clusters.some(({ provisioner }) => provisioner.deletionProtection),
  };
}

function planBucket(
  name: string,
  project: string,
  location: string,
  labels: Readonly<Record<string, string>>,
  keepDeleted: number,
) {
  return {
    name,
    project,
    // Of the bucket, and of all in it: a region, and never one of the places that are several.
    location: location.toUpperCase(),
    labels,
    storageClass: "STANDARD",
    // Rights by folder are conditions, which want this.
    uniformBucketLevelAccess: true,
    publicAccessPrevention: "enforced",
    forceDestroy: false,
    versioning: { enabled: true },
    softDeletePolicy: { retentionDurationSeconds: SOFT_DELETE },
    lifecycleRules: [
      {
        action: { type: "Delete" },
        condition: { daysSinceNoncurrentTime: keepDeleted, withState: "ARCHIVED" },
      },
      { action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: UPLOAD_DAYS } },
    ],
  };
}

/** As the clusters have it: where the keys are their owner's, so is that of the backups. It lies where the bucket does. */
function planStoreKey(
  clusters: readonly GkeCluster[],
  { bucket, kmsKeyId }: BackupLocation,
  location: string,
  labels: Readonly<Record<string, string>>,
): BackupStorePlan["key"] {
  if (kmsKeyId !== undefined) return { kind: "used", name: kmsKeyId };
  const used = clusters.flatMap(({ provisioner }) => provisioner.use.key ?? []);
  if (used[0] !== undefined) return { kind: "used", name: used[0] };
  const first = clusters.find(({ provisioner }) => provisioner.key === "made");
  if (first === undefined) return { kind: "google" };
  const ring = { name: ringName(bucket), location };
  return { kind: "made", ...madeKey(first.provisioner.project, ring, "backups", labels) };
}
