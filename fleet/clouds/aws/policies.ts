import type { Dns } from "../../declaration/dns-schema.ts";
import { servicePrincipal, type EksPlace } from "./names.ts";

/** One statement of a policy of IAM, in its own words. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Readonly<Record<string, string>> | "*";
  readonly Action: readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The text of a policy, the same for the same statements. */
export function policyText(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** What the control plane may be: EKS. Auto Mode tags the sessions that it makes nodes with. */
export function clusterTrust(): string {
  return policyText({
    Effect: "Allow",
    Principal: { Service: "eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
  });
}

export function nodeTrust(place: EksPlace): string {
  return policyText({
    Effect: "Allow",
    Principal: { Service: servicePrincipal("ec2", place) },
    Action: ["sts:AssumeRole"],
  });
}

/** Roles of pods are for the pods of this cluster alone, whatever else is in the account. */
export function podTrust({ partition, region, account, name }: EksPlace): string {
  return policyText({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:SourceAccount": account,
        "aws:SourceArn": `arn:${partition}:eks:${region}:${account}:cluster/${name}`,
      },
    },
  });
}

/**
 * The account administers the key, by its own policies; and the logs of the cluster are sealed with it (AWS, CloudWatch
 * Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS").
 */
export function clusterKeyPolicy(place: EksPlace, logGroup: string): string {
  const { partition, region, account } = place;
  return policyText(
    {
      Sid: "Account",
      Effect: "Allow",
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: ["kms:*"],
      Resource: "*",
    },
    {
      Sid: "Logs",
      Effect: "Allow",
      Principal: { Service: servicePrincipal("logs", place) },
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      Resource: "*",
      Condition: {
        ArnEquals: {
          "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:${logGroup}`,
        },
      },
    },
  );
}

/** What the account does with a key of backups. */
export function accountKeyPolicy({ partition, account }: Pick<EksPlace, "partition" | "account">): string {
  return policyText({
    Sid: "Account",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: ["kms:*"],
    Resource: "*",
  });
}

/**
 * What the control plane does with the key of the cluster's Secrets (AWS, EKS User Guide, "Encrypt Kubernetes secrets
 * with KMS").
 */
export function envelopePolicy(key: string): Statement {
  return {
    Effect: "Allow",
    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"],
    Resource: key,
  };
}

/**
 * external-dns (kubernetes-sigs/external-dns, docs/tutorials/aws.md): it changes the records under its own domain and no
 * others; in one hosted zone, if the declaration names it.
 */
export function externalDnsPolicy(
  { partition }: Pick<EksPlace, "partition">,
  { zone, hosting }: Pick<Dns, "zone" | "hosting">,
): string {
  return policyText(
    {
      Sid: "Records",
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets"],
      Resource: `arn:${partition}:route53:::hostedzone/${hosting?.zoneId ?? "*"}`,
      Condition: {
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": [zone, `*.${zone}`],
        },
      },
    },
    {
      Sid: "Read",
      Effect: "Allow",
      Action: ["route53:ListHostedZones", "route53:ListResourceRecordSets", "route53:ListTagsForResources"],
      Resource: "*",
    },
  );
}
