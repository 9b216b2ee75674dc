import type { Cluster } from "../../fleet.ts";
import type { ClusterApiDeclaration } from "./declared.ts";
import { KINDS } from "./kinds.ts";
import { kubeadmPlan } from "./kubeadm.ts";
import type { Owner, Shape } from "./shape.ts";

type Aws = Extract<ClusterApiDeclaration["infrastructure"], { kind: "aws" }>;

/** Profiles that `clusterawsadm bootstrap iam` makes (cluster-api-provider-aws, docs/book/src/topics/iam-permissions.md). */
const PROFILES = {
  controlPlane: "control-plane.cluster-api-provider-aws.sigs.k8s.io",
  workers: "nodes.cluster-api-provider-aws.sigs.k8s.io",
} as const;

/** The cloud's own controller manager runs beside Kubernetes since 1.31; until it has seen a node, nothing runs there. */
const EXTERNAL = [{ name: "cloud-provider", value: "external" }];

/** Machines of EC2 with kubeadm. */
export function awsMachinesPlan(
  cluster: Cluster,
  { region, sshKey, controlPlane, workers }: Aws,
  owner: Owner,
): Shape {
  const key = sshKey === undefined ? {} : { sshKeyName: sshKey };
  const machine = (
    profile: string,
    { instanceType, disk, image }: Omit<Aws["workers"][string], "replicas">,
  ) => ({
    instanceType,
    iamInstanceProfile: profile,
    ...(image === undefined ? {} : { ami: { id: image } }),
    rootVolume: { size: disk, type: "gp3", encrypted: true },
    // What runs in a pod does not get at the rights of its node.
    instanceMetadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    ...key,
  });
  return kubeadmPlan(
    {
      cluster: {
        kind: KINDS.awsCluster,
        spec: {
          region: region ?? cluster.region,
          controlPlaneLoadBalancer: { loadBalancerType: "nlb", healthCheckProtocol: "HTTPS" },
          ...key,
        },
      },
      template: KINDS.awsMachineTemplate,
      controlPlane: { replicas: controlPlane.replicas, spec: machine(PROFILES.controlPlane, controlPlane) },
      workers: Object.fromEntries(
        Object.entries(workers).map(([name, machines]) => [
          name,
          { replicas: machines.replicas, spec: machine(PROFILES.workers, machines) },
        ]),
      ),
      nodeRegistration: { name: "{{ ds.meta_data.local_hostname }}", kubeletExtraArgs: EXTERNAL },
      clusterConfiguration: { controllerManager: { extraArgs: EXTERNAL } },
    },
    owner,
  );
}
