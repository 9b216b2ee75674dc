import { textAt, type Properties } from "../framework/properties.ts";
import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { arn, digits, partitionOf, uuid } from "./names.ts";
import { toBucket, toKey, toKeyId, toZone } from "./references.ts";

const text = (inputs: Properties, key: string) => textAt(inputs, key) ?? "";

/* Keys, logs, buckets and DNS. */

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

const zone: ResourceType = {
  global: true,
  id: () => `Z${uuid().replaceAll("-", "").slice(0, 20).toUpperCase()}`,
  immutable: ["name", "delegationSetId"],
  computed: {
    arn: ({ id }) => `arn:aws:route53:::hostedzone/${id}`,
    zoneId: (thing) => thing.id,
    nameServers: (thing) =>
      [0, 1, 2, 3].map((number) => `ns-${digits(thing, String(number), 4)}.awsdns.example`),
    primaryNameServer: (thing) => `ns-${digits(thing, "0", 4)}.awsdns.example`,
  },
  inUse: ({ id }) =>
    `HostedZoneNotEmpty: The specified hosted zone ${id} contains non-required resource record sets and so cannot be deleted.`,
};

const record: ResourceType = {
  global: true,
  immutable: ["zoneId", "name", "type", "setIdentifier"],
  id: ({ inputs }) => recordKey(inputs).replaceAll(" ", "_"),
  references: [toZone("zoneId")],
  unique: recordKey,
  taken: (inputs) =>
    `InvalidChangeBatch: Tried to create resource record set [name='${text(inputs, "name")}', type='${text(inputs, "type")}'] but it already exists`,
  computed: { fqdn: ({ inputs }) => text(inputs, "name") },
};

function recordKey(inputs: Properties): string {
  return ["zoneId", "name", "type", "setIdentifier"].flatMap((key) => textAt(inputs, key) ?? []).join(" ");
}

const healthCheck: ResourceType = {
  global: true,
  id: uuid,
  immutable: ["type", "requestInterval", "measureLatency", "referenceName"],
  computed: { arn: ({ id }) => `arn:aws:route53:::healthcheck/${id}` },
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
  "aws:route53/zone:Zone": zone,
  "aws:route53/record:Record": record,
  "aws:route53/healthCheck:HealthCheck": healthCheck,
};
