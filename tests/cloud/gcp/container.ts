import type { CloudFolder, StoredObject } from "../framework/folder.ts";
import { ClusterBehind } from "../framework/kwok.ts";
import { textAt, valuesAt, type Properties } from "../framework/properties.ts";
import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { ACCOUNT_TYPE } from "./iam.ts";
import { objectionToKey } from "./kms.ts";
import { alreadyExists, fullName, projectOf, reference, text } from "./names.ts";
import { NETWORK, SUBNETWORK } from "./network.ts";

export const CLUSTER = "gcp:container/cluster:Cluster";
const NODE_POOL = "gcp:container/nodePool:NodePool";
const MEMBERSHIP = "gcp:gkehub/membership:Membership";

/** Patch and build that Google chooses for a minor. */
const DEFAULT_VERSION = "1.34";
const versionOf = (inputs: Properties) =>
  `${textAt(inputs, "minMasterVersion") ?? DEFAULT_VERSION}.4-gke.1000`;

export function behind(
  cloud: CloudFolder,
  { inputs, place }: Pick<StoredObject, "inputs" | "place">,
): ClusterBehind {
  return new ClusterBehind(cloud, place.region, text(inputs, "name"));
}

// terraform-provider-google-beta, resource_container_cluster.go: ForceNew, of what clusters here may have.
const cluster: ResourceType = {
  slow: true,
  immutable: [
    "name",
    "project",
    "location",
    "network",
    "subnetwork",
    "networkingMode",
    "datapathProvider",
    "enableAutopilot",
    "description",
    "initialNodeCount",
    "nodeConfig",
    "ipAllocationPolicy.clusterSecondaryRangeName",
    "ipAllocationPolicy.servicesSecondaryRangeName",
  ],
  id: fullName((inputs) => `locations/${text(inputs, "location")}/clusters/${text(inputs, "name")}`),
  unique: (inputs) => `${text(inputs, "location")} ${text(inputs, "name")}`,
  taken: alreadyExists,
  references: [
    reference("network", NETWORK),
    reference("subnetwork", SUBNETWORK),
    reference("nodeConfig.serviceAccount", ACCOUNT_TYPE, "email"),
    reference("clusterAutoscaling.autoProvisioningDefaults.serviceAccount", ACCOUNT_TYPE, "email"),
  ],
  computed: {
    endpoint: ({ outputs }) => outputs.endpoint,
    masterAuth: ({ outputs }) => outputs.masterAuth,
    masterVersion: ({ inputs }) => versionOf(inputs),
    controlPlaneEndpointsConfig: ({ inputs, place }) => ({
      dnsEndpointConfig: {
        ...(valuesAt(inputs, "controlPlaneEndpointsConfig.dnsEndpointConfig")[0] as object | undefined),
        endpoint: `gke-${text(inputs, "name")}.${place.region}.gke.goog`,
      },
    }),
    selfLink: ({ id }) => `https://container.googleapis.com/v1/${id}`,
  },
  objection: ({ inputs, place }, cloud, before) => {
    const ranges = cloud
      .ofType(SUBNETWORK)
      .filter(({ id }) => id === inputs.subnetwork)
      .flatMap((subnetwork) => valuesAt(subnetwork.inputs, "secondaryIpRanges.rangeName"));
    for (const key of ["clusterSecondaryRangeName", "servicesSecondaryRangeName"]) {
      const [name] = valuesAt(inputs, `ipAllocationPolicy.${key}`) as (string | undefined)[];
      if (name !== undefined && !ranges.includes(name))
        return `googleapi: Error 400: Secondary range "${name}" does not exist in the subnetwork, badRequest`;
    }
    const region = text(inputs, "location").replace(/-[a-z]$/, "");
    const sealed = objectionToKey(
      textAt(inputs, "databaseEncryption.keyName"),
      "container-engine-robot",
      region,
      cloud,
    );
    if (sealed !== undefined) return sealed;
    if (!text(inputs, "location").startsWith(place.region))
      return `googleapi: Error 400: Location "${text(inputs, "location")}" is not in ${place.region}, badRequest`;
    return before === undefined ? undefined : refusedUpgrade(before, inputs);
  },
  // It is the provider that refuses, and not Google.
  objectionToDelete: ({ inputs }) =>
    inputs.deletionProtection === false
      ? undefined
      : "Cannot destroy cluster because deletion_protection is set to true. Set it to false to proceed with cluster deletion.",
  settle: async (object, cloud) => {
    const { endpoint, ca } = await behind(cloud, object).ensure(nodesOf(cloud, object));
    return {
      endpoint: endpoint.replace("https://", ""),
      masterAuth: { ...(object.inputs.masterAuth as object | undefined), clusterCaCertificate: ca },
    };
  },
  wind: async (object, cloud) => behind(cloud, object).delete(),
  gone: ({ id }, cloud) => {
    for (const pool of poolsOf(cloud, id)) cloud.remove(pool);
  },
};

/** One minor at a time, and never back (cloud.google.com/kubernetes-engine/docs/concepts/cluster-upgrades). */
function refusedUpgrade(before: Properties, after: Properties): string | undefined {
  const [from = 0, to = 0] = [before, after].map((inputs) => Number(versionOf(inputs).split(".")[1]));
  if (to - from === 0 || to - from === 1) return undefined;
  return `googleapi: Error 400: Master cannot be upgraded from 1.${from} to 1.${to}, badRequest`;
}

function poolsOf(cloud: CloudFolder, cluster: string): StoredObject[] {
  return cloud.ofType(NODE_POOL).filter(({ inputs }) => inputs.cluster === cluster);
}

/** Nodes of its pools; two where Google sees to them itself. */
function nodesOf(cloud: CloudFolder, { id, inputs }: StoredObject): number {
  const sizes = poolsOf(cloud, id).map((pool) =>
    Number(valuesAt(pool.inputs, "autoscaling.totalMinNodeCount")[0] ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, inputs.enableAutopilot === true ? 2 : 0);
}

const nodePool: ResourceType = {
  immutable: [
    "name",
    "project",
    "location",
    "cluster",
    "nodeConfig.spot",
    "nodeConfig.serviceAccount",
    "nodeConfig.bootDiskKmsKey",
    "nodeConfig.oauthScopes",
    "nodeConfig.metadata",
    "nodeConfig.shieldedInstanceConfig",
    "initialNodeCount",
  ],
  id: ({ inputs }) => `${text(inputs, "cluster")}/nodePools/${text(inputs, "name")}`,
  unique: (inputs) => `${text(inputs, "cluster")} ${text(inputs, "name")}`,
  taken: alreadyExists,
  references: [reference("cluster", CLUSTER), reference("nodeConfig.serviceAccount", ACCOUNT_TYPE, "email")],
  objection: ({ inputs, place }, cloud) =>
    objectionToKey(
      textAt(inputs, "nodeConfig.bootDiskKmsKey"),
      "compute-system",
      place.region.replace(/-[a-z]$/, ""),
      cloud,
    ),
  computed: {
    version: ({ inputs }) => inputs.version ?? `${DEFAULT_VERSION}.4-gke.1000`,
    instanceGroupUrls: () => [],
    managedInstanceGroupUrls: () => [],
  },
  settle: async ({ inputs }, cloud) => {
    const found = cloud.ofType(CLUSTER).find(({ id }) => id === inputs.cluster);
    if (found !== undefined) await behind(cloud, found).ensure(nodesOf(cloud, found));
    return {};
  },
};

const membership: ResourceType = {
  immutable: ["membershipId", "project", "location", "endpoint"],
  id: fullName(
    (inputs) => `locations/${text(inputs, "location")}/memberships/${text(inputs, "membershipId")}`,
  ),
  unique: (inputs) => text(inputs, "membershipId"),
  taken: (inputs) =>
    `googleapi: Error 409: Resource '${text(inputs, "membershipId")}' already exists, alreadyExists`,
  computed: {
    name: (thing) =>
      `projects/${projectOf(thing)}/locations/${text(thing.inputs, "location")}/memberships/${text(thing.inputs, "membershipId")}`,
  },
  objection: ({ inputs }, cloud) => {
    const link = textAt(inputs, "endpoint.gkeCluster.resourceLink")?.replace(
      "//container.googleapis.com/",
      "",
    );
    return cloud.ofType(CLUSTER).some(({ id }) => id === link)
      ? undefined
      : `googleapi: Error 404: cluster ${String(link)} was not found, notFound`;
  },
};

export const CONTAINER: ResourceTypes = {
  [CLUSTER]: cluster,
  [NODE_POOL]: nodePool,
  [MEMBERSHIP]: membership,
};
