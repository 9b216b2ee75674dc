import type { CloudFolder, StoredObject } from "../framework/folder.ts";
import { ClusterBehind } from "../framework/kwok.ts";
import { textAt, valuesAt, type Properties } from "../framework/properties.ts";
import type { ResourceType, ResourceTypes, Thing } from "../framework/resource-type.ts";
import { ownGroup } from "./ec2.ts";
import { balanceAll } from "./load-balancers.ts";
import { arn, digits, uuid } from "./names.ts";
import { toCluster, toKey, toLaunchTemplate, toRoleArn, toSecurityGroup, toSubnet } from "./references.ts";
import { logGroupOf } from "./storage.ts";

export const CLUSTER = "aws:eks/cluster:Cluster";
export const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const ADDON = "aws:eks/addon:Addon";
const ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry";
const ACCESS_POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
const POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

const text = (inputs: Properties, key: string) => textAt(inputs, key) ?? "";
const arnOf = (kind: string) => (thing: Thing) =>
  arn(thing.place, "eks", `${kind}/${thing.id.replace(/[:#]/g, "/")}/${digits(thing, kind, 12)}`);

export function behind(cloud: CloudFolder, { id, place }: StoredObject): ClusterBehind {
  return new ClusterBehind(cloud, place.region, id);
}

/** Kubernetes versions by minor: `1.34` is 34. */
function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

/** Version that a cluster gets which declares none. */
const DEFAULT_VERSION = "1.34";

const cluster: ResourceType = {
  autoName: "name",
  slow: true,
  // terraform-provider-aws, internal/service/eks/cluster.go: ForceNew; subnets and groups change in place since 5.25.
  immutable: [
    "name",
    "roleArn",
    "accessConfig.bootstrapClusterCreatorAdminPermissions",
    "bootstrapSelfManagedAddons",
    "kubernetesNetworkConfig.serviceIpv4Cidr",
    "kubernetesNetworkConfig.ipFamily",
    "outpostConfig",
  ],
  // An envelope key can be added, and neither changed nor taken away.
  replaces: (olds, news) => {
    const [before] = valuesAt(olds, "encryptionConfig.provider.keyArn");
    return before !== undefined && before !== valuesAt(news, "encryptionConfig.provider.keyArn")[0]
      ? ["encryptionConfig"]
      : [];
  },
  id: ({ inputs }) => text(inputs, "name"),
  unique: (inputs) => textAt(inputs, "name"),
  taken: (inputs) => `ResourceInUseException: Cluster already exists with name: ${text(inputs, "name")}`,
  references: [
    toRoleArn("roleArn"),
    toSubnet("vpcConfig.subnetIds"),
    toSecurityGroup("vpcConfig.securityGroupIds"),
    toKey("encryptionConfig.provider.keyArn"),
  ],
  computed: {
    arn: ({ place, id }) => arn(place, "eks", `cluster/${id}`),
    createdAt: ({ outputs }) => outputs.createdAt ?? new Date().toISOString(),
    status: () => "ACTIVE",
    version: ({ inputs }) => inputs.version ?? DEFAULT_VERSION,
    platformVersion: () => "eks.1",
    endpoint: ({ outputs }) => outputs.endpoint,
    certificateAuthority: ({ outputs }) => outputs.certificateAuthority,
    identities: (thing) => [
      {
        oidcs: [
          {
            issuer: `https://oidc.eks.${thing.place.region}.amazonaws.com/id/${digits(thing, "oidc", 32).toUpperCase()}`,
          },
        ],
      },
    ],
    vpcConfig: (thing) => ({
      ...(thing.inputs.vpcConfig as object),
      clusterSecurityGroupId: ownGroup(thing, `cluster ${thing.place.region}`),
    }),
  },
  objection: ({ inputs }, cloud, before) => {
    const subnets = new Set(valuesAt(inputs, "vpcConfig.subnetIds"));
    const zones = cloud
      .ofType("aws:ec2/subnet:Subnet")
      .filter(({ id }) => subnets.has(id))
      .map(({ outputs }) => outputs.availabilityZone);
    if (new Set(zones).size < 2)
      return "InvalidParameterException: Subnets specified must be in at least two different AZs";
    return before === undefined ? undefined : refusedUpgrade(before, inputs);
  },
  objectionToDelete: ({ id, inputs, place }, cloud) => {
    if (inputs.deletionProtection === true)
      return `InvalidRequestException: Cluster ${id} has deletion protection enabled. Disable deletion protection to delete it.`;
    return partsOf(cloud, NODE_GROUP, id, place.region).length > 0
      ? "ResourceInUseException: Cluster has nodegroups attached"
      : undefined;
  },
  settle: async (object, cloud) => {
    const { id, inputs, place } = object;
    await writeLogs(object, cloud);
    const { endpoint, ca } = await behind(cloud, object).ensure(
      nodesOf(cloud, object),
      textAt(inputs, "kubernetesNetworkConfig.serviceIpv4Cidr"),
    );
    const subnets = valuesAt(inputs, "vpcConfig.subnetIds");
    const vpcId = cloud.ofType("aws:ec2/subnet:Subnet").find((one) => subnets.includes(one.id))?.inputs.vpcId;
    const clusterSecurityGroupId = ownGroup({ id }, `cluster ${place.region}`);
    return {
      endpoint,
      certificateAuthority: { data: ca },
      vpcConfig: { ...(inputs.vpcConfig as object), vpcId, clusterSecurityGroupId },
    };
  },
  wind: async (object, cloud) => {
    // What Services have been made meanwhile has its load balancers; they stay behind when the cluster goes.
    await balanceAll(cloud, object);
    await behind(cloud, object).delete();
  },
  gone: ({ id, place }, cloud) => {
    for (const type of [ADDON, ACCESS_ENTRY, ACCESS_POLICY, POD_IDENTITY])
      for (const part of partsOf(cloud, type, id, place.region)) cloud.remove(part);
  },
};

/** One minor at a time, and never back (EKS, UpdateClusterVersion). */
function refusedUpgrade(before: Properties, after: Properties): string | undefined {
  const [from, to] = [before, after].map((inputs) => textAt(inputs, "version") ?? DEFAULT_VERSION) as [
    string,
    string,
  ];
  const step = minorOf(to) - minorOf(from);
  if (step === 0 || step === 1) return undefined;
  return `InvalidParameterException: Unsupported Kubernetes minor version update from ${from} to ${to}`;
}

/** A cluster that is to write logs makes the group for them where there is none, and nobody deletes it. */
async function writeLogs({ inputs, place }: StoredObject, cloud: CloudFolder): Promise<void> {
  const name = logGroupOf(inputs);
  if (name === undefined) return;
  await cloud.alone(() => {
    const type = "aws:cloudwatch/logGroup:LogGroup";
    const found = cloud
      .ofType(type)
      .some((group) => group.id === name && group.place.region === place.region);
    if (!found) cloud.put({ type, id: name, place, inputs: { name }, outputs: {}, madeBy: "cloud" });
  });
}

function partsOf(cloud: CloudFolder, type: string, name: string, region: string): StoredObject[] {
  return cloud
    .ofType(type)
    .filter(({ inputs, place }) => inputs.clusterName === name && place.region === region);
}

/** Nodes of a cluster: those of its node groups; two where EKS sees to them itself. */
function nodesOf(cloud: CloudFolder, { id, inputs, place }: StoredObject): number {
  const groups = partsOf(cloud, NODE_GROUP, id, place.region);
  const sizes = groups.map((group) => Number(valuesAt(group.inputs, "scalingConfig.desiredSize")[0] ?? 0));
  return sizes.reduce((sum, size) => sum + size, hasAutoMode(inputs) ? 2 : 0);
}

function hasAutoMode(inputs: Properties): boolean {
  return valuesAt(inputs, "computeConfig.enabled")[0] === true;
}

function clusterOf(
  { inputs, place }: Pick<Thing, "inputs" | "place">,
  cloud: CloudFolder,
): StoredObject | undefined {
  return cloud
    .ofType(CLUSTER)
    .find(({ id, place: { region } }) => id === inputs.clusterName && region === place.region);
}

/** Nothing can be added to a cluster that is being made. */
function notActive(thing: Thing, cloud: CloudFolder): string | undefined {
  return clusterOf(thing, cloud)?.unsettled === true
    ? `ResourceInUseException: Cluster ${text(thing.inputs, "clusterName")} is not in ACTIVE state`
    : undefined;
}

const nodeGroup: ResourceType = {
  autoName: "nodeGroupName",
  // terraform-provider-aws, internal/service/eks/node_group.go: ForceNew.
  immutable: [
    "clusterName",
    "nodeGroupName",
    "nodeRoleArn",
    "subnetIds",
    "amiType",
    "capacityType",
    "diskSize",
    "instanceTypes",
    "remoteAccess",
    "launchTemplate.id",
    "launchTemplate.name",
  ],
  id: ({ inputs }) => `${text(inputs, "clusterName")}:${text(inputs, "nodeGroupName")}`,
  unique: (inputs) => `${text(inputs, "clusterName")}:${text(inputs, "nodeGroupName")}`,
  taken: () => "ResourceInUseException: NodeGroup already exists with that name and cluster name",
  references: [
    toCluster("clusterName"),
    toRoleArn("nodeRoleArn"),
    toSubnet("subnetIds"),
    toLaunchTemplate("launchTemplate.id"),
  ],
  computed: {
    arn: arnOf("nodegroup"),
    status: () => "ACTIVE",
    resources: (thing) => [
      {
        autoscalingGroups: [
          { name: `eks-${text(thing.inputs, "nodeGroupName")}-${digits(thing, "asg", 8)}` },
        ],
      },
    ],
    version: ({ inputs, outputs }) => inputs.version ?? outputs.version,
    releaseVersion: ({ inputs }) => inputs.releaseVersion ?? `${text(inputs, "version")}.0-20260101`,
  },
  objection: (thing, cloud, before) => {
    const found = clusterOf(thing, cloud);
    const running = textAt(found?.inputs, "version") ?? DEFAULT_VERSION;
    const wanted = textAt(thing.inputs, "version") ?? running;
    if (minorOf(wanted) > minorOf(running))
      return `InvalidParameterException: Nodegroup Kubernetes version should be equal to or less than the cluster Kubernetes version: ${wanted} is greater than ${running}`;
    const [min = 0, desired = 0, max = 0] = ["minSize", "desiredSize", "maxSize"].map((key) =>
      Number(valuesAt(thing.inputs, `scalingConfig.${key}`)[0] ?? 0),
    );
    if (min > desired || desired > max || max < 1)
      return `InvalidParameterException: desired capacity ${desired} must be between min ${min} and max ${max}`;
    return before === undefined ? notActive(thing, cloud) : undefined;
  },
  settle: async (object, cloud) => {
    const found = clusterOf(object, cloud);
    if (found !== undefined)
      await behind(cloud, found).ensure(
        nodesOf(cloud, found),
        textAt(found.inputs, "kubernetesNetworkConfig.serviceIpv4Cidr"),
      );
    return { version: textAt(object.inputs, "version") ?? textAt(found?.outputs, "version") };
  },
};

const addon: ResourceType = {
  immutable: ["clusterName", "addonName"],
  id: ({ inputs }) => `${text(inputs, "clusterName")}:${text(inputs, "addonName")}`,
  unique: (inputs) => `${text(inputs, "clusterName")}:${text(inputs, "addonName")}`,
  taken: () => "ResourceInUseException: Addon already exists.",
  references: [toCluster("clusterName"), toRoleArn("serviceAccountRoleArn")],
  computed: {
    arn: arnOf("addon"),
    createdAt: ({ outputs }) => outputs.createdAt ?? new Date().toISOString(),
    addonVersion: ({ inputs }) => inputs.addonVersion ?? "v1.0.0-eksbuild.1",
  },
  objection: (thing, cloud) => {
    const found = clusterOf(thing, cloud);
    // Its pods never get ready without a node, and the cloud gives up after twenty minutes.
    const needsNodes = ["coredns", "aws-ebs-csi-driver", "metrics-server", "snapshot-controller"].includes(
      text(thing.inputs, "addonName"),
    );
    if (needsNodes && found !== undefined && nodesOf(cloud, found) === 0)
      return `waiting for EKS Add-On (${text(thing.inputs, "clusterName")}:${text(thing.inputs, "addonName")}) to become ready: InsufficientNumberOfReplicas: the add-on is unhealthy because it doesn't have the desired number of replicas`;
    return notActive(thing, cloud);
  },
};

const accessEntry: ResourceType = {
  immutable: ["clusterName", "principalArn", "type"],
  id: ({ inputs }) => `${text(inputs, "clusterName")}:${text(inputs, "principalArn")}`,
  unique: (inputs) => `${text(inputs, "clusterName")}:${text(inputs, "principalArn")}`,
  taken: () =>
    "ResourceInUseException: The specified access entry resource is already in use on this cluster.",
  references: [toCluster("clusterName")],
  objection: notActive,
  computed: {
    accessEntryArn: arnOf("access-entry"),
    createdAt: ({ outputs }) => outputs.createdAt ?? new Date().toISOString(),
    userName: ({ inputs }) => inputs.userName ?? inputs.principalArn,
    type: ({ inputs }) => inputs.type ?? "STANDARD",
  },
};

const accessPolicyAssociation: ResourceType = {
  immutable: ["clusterName", "principalArn", "policyArn", "accessScope"],
  id: ({ inputs }) => ["clusterName", "principalArn", "policyArn"].map((key) => text(inputs, key)).join("#"),
  references: [toCluster("clusterName")],
  computed: { associatedAt: ({ outputs }) => outputs.associatedAt ?? new Date().toISOString() },
  objection: (thing, cloud) => {
    const entry = `${text(thing.inputs, "clusterName")}:${text(thing.inputs, "principalArn")}`;
    if (cloud.find(ACCESS_ENTRY, entry) === undefined)
      return `ResourceNotFoundException: The specified principalArn could not be found. You must create an access entry for ${text(thing.inputs, "principalArn")} first.`;
    return notActive(thing, cloud);
  },
};

const podIdentityAssociation: ResourceType = {
  importId: ({ id, inputs }) => `${text(inputs, "clusterName")},${id}`,
  immutable: ["clusterName", "namespace", "serviceAccount"],
  id: () => `a-${uuid().replaceAll("-", "").slice(0, 17)}`,
  unique: (inputs) =>
    ["clusterName", "namespace", "serviceAccount"].map((key) => text(inputs, key)).join(" "),
  taken: (inputs) =>
    `ResourceInUseException: Association already exists for service account ${text(inputs, "serviceAccount")} in namespace ${text(inputs, "namespace")}`,
  references: [toCluster("clusterName"), toRoleArn("roleArn")],
  objection: notActive,
  computed: { associationArn: arnOf("podidentityassociation"), associationId: (thing) => thing.id },
};

export const EKS: ResourceTypes = {
  [CLUSTER]: cluster,
  [NODE_GROUP]: nodeGroup,
  [ADDON]: addon,
  [ACCESS_ENTRY]: accessEntry,
  [ACCESS_POLICY]: accessPolicyAssociation,
  [POD_IDENTITY]: podIdentityAssociation,
};
