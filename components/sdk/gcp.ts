/*
 * What the program uses of Google Cloud, resource by resource: this list is all that it makes there. Loaded only in
 * stacks that have a cluster of GKE. The modules are named one by one, as those of AWS are: the root of the package
 * costs the type checker as much (@pulumi/gcp 9.37).
 */
export { RepositoryIamMember } from "@pulumi/gcp/artifactregistry/repositoryIamMember.js";
export { Firewall } from "@pulumi/gcp/compute/firewall.js";
export { Network } from "@pulumi/gcp/compute/network.js";
export { Router } from "@pulumi/gcp/compute/router.js";
export { RouterNat } from "@pulumi/gcp/compute/routerNat.js";
export { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
export { Cluster, type ClusterArgs } from "@pulumi/gcp/container/cluster.js";
export { NodePool } from "@pulumi/gcp/container/nodePool.js";
export { BackupPlan } from "@pulumi/gcp/gkebackup/backupPlan.js";
export { DnsManagedZoneIamMember } from "@pulumi/gcp/dns/dnsManagedZoneIamMember.js";
export { Feature } from "@pulumi/gcp/gkehub/feature.js";
export { Membership } from "@pulumi/gcp/gkehub/membership.js";
export { CryptoKey } from "@pulumi/gcp/kms/cryptoKey.js";
export { CryptoKeyIAMMember } from "@pulumi/gcp/kms/cryptoKeyIAMMember.js";
export { getCryptoKeys } from "@pulumi/gcp/kms/getCryptoKeys.js";
export { getKeyRings } from "@pulumi/gcp/kms/getKeyRings.js";
export { KeyRing } from "@pulumi/gcp/kms/keyRing.js";
export { getProjectOutput } from "@pulumi/gcp/organizations/getProject.js";
export { IAMMember } from "@pulumi/gcp/projects/iammember.js";
export { Provider } from "@pulumi/gcp/provider.js";
export { Account } from "@pulumi/gcp/serviceaccount/account.js";
export { IAMMember as AccountIAMMember } from "@pulumi/gcp/serviceaccount/iammember.js";
export { Bucket } from "@pulumi/gcp/storage/bucket.js";
export { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
export { getProjectServiceAccountOutput } from "@pulumi/gcp/storage/getProjectServiceAccount.js";
