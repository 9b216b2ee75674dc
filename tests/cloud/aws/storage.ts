import { textAt, type Properties } from "../framework/properties.ts";
import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { arn, partitionOf, uuid } from "./names.ts";
import { toBucket, toKey, toKeyId } from "./references.ts";

const text = (inputs: Properties, key: string) => textAt(inputs, key) ?? "";

/* Keys, logs and buckets. */

const key: ResourceType = {
  id: uuid,
  immutable: ["multiRegion", "keyUsage", "customerMasterKeySpec", "customKeyStoreId"],
  computed: {
    arn: ({ place, id }) => arn(place, "kms", `key/${id}`),
    keyId: (thing) => thing.id,
  },
};

const alias: ResourceType = {
  autoName: "name",
  immutable: ["name"],
  id: ({ inputs }) => text(inputs, "name"),
  references: [toKeyId("targetKeyId", { foreign: (name) => name.startsWith("arn:") })],
  unique: (inputs) => textAt(inputs, "name"),
  taken: (inputs) => `AlreadyExistsException: An alias with the name ${text(inputs, "name")} already exists`,
  objection: ({ inputs }) =>
    text(inputs, "name").startsWith("alias/")
      ? undefined
      : 'InvalidAliasName: "name" must begin with "alias/"',
  computed: {
    arn: ({ place, id }) => arn(place, "kms", id),
    targetKeyArn: ({ place, inputs }) => arn(place, "kms", `key/${text(inputs, "targetKeyId")}`),
  },
};

const logGroup: ResourceType = {
  autoName: "name",
  immutable: ["name", "logGroupClass"],
  id: ({ inputs }) => text(inputs, "name"),
  references: [toKey("kmsKeyId")],
  unique: (inputs) => textAt(inputs, "name"),
  taken: () => "ResourceAlreadyExistsException: The specified log group already exists",
  computed: { arn: ({ place, id }) => arn(place, "logs", `log-group:${id}`) },
  // A cluster that writes logs makes its group anew, without asking (EKS, control plane logging).
  gone: (object, cloud) => {
    const writer = cloud
      .ofType("aws:eks/cluster:Cluster")
      .find(({ inputs, place }) => place.region === object.place.region && logGroupOf(inputs) === object.id);
    if (writer !== undefined) cloud.put({ ...object, madeBy: "cloud" });
  },
};

/** Where a cluster writes its logs, if it does. */
export function logGroupOf(cluster: Properties): string | undefined {
  const types = cluster.enabledClusterLogTypes;
  return Array.isArray(types) && types.length > 0 ? `/aws/eks/${text(cluster, "name")}/cluster` : undefined;
}

const bucket: ResourceType = {
  autoName: "bucket",
  immutable: ["bucket", "bucketPrefix", "objectLockEnabled"],
  id: ({ inputs }) => text(inputs, "bucket"),
  // Names of buckets are unique in the world, see `objection`.
  objection: ({ inputs, place }, cloud, before) => {
    if (before !== undefined) return undefined;
    const name = text(inputs, "bucket");
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
      return `InvalidBucketName: The specified bucket is not valid: ${name}`;
    const twin = cloud.find("aws:s3/bucket:Bucket", name);
    if (twin === undefined) return undefined;
    return twin.place.account === place.account
      ? "BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it."
      : "BucketAlreadyExists: The requested bucket name is not available.";
  },
  computed: {
    arn: ({ id, place }) => `arn:${partitionOf(place.region)}:s3:::${id}`,
    bucketDomainName: ({ id }) => `${id}.s3.amazonaws.com`,
    bucketRegionalDomainName: ({ id, place }) => `${id}.s3.${place.region}.amazonaws.com`,
    bucketRegion: ({ place }) => place.region,
  },
  objectionToDelete: ({ inputs, outputs }) => {
    if (inputs.forceDestroy === true || outputs.holdsObjects !== true) return undefined;
    return "BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all versions in the bucket.";
  },
};

/** A setting of a bucket: it goes with the bucket, and there is one of each kind. */
const bucketSetting: ResourceType = {
  immutable: ["bucket"],
  id: ({ inputs }) => text(inputs, "bucket"),
  references: [toBucket("bucket")],
};

export const STORAGE: ResourceTypes = {
  "aws:kms/key:Key": key,
  "aws:kms/alias:Alias": alias,
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketVersioning:BucketVersioning": bucketSetting,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketSetting,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketSetting,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting,
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": bucketSetting,
  "aws:s3/bucketPolicy:BucketPolicy": bucketSetting,
};
