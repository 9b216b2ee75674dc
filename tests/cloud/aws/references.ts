import type { Reference } from "../framework/resource-type.ts";

/* What resources of AWS name one another by, and what AWS says if there is nothing of that name. */

type Options = Pick<Reference, "loose" | "by" | "foreign">;

function reference(to: string, missing: Reference["missing"], defaults: Options = {}) {
  return (path: string, options: Options = {}): Reference => ({
    path,
    to: [to],
    missing,
    ...defaults,
    ...options,
  });
}

export const toVpc = reference(
  "aws:ec2/vpc:Vpc",
  (id) => `InvalidVpcID.NotFound: The vpc ID '${id}' does not exist`,
);
export const toSubnet = reference(
  "aws:ec2/subnet:Subnet",
  (id) => `InvalidSubnetID.NotFound: The subnet ID '${id}' does not exist`,
);
export const toSecurityGroup = reference(
  "aws:ec2/securityGroup:SecurityGroup",
  (id) => `InvalidGroup.NotFound: The security group '${id}' does not exist`,
  // Those that a VPC and a cluster bring along.
  { foreign: (id) => id.startsWith("sg-1") },
);
export const toGateway = reference(
  "aws:ec2/internetGateway:InternetGateway",
  (id) => `InvalidInternetGatewayID.NotFound: The internetGateway ID '${id}' does not exist`,
);
export const toNatGateway = reference(
  "aws:ec2/natGateway:NatGateway",
  (id) => `InvalidNatGatewayID.NotFound: The natGateway ID '${id}' does not exist`,
);
export const toEip = reference(
  "aws:ec2/eip:Eip",
  (id) => `InvalidAllocationID.NotFound: The allocation ID '${id}' does not exist`,
);
export const toRouteTable = reference(
  "aws:ec2/routeTable:RouteTable",
  (id) => `InvalidRouteTableID.NotFound: The routeTable ID '${id}' does not exist`,
);
export const toLaunchTemplate = reference(
  "aws:ec2/launchTemplate:LaunchTemplate",
  (id) =>
    `InvalidLaunchTemplateId.NotFound: The specified launch template, with template ID ${id}, does not exist.`,
  { loose: true },
);
export const toRole = reference(
  "aws:iam/role:Role",
  (name) => `NoSuchEntity: The role with name ${name} cannot be found.`,
  { by: "name" },
);
export const toRoleArn = reference(
  "aws:iam/role:Role",
  (name) => `InvalidParameterException: The role with ARN ${name} does not exist or cannot be assumed.`,
  // IAM lets a role go that is in use.
  { by: "arn", loose: true, foreign: (name) => name.includes(":role/aws-service-role/") },
);
export const toPolicy = reference(
  "aws:iam/policy:Policy",
  (name) => `NoSuchEntity: Policy ${name} does not exist or is not attachable.`,
  { by: "arn", foreign: (name) => /^arn:[\w-]+:iam::aws:policy\//.test(name) },
);
export const toKey = reference(
  "aws:kms/key:Key",
  (name) => `NotFoundException: Key '${name}' does not exist`,
  // A key can be scheduled for deletion while it is in use.
  { by: "arn", loose: true },
);
export const toKeyId = reference("aws:kms/key:Key", (id) => `NotFoundException: Key '${id}' does not exist`, {
  loose: true,
});
export const toCluster = reference(
  "aws:eks/cluster:Cluster",
  (name) => `ResourceNotFoundException: No cluster found for name: ${name}.`,
  { loose: true },
);
export const toBucket = reference(
  "aws:s3/bucket:Bucket",
  (name) => `NoSuchBucket: The specified bucket does not exist: ${name}`,
  { loose: true },
);
export const toZone = reference(
  "aws:route53/zone:Zone",
  (id) => `NoSuchHostedZone: No hosted zone found with ID: ${id}`,
);
