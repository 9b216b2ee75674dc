import { byName, type Cluster } from "../../fleet.ts";
import type { KubernetesObject } from "../../manifests.ts";
import type { ClusterApiDeclaration } from "./declared.ts";
import { KINDS, referenceTo } from "./kinds.ts";
import { objectOf, type Owner, type Shape } from "./shape.ts";

type GcpManaged = Extract<ClusterApiDeclaration["infrastructure"], { kind: "gcp-managed" }>;

/** GKE, made by Cluster API's provider of Google Cloud: a cluster over the zones of a region. */
export function gcpManagedPlan(
  cluster: Cluster,
  { project, region = cluster.region, network, channel, workers }: GcpManaged,
  owner: Owner,
): Shape {
  const name = `${owner.name}-control-plane`;
  return {
    controlPlane: { kind: KINDS.gcpManagedControlPlane, name },
    infrastructure: { kind: KINDS.gcpManagedCluster, name: owner.name },
    objects: [
      objectOf(KINDS.gcpManagedCluster, owner.name, owner, { project, region, network: { name: network } }),
      objectOf(KINDS.gcpManagedControlPlane, name, owner, {
        clusterName: owner.name,
        project,
        location: region,
        releaseChannel: channel,
        version: owner.version,
      }),
      ...byName(workers).flatMap(([worker, pool]) => poolObjects(`${owner.name}-${worker}`, pool, owner)),
    ],
    machines: false,
  };
}

function poolObjects(
  name: string,
  { replicas, machineType, disk }: GcpManaged["workers"][string],
  owner: Owner,
): KubernetesObject[] {
  const { name: clusterName, version } = owner;
  const template = {
    clusterName,
    version,
    // Nodes of GKE need no bootstrap data, and the field has to say so.
    bootstrap: { dataSecretName: "" },
    infrastructureRef: referenceTo(KINDS.gcpManagedMachinePool, name),
  };
  return [
    objectOf(KINDS.gcpManagedMachinePool, name, owner, {
      machineType,
      diskSizeGB: disk,
    }),
    objectOf(KINDS.machinePool, name, owner, { clusterName, replicas, template: { spec: template } }),
  ];
}
