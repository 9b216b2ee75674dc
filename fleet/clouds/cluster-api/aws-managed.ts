import { byName, type Cluster } from "../../fleet.ts";
import type { KubernetesObject } from "../../manifests.ts";
import type { ClusterApiDeclaration } from "./declared.ts";
import { KINDS, referenceTo } from "./kinds.ts";
import { objectOf, type Owner, type Shape } from "./shape.ts";

type AwsManaged = Extract<ClusterApiDeclaration["infrastructure"], { kind: "aws-managed" }>;

/** EKS, made by Cluster API's provider of AWS. */
export function awsManagedPlan(cluster: Cluster, { region, workers }: AwsManaged, owner: Owner): Shape {
  const name = `${owner.name}-control-plane`;
  return {
    controlPlane: { kind: KINDS.awsManagedControlPlane, name },
    infrastructure: { kind: KINDS.awsManagedCluster, name: owner.name },
    objects: [
      objectOf(KINDS.awsManagedCluster, owner.name, owner, {}),
      objectOf(KINDS.awsManagedControlPlane, name, owner, {
        eksClusterName: owner.name,
        region: region ?? cluster.region,
        version: owner.version,
        logging: {
          apiServer: true,
          audit: true,
          authenticator: true,
          controllerManager: false,
          scheduler: false,
        },
      }),
      ...byName(workers).flatMap(([worker, pool]) => poolObjects(`${owner.name}-${worker}`, pool, owner)),
    ],
    machines: false,
  };
}

/** From Kubernetes 1.33 on, machine images of EKS are set up by nodeadm (cluster-api-provider-aws, docs/book). */
function poolObjects(
  name: string,
  { replicas, instanceType, disk, min = replicas, max = replicas }: AwsManaged["workers"][string],
  owner: Owner,
): KubernetesObject[] {
  const { name: clusterName, version } = owner;
  const template = {
    clusterName,
    version,
    bootstrap: { configRef: referenceTo(KINDS.nodeadmConfig, name) },
    infrastructureRef: referenceTo(KINDS.awsManagedMachinePool, name),
  };
  return [
    objectOf(KINDS.nodeadmConfig, name, owner, {}),
    objectOf(KINDS.awsManagedMachinePool, name, owner, {
      eksNodegroupName: name,
      amiType: "AL2023_x86_64_STANDARD",
      instanceType,
      diskSize: disk,
      scaling: { minSize: min, maxSize: max },
    }),
    objectOf(KINDS.machinePool, name, owner, { clusterName, replicas, template: { spec: template } }),
  ];
}
