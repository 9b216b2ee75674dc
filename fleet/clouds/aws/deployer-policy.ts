import type { Environment } from "../../fleet.ts";
import { isEks, placeOf, type EksCluster, type EksPlace } from "./names.ts";
import { planBackupStore } from "./backup-store.ts";
import { ANYWHERE, PERMISSIONS, SERVICE_LINKED, type Permissions } from "./permissions.ts";
import type { Statement } from "./policies.ts";

/** A policy of IAM, as AWS takes it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/**
 * What the role that deploys the clusters of EKS of an environment has to be allowed, by the names that these clusters
 * and what belongs to them have. What has no name of the fleet's, such as a subnet, is allowed in their regions.
 *
 * @returns `undefined` if the environment has no cluster of EKS.
 */
export function deployerPolicy(environment: Environment): PolicyDocument | undefined {
  const clusters = environment.clusters.filter(isEks);
  const places = clusters.map((cluster) => placeOf(cluster, environment));
  const [first] = places;
  if (first === undefined) return undefined;
  const resources = resourcesOf(environment, clusters, places);
  const statements = [...Map.groupBy(Object.values(PERMISSIONS), ({ on }) => on)].flatMap(
    ([on, permissions]): Statement[] => {
      const Resource = resources[on];
      if (Resource.length === 0) return [];
      // Which roles it may hand on is said by itself.
      const Action = unique(permissions.flatMap(({ actions }) => actions)).filter(
        (action) => action !== "iam:PassRole",
      );
      return [
        { Sid: sidOf(on), Effect: "Allow", Action, Resource, ...(on === "region" ? inRegions(places) : {}) },
      ];
    },
  );
  return {
    Version: "2012-10-17",
    Statement: [
      ...statements,
      handOn(resources.role),
      serviceLinked(first),
      { Sid: "Anywhere", Effect: "Allow", Action: [...ANYWHERE], Resource: "*" },
    ],
  };
}

type Resources = Readonly<Record<Permissions["on"], readonly string[]>>;

function resourcesOf(
  environment: Environment,
  clusters: readonly EksCluster[],
  places: readonly EksPlace[],
): Resources {
  const arns = (arn: (place: EksPlace) => readonly string[]) => unique(places.flatMap(arn));
  const used = clusters.flatMap(({ provisioner: { use } }) =>
    [use.clusterRole, use.nodeRole].flatMap((role) => role ?? []),
  );
  const buckets = environment.regions.flatMap((region) => planBackupStore(environment, region)?.bucket ?? []);
  const [{ partition } = { partition: "aws" }] = places;
  return {
    cluster: arns(({ partition, region, account, name }) =>
      ["cluster", "nodegroup", "addon", "access-entry", "podidentityassociation"].map(
        (kind) =>
          `arn:${partition}:eks:${region}:${account}:${kind}/${name}${kind === "cluster" ? "" : "/*"}`,
      ),
    ),
    role: unique([
      ...arns(({ partition, account, name }) => [`arn:${partition}:iam::${account}:role/${name}-*`]),
      ...used,
    ]),
    bucket: unique(buckets.map((bucket) => `arn:${partition}:s3:::${bucket}`)),
    "log group": arns(({ partition, region, account, name }) => [
      `arn:${partition}:logs:${region}:${account}:log-group:/aws/eks/${name}/cluster*`,
    ]),
    region: ["*"],
  };
}

function inRegions(places: readonly EksPlace[]): Pick<Statement, "Condition"> {
  return {
    Condition: { StringEquals: { "aws:RequestedRegion": unique(places.map(({ region }) => region)) } },
  };
}

/** Roles are handed on to the services that they are for, and to no others. */
function handOn(roles: readonly string[]): Statement {
  const services = [
    "eks.amazonaws.com",
    "ec2.amazonaws.com",
    "ec2.amazonaws.com.cn",
    "pods.eks.amazonaws.com",
  ];
  return {
    Sid: "HandOn",
    Effect: "Allow",
    Action: ["iam:PassRole"],
    Resource: roles,
    Condition: { StringEquals: { "iam:PassedToService": services } },
  };
}

function serviceLinked({ partition, account }: EksPlace): Statement {
  return {
    Sid: "ServiceLinked",
    Effect: "Allow",
    Action: ["iam:CreateServiceLinkedRole"],
    Resource: `arn:${partition}:iam::${account}:role/aws-service-role/*`,
    Condition: { StringEquals: { "iam:AWSServiceName": SERVICE_LINKED } },
  };
}

/** Letters and digits only. */
function sidOf(on: string): string {
  return on.replace(/(^| )([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
