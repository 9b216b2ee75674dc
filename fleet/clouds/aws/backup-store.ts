import { keepDeletedDays } from "../../backup/keep-deleted.ts";
import type { Cluster, Environment, Region } from "../../fleet.ts";
import { cloudRegionOf } from "../region.ts";
import { isEks, placeOf } from "./names.ts";
import { accountKeyPolicy, policyText } from "./policies.ts";

/** A bucket for the backups of a region's clusters, and the key that it is sealed with. */
export interface BackupStorePlan {
  readonly bucket: string;
  readonly region: string;
  /** Of the key; roles name the key by it. */
  readonly alias: string;
  readonly keyPolicy: string;
  /** What nobody may do with the bucket: a policy in JSON. */
  readonly bucketPolicy: string;
  /** Days after which what was overwritten or deleted is gone. */
  readonly keepDeletedDays: number;
  /** As the clusters are: while one of them is protected. */
  readonly protect: boolean;
}

/** @returns `undefined` if the region has no cluster of EKS, or the declaration does not ask for a bucket to be made. */
export function planBackupStore(environment: Environment, region: Region): BackupStorePlan | undefined {
  const clusters = region.clusters.filter(isEks);
  const [cluster] = clusters;
  const { backup } = environment;
  if (cluster === undefined || backup === undefined || !Object.hasOwn(backup.locations, region.name))
    return undefined;
  const location = backup.locations[region.name];
  if (location?.create !== true) return undefined;
  const place = placeOf(cluster, environment);
  const arn = `arn:${place.partition}:s3:::${location.bucket}`;
  return {
    bucket: location.bucket,
    region: location.region ?? place.region,
    alias: aliasOf(location.bucket),
    keyPolicy: accountKeyPolicy(place),
    bucketPolicy: policyText({
      Sid: "InsecureTransport",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
    protect: clusters.some(({ provisioner }) => provisioner.deletionProtection),
    keepDeletedDays: keepDeletedDays(backup),
  };
}

/** A key that backups are sealed with, as a policy can name it. */
export type BackupKey =
  | { readonly arn: string }
  /** One that the program makes, of which only the alias is known beforehand. */
  | { readonly alias: string; readonly region: string };

/** The key of the bucket in which a cluster keeps its backups; `undefined` if it has none of its own. */
export function backupKeyOf(cluster: Cluster, { backup }: Environment): BackupKey | undefined {
  const location = backup?.locations[cluster.region];
  if (location === undefined) return undefined;
  if (location.kmsKeyId?.startsWith("arn:") === true) return { arn: location.kmsKeyId };
  if (location.create !== true) return undefined;
  return { alias: aliasOf(location.bucket), region: location.region ?? cloudRegionOf(cluster) };
}

function aliasOf(bucket: string): string {
  return `alias/${bucket}`;
}
