/** What becomes of a cluster of EKS when an argument of it changes. */
export type Change = "update" | "replace";

/**
 * Every argument of `aws.eks.Cluster` (7.48), those of its blocks by path, and what its change does. From the schema of
 * the provider behind it (hashicorp/terraform-provider-aws, internal/service/eks/cluster.go: `ForceNew` and
 * `CustomizeDiff`), read in November 2026; for arguments newer than that file, from the documentation in the SDK. A
 * change that is both, by what it changes to, counts as `replace`.
 */
export const CLUSTER_ARGUMENTS: Readonly<Record<string, Change>> = {
  "accessConfig.authenticationMode": "update",
  "accessConfig.bootstrapClusterCreatorAdminPermissions": "replace",
  bootstrapSelfManagedAddons: "replace",
  "computeConfig.enabled": "update",
  "computeConfig.nodePools": "update",
  // Another role in place of one that is there; to add the first is an update.
  "computeConfig.nodeRoleArn": "replace",
  controlPlaneScalingConfig: "update",
  // Read when the cluster is made, and never again.
  defaultAddonsToRemoves: "update",
  deletionProtection: "update",
  enabledClusterLogTypes: "update",
  // To take it away; to add it is an update. Another key is refused by EKS.
  encryptionConfig: "replace",
  forceUpdateVersion: "update",
  kubeApiServerConfig: "update",
  kubeControllerManagerConfig: "update",
  kubeSchedulerConfig: "update",
  "kubernetesNetworkConfig.elasticLoadBalancing": "update",
  "kubernetesNetworkConfig.ipFamily": "replace",
  "kubernetesNetworkConfig.serviceIpv4Cidr": "replace",
  name: "replace",
  outpostConfig: "replace",
  region: "replace",
  remoteNetworkConfig: "replace",
  roleArn: "replace",
  storageConfig: "update",
  tags: "update",
  upgradePolicy: "update",
  // EKS refuses to go back; the version gate does before it.
  version: "update",
  "vpcConfig.endpointPrivateAccess": "update",
  "vpcConfig.endpointPublicAccess": "update",
  "vpcConfig.publicAccessCidrs": "update",
  "vpcConfig.securityGroupIds": "update",
  // Only to others in the same VPC and the same zones (EKS API, UpdateClusterConfig).
  "vpcConfig.subnetIds": "update",
  zonalShiftConfig: "update",
};
