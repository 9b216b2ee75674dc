/** What a role has to be allowed in order to make, change and delete one kind of resource. */
export interface Permissions {
  /** Allowed on what bears the fleet's names; see deployer-policy.ts. */
  readonly on: "cluster" | "role" | "bucket" | "log group" | "region";
  readonly actions: readonly string[];
}

const TAGS = ["ec2:CreateTags", "ec2:DeleteTags"];

/**
 * The calls behind each resource that the program makes, by type: to make, read, change and delete it. From the APIs that
 * the resources stand for (AWS, Service Authorization Reference), by knowledge of them in November 2026: no account was
 * there to try them in.
 */
export const PERMISSIONS: Readonly<Record<string, Permissions>> = {
  "aws:cloudwatch/logGroup:LogGroup": {
    on: "log group",
    actions: [
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:ListTagsForResource",
      "logs:TagResource",
      "logs:UntagResource",
      "logs:PutRetentionPolicy",
      "logs:DeleteRetentionPolicy",
      "logs:AssociateKmsKey",
      "logs:DisassociateKmsKey",
    ],
  },
  "aws:ec2/eip:Eip": {
    on: "region",
    actions: [
      "ec2:AllocateAddress",
      "ec2:ReleaseAddress",
      "ec2:DisassociateAddress",
      "ec2:DescribeAddresses",
      "ec2:DescribeAddressesAttribute",
      ...TAGS,
    ],
  },
  "aws:ec2/internetGateway:InternetGateway": {
    on: "region",
    actions: [
      "ec2:CreateInternetGateway",
      "ec2:AttachInternetGateway",
      "ec2:DetachInternetGateway",
      "ec2:DeleteInternetGateway",
      "ec2:DescribeInternetGateways",
      ...TAGS,
    ],
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    on: "region",
    actions: [
      "ec2:CreateLaunchTemplate",
      "ec2:CreateLaunchTemplateVersion",
      "ec2:ModifyLaunchTemplate",
      "ec2:DeleteLaunchTemplate",
      "ec2:DescribeLaunchTemplates",
      "ec2:DescribeLaunchTemplateVersions",
      // EKS tries with the caller's rights whether machines can be made from it.
      "ec2:RunInstances",
      ...TAGS,
    ],
  },
  "aws:ec2/natGateway:NatGateway": {
    on: "region",
    actions: ["ec2:CreateNatGateway", "ec2:DeleteNatGateway", "ec2:DescribeNatGateways", ...TAGS],
  },
  "aws:ec2/route:Route": {
    on: "region",
    actions: ["ec2:CreateRoute", "ec2:ReplaceRoute", "ec2:DeleteRoute", "ec2:DescribeRouteTables"],
  },
  "aws:ec2/routeTable:RouteTable": {
    on: "region",
    actions: ["ec2:CreateRouteTable", "ec2:DeleteRouteTable", "ec2:DescribeRouteTables", ...TAGS],
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    on: "region",
    actions: [
      "ec2:AssociateRouteTable",
      "ec2:ReplaceRouteTableAssociation",
      "ec2:DisassociateRouteTable",
      "ec2:DescribeRouteTables",
    ],
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    on: "region",
    actions: [
      "ec2:CreateSecurityGroup",
      "ec2:DeleteSecurityGroup",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeNetworkInterfaces",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:RevokeSecurityGroupIngress",
      "ec2:RevokeSecurityGroupEgress",
      ...TAGS,
    ],
  },
  "aws:ec2/subnet:Subnet": {
    on: "region",
    actions: [
      "ec2:CreateSubnet",
      "ec2:ModifySubnetAttribute",
      "ec2:DeleteSubnet",
      "ec2:DescribeSubnets",
      "ec2:DescribeNetworkInterfaces",
      ...TAGS,
    ],
  },
  "aws:ec2/vpc:Vpc": {
    on: "region",
    actions: [
      "ec2:CreateVpc",
      "ec2:ModifyVpcAttribute",
      "ec2:DeleteVpc",
      "ec2:DescribeVpcs",
      "ec2:DescribeVpcAttribute",
      "ec2:DescribeNetworkAcls",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      ...TAGS,
    ],
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    on: "region",
    actions: [
      "ec2:CreateVpcEndpoint",
      "ec2:ModifyVpcEndpoint",
      "ec2:DeleteVpcEndpoints",
      "ec2:DescribeVpcEndpoints",
      "ec2:DescribeVpcEndpointServices",
      "ec2:DescribePrefixLists",
      ...TAGS,
    ],
  },
  "aws:eks/accessEntry:AccessEntry": {
    on: "cluster",
    actions: [
      "eks:CreateAccessEntry",
      "eks:DescribeAccessEntry",
      "eks:UpdateAccessEntry",
      "eks:DeleteAccessEntry",
      "eks:TagResource",
      "eks:UntagResource",
    ],
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    on: "cluster",
    actions: [
      "eks:AssociateAccessPolicy",
      "eks:ListAssociatedAccessPolicies",
      "eks:DisassociateAccessPolicy",
    ],
  },
  "aws:eks/addon:Addon": {
    on: "cluster",
    actions: [
      "eks:CreateAddon",
      "eks:DescribeAddon",
      "eks:UpdateAddon",
      "eks:DeleteAddon",
      "eks:DescribeUpdate",
      "eks:CreatePodIdentityAssociation",
      "eks:DescribePodIdentityAssociation",
      "eks:UpdatePodIdentityAssociation",
      "eks:DeletePodIdentityAssociation",
      "eks:TagResource",
      "eks:UntagResource",
      "iam:PassRole",
      "iam:GetRole",
    ],
  },
  "aws:eks/cluster:Cluster": {
    on: "cluster",
    actions: [
      "eks:CreateCluster",
      "eks:DescribeCluster",
      "eks:UpdateClusterConfig",
      "eks:UpdateClusterVersion",
      "eks:DeleteCluster",
      "eks:DescribeUpdate",
      "eks:AssociateEncryptionConfig",
      "eks:TagResource",
      "eks:UntagResource",
      "iam:PassRole",
    ],
  },
  "aws:eks/nodeGroup:NodeGroup": {
    on: "cluster",
    actions: [
      "eks:CreateNodegroup",
      "eks:DescribeNodegroup",
      "eks:UpdateNodegroupConfig",
      "eks:UpdateNodegroupVersion",
      "eks:DeleteNodegroup",
      "eks:DescribeUpdate",
      "eks:TagResource",
      "eks:UntagResource",
      "iam:PassRole",
    ],
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    on: "cluster",
    actions: [
      "eks:CreatePodIdentityAssociation",
      "eks:DescribePodIdentityAssociation",
      "eks:UpdatePodIdentityAssociation",
      "eks:DeletePodIdentityAssociation",
      "eks:TagResource",
      "eks:UntagResource",
      "iam:PassRole",
      "iam:GetRole",
    ],
  },
  "aws:iam/role:Role": {
    on: "role",
    actions: [
      "iam:CreateRole",
      "iam:GetRole",
      "iam:UpdateRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:DeleteRole",
      "iam:ListRolePolicies",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:TagRole",
      "iam:UntagRole",
    ],
  },
  "aws:iam/rolePolicy:RolePolicy": {
    on: "role",
    actions: ["iam:PutRolePolicy", "iam:GetRolePolicy", "iam:DeleteRolePolicy"],
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    on: "role",
    actions: ["iam:AttachRolePolicy", "iam:ListAttachedRolePolicies", "iam:DetachRolePolicy"],
  },
  "aws:kms/alias:Alias": {
    on: "region",
    actions: ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias", "kms:ListAliases"],
  },
  "aws:kms/key:Key": {
    on: "region",
    actions: [
      "kms:CreateKey",
      "kms:DescribeKey",
      "kms:PutKeyPolicy",
      "kms:GetKeyPolicy",
      "kms:EnableKeyRotation",
      "kms:GetKeyRotationStatus",
      "kms:UpdateKeyDescription",
      "kms:ScheduleKeyDeletion",
      "kms:ListResourceTags",
      "kms:TagResource",
      "kms:UntagResource",
      // EKS takes the key into use with the rights of whoever makes the cluster.
      "kms:CreateGrant",
    ],
  },
  "aws:s3/bucket:Bucket": {
    on: "bucket",
    actions: [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:ListBucket",
      "s3:GetBucket*",
      "s3:GetAccelerateConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:GetEncryptionConfiguration",
      "s3:PutBucketTagging",
      "s3:TagResource",
      "s3:UntagResource",
      "s3:ListTagsForResource",
    ],
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    on: "bucket",
    actions: ["s3:GetLifecycleConfiguration", "s3:PutLifecycleConfiguration"],
  },
  "aws:s3/bucketPolicy:BucketPolicy": {
    on: "bucket",
    actions: ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
  },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
    on: "bucket",
    actions: ["s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock"],
  },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    on: "bucket",
    actions: ["s3:GetEncryptionConfiguration", "s3:PutEncryptionConfiguration"],
  },
  "aws:s3/bucketVersioning:BucketVersioning": {
    on: "bucket",
    actions: ["s3:GetBucketVersioning", "s3:PutBucketVersioning"],
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    on: "region",
    actions: [
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:ModifySecurityGroupRules",
      "ec2:RevokeSecurityGroupIngress",
      "ec2:DescribeSecurityGroupRules",
      ...TAGS,
    ],
  },
};

/** Calls that stand on nothing in particular, and whose resource AWS does not let a policy name. */
export const ANYWHERE: readonly string[] = [
  "logs:DescribeLogGroups",
  "sts:GetCallerIdentity",
  // To find again what a killed run had begun to make.
  "tag:GetResources",
  "ec2:DescribeSecurityGroupRules",
  "eks:ListPodIdentityAssociations",
];

/** The roles that services of AWS make for themselves in an account, the first time that they are used in it. */
export const SERVICE_LINKED: readonly string[] = [
  "eks.amazonaws.com",
  "eks-nodegroup.amazonaws.com",
  "autoscaling.amazonaws.com",
  "spot.amazonaws.com",
];
