import type { ClusterArgs } from "../../sdk/aws.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import type { EksPlan } from "../../../fleet/clouds/aws/eks.ts";
import type { Eks } from "../../../fleet/declaration/provisioners/eks.ts";

/** What the control plane refers to. */
export interface ClusterReferences {
  readonly roleArn: pulumi.Input<string>;
  /** Of the nodes that Auto Mode makes. */
  readonly nodeRoleArn: pulumi.Input<string>;
  /** `undefined` for a cluster that is adopted. */
  readonly keyArn: pulumi.Input<string> | undefined;
  readonly subnetIds: readonly pulumi.Input<string>[];
}

/** The pools of nodes that Auto Mode brings along (AWS, EKS User Guide, "Enable or Disable Built-in NodePools"). */
const NODE_POOLS = ["general-purpose", "system"];

/** Inputs of the control plane. What is a choice of EKS's otherwise is said, so that it never changes by itself. */
export function clusterArguments(
  { autoMode, endpoint, logs, deletionProtection, support }: Eks,
  { place, version, serviceCidr, tags }: EksPlan,
  { roleArn, nodeRoleArn, keyArn, subnetIds }: ClusterReferences,
): ClusterArgs {
  return {
    region: place.region,
    name: place.name,
    version,
    roleArn,
    // Nobody gets in by having made the cluster: who may is written down.
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
    bootstrapSelfManagedAddons: false,
    vpcConfig: {
      subnetIds: [...subnetIds],
      endpointPrivateAccess: true,
      endpointPublicAccess: endpoint.public !== undefined,
      ...(endpoint.public === undefined ? {} : { publicAccessCidrs: [...endpoint.public] }),
    },
    // The three switches of Auto Mode, which EKS takes only together.
    computeConfig: autoMode ? { enabled: true, nodePools: NODE_POOLS, nodeRoleArn } : { enabled: false },
    storageConfig: { blockStorage: { enabled: autoMode } },
    kubernetesNetworkConfig: {
      ipFamily: "ipv4",
      serviceIpv4Cidr: serviceCidr,
      elasticLoadBalancing: { enabled: autoMode },
    },
    ...(keyArn === undefined ? {} : { encryptionConfig: { provider: { keyArn }, resources: ["secrets"] } }),
    enabledClusterLogTypes: [...logs.types],
    upgradePolicy: { supportType: support === "extended" ? "EXTENDED" : "STANDARD" },
    deletionProtection,
    tags: { ...tags },
  };
}

/**
 * Options for a cluster that is there: it is read as it is, and all that the declaration does not have to say of it
 * stays so for as long as it is adopted and no more. A name, region, version or role that is not its own is an error.
 */
export function adopted({ place }: EksPlan): pulumi.CustomResourceOptions {
  return {
    import: place.name,
    ignoreChanges: [
      "accessConfig",
      "bootstrapSelfManagedAddons",
      "computeConfig",
      "deletionProtection",
      "enabledClusterLogTypes",
      "encryptionConfig",
      "kubernetesNetworkConfig",
      "storageConfig",
      "tags",
      "upgradePolicy",
      "vpcConfig",
    ],
  };
}
