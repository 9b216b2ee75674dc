import type { ClusterBackups } from "../../backup/locations.ts";
import type { BackupKey } from "./backup-store.ts";
import type { EksPlace } from "./names.ts";
import { policyText, type Statement } from "./policies.ts";

/**
 * Velero (vmware-tanzu/velero-plugin-for-aws, README.md, "Set permissions"): snapshots of volumes, its own folder in a
 * bucket, and to read the folders of the peers that let it.
 */
export function veleroPolicy(
  place: EksPlace,
  own: ClusterBackups | undefined,
  readable: readonly ClusterBackups[],
  keys: readonly BackupKey[],
): string {
  const all = [...(own === undefined ? [] : [own]), ...readable];
  return policyText(
    ...snapshots(place),
    ...all.map((each) => listing(place, each)),
    ...(own === undefined ? [] : [writing(place, own)]),
    ...(readable.length === 0 ? [] : [reading(place, readable), filing(place, readable)]),
    ...[...new Map(keys.map((key) => [JSON.stringify(key), key])).values()].map((key) =>
      unsealing(place, key),
    ),
  );
}

function snapshots({ partition, region, account }: EksPlace): Statement[] {
  return [
    {
      Effect: "Allow",
      Action: ["ec2:DescribeVolumes", "ec2:DescribeSnapshots"],
      Resource: "*",
    },
    {
      Effect: "Allow",
      Action: ["ec2:CreateTags", "ec2:CreateVolume", "ec2:CreateSnapshot", "ec2:DeleteSnapshot"],
      Resource: [
        `arn:${partition}:ec2:${region}:${account}:volume/*`,
        `arn:${partition}:ec2:${region}::snapshot/*`,
      ],
    },
  ];
}

function listing({ partition }: EksPlace, { bucket, prefix }: ClusterBackups): Statement {
  return {
    Effect: "Allow",
    Action: ["s3:ListBucket"],
    Resource: `arn:${partition}:s3:::${bucket}`,
    Condition: { StringLike: { "s3:prefix": [prefix, `${prefix}/*`] } },
  };
}

function writing(place: EksPlace, own: ClusterBackups): Statement {
  return {
    Effect: "Allow",
    Action: [
      "s3:GetObject",
      "s3:PutObject",
      "s3:DeleteObject",
      "s3:PutObjectTagging",
      "s3:AbortMultipartUpload",
      "s3:ListMultipartUploadParts",
    ],
    Resource: folder(place, own),
  };
}

function reading(place: EksPlace, readable: readonly ClusterBackups[]): Statement {
  return {
    Effect: "Allow",
    Action: ["s3:GetObject"],
    Resource: readable.map((each) => folder(place, each)),
  };
}

/**
 * Velero writes what a restore has done beside the backup, and a restore that may not never ends (velero 1.18,
 * pkg/controller/restore_finalizer_controller.go). No right to the backups themselves.
 */
function filing({ partition }: EksPlace, readable: readonly ClusterBackups[]): Statement {
  return {
    Effect: "Allow",
    Action: ["s3:PutObject", "s3:PutObjectTagging"],
    Resource: readable.map(({ bucket, prefix }) => `arn:${partition}:s3:::${bucket}/${prefix}/restores/*`),
  };
}

function unsealing({ partition, account }: EksPlace, key: BackupKey): Statement {
  const use: Pick<Statement, "Effect" | "Action"> = {
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
  };
  if ("arn" in key) return { ...use, Resource: key.arn };
  return {
    ...use,
    Resource: `arn:${partition}:kms:${key.region}:${account}:key/*`,
    Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": key.alias } },
  };
}

function folder({ partition }: EksPlace, { bucket, prefix }: ClusterBackups): string {
  return `arn:${partition}:s3:::${bucket}/${prefix}/*`;
}
