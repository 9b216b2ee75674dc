import { parseDuration } from "../../duration.ts";
import type { Cluster } from "../../fleet.ts";
import type { KubernetesObject } from "../../manifests.ts";
import { awsMachinesPlan } from "./aws.ts";
import { awsManagedPlan } from "./aws-managed.ts";
import { gcpManagedPlan } from "./gcp-managed.ts";
import type { ClusterApiDeclaration } from "./declared.ts";
import { healthCheckOf } from "./health-checks.ts";
import { inMemoryPlan } from "./in-memory.ts";
import { KINDS, referenceTo, type ApiKind } from "./kinds.ts";
import { objectOf, type Owner, type Shape } from "./shape.ts";
import { topologyOf } from "./topology.ts";

/** What a cluster of Cluster API comes to on the hub. */
export interface ClusterApiPlan {
  readonly namespace: string;
  /** Name of the Cluster, and the start of the names of all else. */
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
  /** Secret with its kubeconfig, which Cluster API writes. */
  readonly kubeconfigSecret: string;
  /** Kubernetes version, `v1.35.4`. */
  readonly version: string;
  /** Seconds that it may take to become ready, and to be gone. */
  readonly readySeconds: number;
  readonly deleteSeconds: number;
  /** Whether Pulumi refuses to delete it. */
  readonly protect: boolean;
}

/**
 * The objects of a cluster, by the declaration alone.
 *
 * @param namespace One of the hub's, as `namespaceOf` says.
 * @throws RangeError if its version is not declared, which a check of the declaration says before.
 */
export function planClusterApi(
  cluster: Cluster,
  declared: ClusterApiDeclaration,
  name: string,
  namespace: string,
): ClusterApiPlan {
  const version = versionOf(cluster);
  const owner = { name, namespace, version };
  const shape = shapeOf(cluster, declared, owner);
  const checks = declared.healthChecks && shape.machines ? [healthCheckOf(owner, declared.healthChecks)] : [];
  return {
    namespace,
    name,
    objects: [clusterObject(cluster, declared, owner, shape), ...shape.objects, ...checks],
    kubeconfigSecret: kubeconfigSecretOf(declared, name),
    version,
    readySeconds: parseDuration(declared.timeouts.ready) ?? 0,
    deleteSeconds: parseDuration(declared.timeouts.delete) ?? 0,
    protect: declared.deletionProtection,
  };
}

/**
 * Of EKS and GKE the Secret `<name>-kubeconfig` holds a token of minutes, for Cluster API itself; beside it is one with
 * a command that fetches tokens (cluster-api-provider-aws 2.13, pkg/cloud/services/eks/config.go;
 * cluster-api-provider-gcp 1.12, cloud/services/container/clusters/kubeconfig.go).
 */
export function kubeconfigSecretOf(
  { kubeconfig, infrastructure }: ClusterApiDeclaration,
  name: string,
): string {
  const managed = infrastructure?.kind === "aws-managed" || infrastructure?.kind === "gcp-managed";
  const user = kubeconfig === undefined ? managed : kubeconfig === "user";
  return `${name}-${user ? "user-kubeconfig" : "kubeconfig"}`;
}

function versionOf({ name, version }: Cluster): string {
  if (version === undefined)
    throw new RangeError(`Cluster "${name}" is of kind cluster-api and has no version.`);
  return `v${version.replace(/^v/, "")}`;
}

function shapeOf(cluster: Cluster, { topology, infrastructure }: ClusterApiDeclaration, owner: Owner): Shape {
  if (topology !== undefined)
    return { spec: { topology: topologyOf(topology, owner) }, objects: [], machines: false };
  switch (infrastructure?.kind) {
    case "aws":
      return awsMachinesPlan(cluster, infrastructure, owner);
    case "aws-managed":
      return awsManagedPlan(cluster, infrastructure, owner);
    case "gcp-managed":
      return gcpManagedPlan(cluster, infrastructure, owner);
    case "in-memory":
      return inMemoryPlan(infrastructure, owner);
    case undefined:
      throw new RangeError(`Cluster "${cluster.name}" declares neither topology nor infrastructure.`);
  }
}

function clusterObject(
  { podCidr, serviceCidr }: Cluster,
  { endpoint, labels }: ClusterApiDeclaration,
  owner: Owner,
  { spec, controlPlane, infrastructure }: Shape,
): KubernetesObject {
  const blocks = (cidr: string | undefined, key: string) =>
    cidr === undefined ? {} : { [key]: { cidrBlocks: [cidr] } };
  const clusterNetwork = { ...blocks(podCidr, "pods"), ...blocks(serviceCidr, "services") };
  const reference = (key: string, to: { kind: ApiKind; name: string } | undefined) =>
    to === undefined ? {} : { [key]: referenceTo(to.kind, to.name) };
  return objectOf(
    KINDS.cluster,
    owner.name,
    owner,
    {
      ...(Object.keys(clusterNetwork).length === 0 ? {} : { clusterNetwork }),
      ...(endpoint === undefined ? {} : { controlPlaneEndpoint: endpoint }),
      ...reference("controlPlaneRef", controlPlane),
      ...reference("infrastructureRef", infrastructure),
      ...spec,
    },
    labels,
  );
}
