import * as aws from "../../sdk/aws.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import type { EksPlan } from "../../../fleet/clouds/aws/eks.ts";
import type { NodeGroupPlan } from "../../../fleet/clouds/aws/nodes.ts";

export interface NodesArgs {
  readonly plan: EksPlan;
  readonly clusterName: pulumi.Input<string>;
  readonly nodeRoleArn: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** What has to be there before nodes: their rights, and the add-ons without which none becomes ready. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** The managed node groups of a cluster. */
export function createNodes(name: string, args: NodesArgs, parent: pulumi.Resource): aws.NodeGroup[] {
  return args.plan.nodeGroups.map((group) => createNodeGroup(`${name}/${group.group}`, group, args, parent));
}

function createNodeGroup(
  key: string,
  group: NodeGroupPlan,
  { plan, clusterName, nodeRoleArn, subnetIds, dependsOn }: NodesArgs,
  parent: pulumi.Resource,
): aws.NodeGroup {
  const { region } = plan.place;
  const template = createTemplate(key, group, plan, parent);
  return new aws.NodeGroup(
    key,
    {
      region,
      clusterName,
      nodeGroupName: group.name,
      nodeRoleArn,
      subnetIds: [...subnetIds],
      // Rises after the control plane and the add-ons that nodes need, both of which come before a node group.
      version: plan.version,
      amiType: group.amiType,
      capacityType: group.capacityType,
      instanceTypes: [...group.instanceTypes],
      scalingConfig: group.scaling,
      labels: { ...group.labels },
      taints: group.taints.map((taint) => ({ ...taint })),
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      updateConfig: { maxUnavailablePercentage: 33 },
      nodeRepairConfig: { enabled: true },
      tags: { ...plan.tags },
    },
    {
      parent,
      dependsOn: [...dependsOn],
      // How many nodes there are is an autoscaler's to decide once they are there.
      ignoreChanges: ["scalingConfig.desiredSize"],
    },
  );
}

function createTemplate(
  key: string,
  { template, volumes }: NodeGroupPlan,
  { place, tags }: EksPlan,
  parent: pulumi.Resource,
): aws.LaunchTemplate {
  const named = { ...tags, Name: template };
  return new aws.LaunchTemplate(
    key,
    {
      region: place.region,
      name: template,
      updateDefaultVersion: true,
      // Pods stand one hop further away: they cannot take the role of their node.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: volumes.map(({ device, size }) => ({
        deviceName: device,
        ebs: { volumeType: "gp3", volumeSize: size, encrypted: "true", deleteOnTermination: "true" },
      })),
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags: named,
      })),
      tags: named,
    },
    { parent },
  );
}
