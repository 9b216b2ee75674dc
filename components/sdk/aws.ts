/*
 * What the program uses of the AWS SDK of Pulumi. Loaded only in stacks that have a cluster of AWS. Submodules are named
 * one by one: the root of the package costs the type checker 14 s and 1 GB (measured, @pulumi/aws 7.48).
 */
export { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
export * as ec2 from "@pulumi/aws/ec2/index.js";
export * as eks from "@pulumi/aws/eks/index.js";
export * as iam from "@pulumi/aws/iam/index.js";
export * as kms from "@pulumi/aws/kms/index.js";
export { Provider } from "@pulumi/aws/provider.js";
