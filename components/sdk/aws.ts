/*
 * What the program uses of AWS, resource by resource: this list is all that it makes there. Loaded only in stacks that
 * have a cluster of AWS. The modules are named one by one: the root of the package costs the type checker 14 s and 1 GB
 * (@pulumi/aws 7.48, measured).
 */
export { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
export { Eip } from "@pulumi/aws/ec2/eip.js";
export { InternetGateway } from "@pulumi/aws/ec2/internetGateway.js";
export { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate.js";
export { NatGateway } from "@pulumi/aws/ec2/natGateway.js";
export { Route } from "@pulumi/aws/ec2/route.js";
export { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
export { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation.js";
export { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
export { Subnet } from "@pulumi/aws/ec2/subnet.js";
export { Vpc } from "@pulumi/aws/ec2/vpc.js";
export { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint.js";
export { AccessEntry } from "@pulumi/aws/eks/accessEntry.js";
export { AccessPolicyAssociation } from "@pulumi/aws/eks/accessPolicyAssociation.js";
export { Addon } from "@pulumi/aws/eks/addon.js";
export { Cluster, type ClusterArgs } from "@pulumi/aws/eks/cluster.js";
export { NodeGroup } from "@pulumi/aws/eks/nodeGroup.js";
export { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation.js";
export { Role } from "@pulumi/aws/iam/role.js";
export { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
export { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
export { Alias } from "@pulumi/aws/kms/alias.js";
export { Key } from "@pulumi/aws/kms/key.js";
export { Provider } from "@pulumi/aws/provider.js";
export { Bucket } from "@pulumi/aws/s3/bucket.js";
export { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
export { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
export { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
export { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
export { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
export { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
