import type { Cluster, Environment } from "../../fleet.ts";
import type { Eks } from "../../declaration/provisioners/eks.ts";
import { clusterFullName } from "../../names.ts";
import { awsPlace } from "../../places/aws.ts";
import { cloudRegionOf } from "../region.ts";

/** A cluster of EKS, with what it declares. */
export interface EksCluster extends Cluster {
  readonly provisioner: Eks;
}

export function isEks(cluster: Cluster): cluster is EksCluster {
  return cluster.provisioner.kind === "eks";
}

/** Where a cluster of EKS stands and what it is called there. */
export interface EksPlace {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  /** As ARNs write it: aws, aws-cn, aws-us-gov, aws-eusc. */
  readonly partition: string;
}

export function placeOf(
  cluster: Pick<EksCluster, "name" | "region" | "provisioner">,
  { fleet, name: environment }: Pick<Environment, "fleet" | "name">,
): EksPlace {
  const { name, provisioner } = cluster;
  const region = cloudRegionOf(cluster);
  return {
    name: provisioner.name ?? clusterFullName(fleet, environment, name),
    region,
    account: provisioner.account,
    partition: awsPlace(region)?.partition ?? "aws",
  };
}

/** Longest name of an IAM role (AWS, "IAM and AWS STS quotas"). */
export const ROLE_NAME_LIMIT = 64;

/**
 * Roles that are made for a cluster; the name of each is `<cluster>-<role>`. The same in every run: a second cluster
 * of the name collides with the first instead of standing beside it.
 */
export const ROLES = ["cluster", "node", "vpc-cni", "ebs-csi", "velero", "external-dns"] as const;
export type RoleName = (typeof ROLES)[number];

export function roleNameOf({ name }: Pick<EksPlace, "name">, role: RoleName): string {
  return `${name}-${role}`;
}

export function roleArnOf(place: EksPlace, role: RoleName): string {
  return `arn:${place.partition}:iam::${place.account}:role/${roleNameOf(place, role)}`;
}

/** Domain of the services of a partition, as principals of services are spelled. */
export function servicePrincipal(service: "ec2" | "logs", { partition, region }: EksPlace): string {
  const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return service === "logs" ? `logs.${region}.${domain}` : `ec2.${domain}`;
}
