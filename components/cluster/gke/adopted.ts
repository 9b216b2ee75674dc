import type * as pulumi from "../../sdk/pulumi.ts";
import type { GkePlace } from "../../../fleet/clouds/gcp/names.ts";

/**
 * Options for a cluster that is there: it is read as it is, and all that the declaration does not have to say of it
 * stays so for as long as it is adopted. A name, location or project that is not its own is an error.
 */
export function adopted({ project, location, name }: GkePlace): pulumi.CustomResourceOptions {
  return {
    import: `projects/${project}/locations/${location}/clusters/${name}`,
    ignoreChanges: [
      "addonsConfig",
      "clusterAutoscaling",
      "controlPlaneEndpointsConfig",
      "costManagementConfig",
      "databaseEncryption",
      "datapathProvider",
      "deletionProtection",
      "enableAutopilot",
      "enableShieldedNodes",
      "gatewayApiConfig",
      "initialNodeCount",
      "ipAllocationPolicy",
      "loggingConfig",
      "maintenancePolicy",
      "masterAuth",
      "masterAuthorizedNetworksConfig",
      "monitoringConfig",
      "network",
      "networkingMode",
      "nodeConfig",
      "nodeLocations",
      "nodePoolAutoConfig",
      "nodePoolDefaults",
      "nodePools",
      "privateClusterConfig",
      "releaseChannel",
      "removeDefaultNodePool",
      "resourceLabels",
      "securityPostureConfig",
      "subnetwork",
      "workloadIdentityConfig",
    ],
  };
}
