import { byName } from "../../fleet.ts";
import type { KubernetesObject } from "../../manifests.ts";
import { CLUSTER_NAME_LABEL, KINDS, referenceTo, type ApiKind } from "./kinds.ts";
import { objectOf, templateOf, type Owner, type Shape } from "./shape.ts";

export interface Machines {
  readonly replicas: number;
  /** Spec of each machine, for its provider. */
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface KubeadmArgs {
  readonly cluster: {
    readonly kind: ApiKind;
    readonly spec: Readonly<Record<string, unknown>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  /** Type of the templates of machines. */
  readonly template: ApiKind;
  readonly controlPlane: Machines;
  readonly workers: Readonly<Record<string, Machines>>;
  /** How kubeadm registers each node. */
  readonly nodeRegistration: Readonly<Record<string, unknown>>;
  /** Arguments of the controller manager and others, as kubeadm takes them. */
  readonly clusterConfiguration?: Readonly<Record<string, unknown>>;
}

/** A cluster whose machines kubeadm makes nodes of: control plane, and a MachineDeployment for each kind of worker. */
export function kubeadmPlan(args: KubeadmArgs, owner: Owner): Shape {
  const { cluster, template, controlPlane, workers } = args;
  const name = `${owner.name}-control-plane`;
  const machines = templateOf(template, name, owner, controlPlane.spec);
  return {
    controlPlane: { kind: KINDS.kubeadmControlPlane, name },
    infrastructure: { kind: cluster.kind, name: owner.name },
    objects: [
      annotated(objectOf(cluster.kind, owner.name, owner, cluster.spec), cluster.annotations),
      machines,
      kubeadmControlPlane(name, machines, args, owner),
      ...byName(workers).flatMap(([worker, machines]) =>
        workerObjects(`${owner.name}-${worker}`, machines, args, owner),
      ),
    ],
    machines: true,
  };
}

function annotated(object: KubernetesObject, annotations: Readonly<Record<string, string>> | undefined) {
  if (annotations === undefined) return object;
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations } } };
}

function kubeadmControlPlane(
  name: string,
  template: KubernetesObject,
  { controlPlane, nodeRegistration, clusterConfiguration, template: kind }: KubeadmArgs,
  owner: Owner,
): KubernetesObject {
  return objectOf(KINDS.kubeadmControlPlane, name, owner, {
    replicas: controlPlane.replicas,
    version: owner.version,
    machineTemplate: { spec: { infrastructureRef: referenceTo(kind, template.metadata.name) } },
    kubeadmConfigSpec: {
      ...(clusterConfiguration === undefined ? {} : { clusterConfiguration }),
      initConfiguration: { nodeRegistration },
      joinConfiguration: { nodeRegistration },
    },
  });
}

function workerObjects(
  name: string,
  { replicas, spec }: Machines,
  { template: kind, nodeRegistration }: KubeadmArgs,
  owner: Owner,
): KubernetesObject[] {
  const machines = templateOf(kind, name, owner, spec);
  const bootstrap = templateOf(KINDS.kubeadmConfigTemplate, name, owner, {
    joinConfiguration: { nodeRegistration },
  });
  const template = {
    clusterName: owner.name,
    version: owner.version,
    bootstrap: { configRef: referenceTo(KINDS.kubeadmConfigTemplate, bootstrap.metadata.name) },
    infrastructureRef: referenceTo(kind, machines.metadata.name),
  };
  // As Cluster API would fill them in.
  const labels = { [CLUSTER_NAME_LABEL]: owner.name, "cluster.x-k8s.io/deployment-name": name };
  const deployment = objectOf(KINDS.machineDeployment, name, owner, {
    clusterName: owner.name,
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: template },
  });
  return [machines, bootstrap, deployment];
}
