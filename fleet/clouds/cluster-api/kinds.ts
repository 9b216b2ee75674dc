/** A type of object of Cluster API or of one of its providers. */
export interface ApiKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

const CORE = "cluster.x-k8s.io";
const BOOTSTRAP = "bootstrap.cluster.x-k8s.io";
const CONTROL_PLANE = "controlplane.cluster.x-k8s.io";
const INFRASTRUCTURE = "infrastructure.cluster.x-k8s.io";

function kind(group: string, version: string, name: string, plural = `${name.toLowerCase()}s`): ApiKind {
  return { group, version, kind: name, plural };
}

/**
 * Every kind that a cluster of Cluster API is declared with. Versions are those that the providers store: core and
 * kubeadm 1.14, AWS 2.13 (config/crd/bases), Google Cloud 1.12 (the same).
 */
export const KINDS = {
  cluster: kind(CORE, "v1beta2", "Cluster"),
  machineDeployment: kind(CORE, "v1beta2", "MachineDeployment"),
  machinePool: kind(CORE, "v1beta2", "MachinePool"),
  machineHealthCheck: kind(CORE, "v1beta2", "MachineHealthCheck"),
  kubeadmControlPlane: kind(CONTROL_PLANE, "v1beta2", "KubeadmControlPlane"),
  kubeadmConfigTemplate: kind(BOOTSTRAP, "v1beta2", "KubeadmConfigTemplate"),
  awsCluster: kind(INFRASTRUCTURE, "v1beta2", "AWSCluster"),
  awsMachineTemplate: kind(INFRASTRUCTURE, "v1beta2", "AWSMachineTemplate"),
  awsManagedCluster: kind(INFRASTRUCTURE, "v1beta2", "AWSManagedCluster"),
  awsManagedControlPlane: kind(CONTROL_PLANE, "v1beta2", "AWSManagedControlPlane"),
  awsManagedMachinePool: kind(INFRASTRUCTURE, "v1beta2", "AWSManagedMachinePool"),
  nodeadmConfig: kind(BOOTSTRAP, "v1beta2", "NodeadmConfig"),
  gcpManagedCluster: kind(INFRASTRUCTURE, "v1beta1", "GCPManagedCluster"),
  gcpManagedControlPlane: kind(INFRASTRUCTURE, "v1beta1", "GCPManagedControlPlane"),
  gcpManagedMachinePool: kind(INFRASTRUCTURE, "v1beta1", "GCPManagedMachinePool"),
  devCluster: kind(INFRASTRUCTURE, "v1beta2", "DevCluster"),
  devMachineTemplate: kind(INFRASTRUCTURE, "v1beta2", "DevMachineTemplate"),
} as const satisfies Readonly<Record<string, ApiKind>>;

/** What Cluster API makes of the objects above, and what says why something hangs. */
export const MADE_KINDS = {
  machine: kind(CORE, "v1beta2", "Machine"),
  machineSet: kind(CORE, "v1beta2", "MachineSet"),
} as const;

/** Label on all objects of one cluster, with its name (cluster-api, api/core/v1beta2/common_types.go). */
export const CLUSTER_NAME_LABEL = "cluster.x-k8s.io/cluster-name";

export function apiVersionOf({ group, version }: ApiKind): string {
  return `${group}/${version}`;
}

/** A reference in the way of v1beta2: without a version, which Cluster API looks up. */
export function referenceTo(
  { group, kind }: ApiKind,
  name: string,
): { readonly apiGroup: string; readonly kind: string; readonly name: string } {
  return { apiGroup: group, kind, name };
}
