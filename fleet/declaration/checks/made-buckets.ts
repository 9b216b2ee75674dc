import { storeOf } from "../../backup/locations.ts";
import { cloudRegionOf } from "../../clouds/region.ts";
import { isEks } from "../../clouds/aws/names.ts";
import { isGke, placeOf } from "../../clouds/gcp/names.ts";
import type { Environment, Region } from "../../fleet.ts";
import { gcpPlace, gcpRegions } from "../../places/gcp.ts";
import { suggest } from "../nearest.ts";
import type { Backup, BackupLocation } from "../platform-schema.ts";
import type { PathProblem } from "../problem.ts";

/** What a region's location asks for can be made, and what is in Cloud Storage is where that is. Paths start in the location. */
export function checkBuckets(
  location: BackupLocation,
  region: Region,
  backup: Backup,
  environment: Environment,
): PathProblem[] {
  const inCloudStorage = region.clusters.some((each) => storeOf(each, environment) === "gcs");
  return [
    ...(location.create === true ? checkMade(location, region, backup) : []),
    ...(inCloudStorage
      ? [...checkRegion(location, region, environment), ...checkKey(location, region, environment)]
      : checkArn(location, region)),
  ];
}

/** A bucket is made in the cloud of the clusters, which are in one. */
function checkMade({ bucket, url }: BackupLocation, region: Region, { credentials }: Backup): PathProblem[] {
  const at = ["create"];
  const eks = region.clusters.some(isEks);
  const gke = region.clusters.some((cluster) => isGke(cluster) && !cluster.provisioner.adopt);
  if (!eks && !gke) {
    // A region may have lost its last cluster, and its bucket with it.
    if (region.clusters.length === 0) return [];
    const message = `region ${region.name} has no cluster of kind eks or gke that the bucket could be made beside`;
    return [{ path: at, message, hint: "make the bucket by other means, and leave create out" }];
  }
  if (eks && gke) {
    const message = `region ${region.name} has clusters in two clouds, and a bucket is in one`;
    return [{ path: at, message, hint: "declare a region for each cloud" }];
  }
  if (eks) return [];
  const problems: PathProblem[] = [];
  if (credentials === "secret" || url !== undefined) {
    const message = "a bucket of Cloud Storage is reached with the identity of the cloud";
    problems.push({ path: at, message, hint: "expected credentials: identity, and no url" });
  }
  // cloud.google.com/storage/docs/buckets, "Bucket naming requirements".
  if (!/^(?!goog)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/.test(bucket)) {
    const message = `"${bucket}" is no name of a bucket that Cloud Storage makes: expected 3 to 63 lower-case letters, digits, - and _`;
    problems.push({ path: ["bucket"], message });
  }
  return problems;
}

/** Regions are Google's; the declaration may call them otherwise. */
function checkRegion(location: BackupLocation, region: Region, environment: Environment): PathProblem[] {
  const said = location.region;
  if (said === undefined || gcpPlace(said, "storage")?.kind === "region") return [];
  const message = `Google Cloud has no region "${said}", and backups of ${namesOf(region, environment)} are in Cloud Storage`;
  const names = gcpRegions().map(({ name }) => name);
  return [{ path: ["region"], message, hint: suggest(said, names) }];
}

/** A bucket can only be sealed with a key that is where it is (cloud.google.com/storage/docs/encryption/customer-managed-keys). */
function checkKey(
  { region: said, kmsKeyId, create }: BackupLocation,
  region: Region,
  environment: Environment,
): PathProblem[] {
  const clusters = region.clusters.filter(isGke);
  const [first] = clusters;
  if (first === undefined) return [];
  const where = said ?? placeOf(first, environment).region;
  if (kmsKeyId !== undefined) {
    const [, place] =
      /^projects\/[^/]+\/locations\/([^/]+)\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/.exec(kmsKeyId) ?? [];
    if (place === where) return [];
    const message =
      place === undefined
        ? `"${kmsKeyId}" is not the full name of a key of Cloud KMS`
        : `the key is in ${place}, and the bucket in ${where}`;
    return [
      { path: ["kmsKeyId"], message, hint: `expected projects/…/locations/${where}/keyRings/…/cryptoKeys/…` },
    ];
  }
  const used = clusters.flatMap(({ provisioner }) => provisioner.use.key ?? [])[0];
  if (create !== true || used === undefined || used.split("/")[3] === where) return [];
  const message = `the key of its clusters is in ${used.split("/")[3] ?? ""}, and the bucket in ${where}`;
  return [{ path: ["create"], message, hint: "name a key of the bucket's region with kmsKeyId" }];
}

/**
 * S3 seals objects with a key of the bucket's own region (docs.aws.amazon.com/AmazonS3, "Using server-side encryption
 * with AWS KMS keys"). An alias or an id is looked up there; only a full name can say another.
 */
function checkArn({ region: said, kmsKeyId = "" }: BackupLocation, region: Region): PathProblem[] {
  const [, place] = /^arn:aws[a-z-]*:kms:([^:]+):/.exec(kmsKeyId) ?? [];
  const [first] = region.clusters;
  const where = said ?? (first === undefined ? region.name : cloudRegionOf(first));
  if (place === undefined || place === where) return [];
  const message = `the key is in ${place}, and the bucket in ${where}`;
  return [
    {
      path: ["kmsKeyId"],
      message,
      hint: `expected arn:aws:kms:${where}:…, or an alias, which is of the bucket's region`,
    },
  ];
}

function namesOf({ clusters }: Region, environment: Environment): string {
  return clusters
    .filter((each) => storeOf(each, environment) === "gcs")
    .map(({ name }) => name)
    .join(", ");
}
