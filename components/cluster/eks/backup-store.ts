import * as aws from "../../sdk/aws.ts";
import * as pulumi from "../../sdk/pulumi.ts";
import type { BackupStorePlan } from "../../../fleet/clouds/aws/backup-store.ts";
import { createRegionalKey } from "./key.ts";

/** A bucket for the backups of a region: closed to the public, sealed with a key of its own, with older versions kept. */
export class BackupStore extends pulumi.ComponentResource {
  constructor(
    name: string,
    plan: BackupStorePlan,
    tags: Readonly<Record<string, string>>,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:cluster:BackupStore", name, {}, options);
    const { region } = plan;
    const guarded = { parent: this, protect: plan.protect };
    const description = `Backups in ${plan.bucket}`;
    const keyArgs = { region, alias: plan.alias, description, policy: plan.keyPolicy, tags };
    const key = createRegionalKey(name, keyArgs, guarded);
    const { id: bucket } = new aws.Bucket(
      name,
      { region, bucket: plan.bucket, forceDestroy: false, tags: { ...tags } },
      guarded,
    );
    const child = { parent: this };
    const closed = new aws.BucketPublicAccessBlock(
      name,
      {
        region,
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    new aws.BucketPolicy(
      name,
      { region, bucket, policy: plan.bucketPolicy },
      { parent: this, dependsOn: [closed] },
    );
    const versioned = new aws.BucketVersioning(
      name,
      { region, bucket, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    new aws.BucketServerSideEncryptionConfiguration(
      name,
      {
        region,
        bucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
            bucketKeyEnabled: true,
          },
        ],
      },
      child,
    );
    new aws.BucketLifecycleConfiguration(
      name,
      {
        region,
        bucket,
        rules: [
          {
            id: "deleted",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: plan.keepDeletedDays },
            expiration: { expiredObjectDeleteMarker: true },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      { parent: this, dependsOn: [versioned] },
    );
    this.registerOutputs({});
  }
}
