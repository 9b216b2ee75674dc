import { z } from "zod";
import { dnsLabel, duration, labelKey, labelValue, someText, textLike } from "../values.ts";

/* A cluster of Cluster API. What needs other values or tables to say is checked in checks/cluster-api.ts. */

const machineCount = z.int().min(0).max(1000);

const controlPlaneCount = z
  .int()
  .min(1)
  .max(9)
  .refine((replicas) => replicas % 2 === 1, {
    error: "expected an odd number: etcd runs on these machines, and votes",
  })
  .default(3)
  .describe("Machines of the control plane, an odd number");

const topology = z.strictObject({
  class: dnsLabel.describe("Name of a ClusterClass"),
  classNamespace: dnsLabel.optional().describe("Namespace of the class; default: that of the cluster"),
  controlPlane: z
    .strictObject({ replicas: controlPlaneCount.optional() })
    .default({})
    .describe("None if the class has a control plane of a cloud"),
  workers: z
    .record(
      dnsLabel,
      z.strictObject({
        class: dnsLabel.describe("Name of a class of machine deployments in the ClusterClass"),
        replicas: machineCount.default(2),
        failureDomain: someText.optional(),
      }),
    )
    .default({})
    .describe("Machine deployments by name"),
  variables: z
    .record(someText, z.json())
    .default({})
    .describe("Values of the class's variables, whose schemas the class holds"),
});

const awsMachines = {
  instanceType: textLike(/^[a-z0-9-]+\.[a-z0-9-]+$/, "an instance type, such as m7i.large"),
  disk: z.int().min(8).max(16_384).default(50).describe("GiB of the encrypted root volume"),
  image: textLike(/^ami-[0-9a-f]+$/, "the id of a machine image")
    .optional()
    .describe("Machine image; default: the provider looks one up for the version"),
};

const aws = z.strictObject({
  kind: z.literal("aws"),
  region: someText.optional().describe("Region of AWS; default: the name of the region"),
  sshKey: someText.optional().describe("Name of a key pair for the machines; default: none"),
  controlPlane: z.strictObject({ replicas: controlPlaneCount, ...awsMachines }),
  workers: z.record(dnsLabel, z.strictObject({ replicas: machineCount.default(2), ...awsMachines })),
});

const awsManaged = z.strictObject({
  kind: z.literal("aws-managed"),
  region: someText.optional().describe("Region of AWS; default: the name of the region"),
  workers: z.record(
    dnsLabel,
    z.strictObject({
      replicas: machineCount.default(2),
      instanceType: awsMachines.instanceType,
      disk: awsMachines.disk,
      min: machineCount.optional().describe("Fewest nodes; default: replicas"),
      max: machineCount.optional().describe("Most nodes; default: replicas"),
    }),
  ),
});

const gcpManaged = z.strictObject({
  kind: z.literal("gcp-managed"),
  project: someText.describe("Project of Google Cloud"),
  region: someText.optional().describe("Region of Google Cloud; default: the name of the region"),
  network: someText.default("default").describe("Network in which the nodes stand"),
  channel: z.enum(["rapid", "regular", "stable"]).default("regular").describe("Release channel"),
  workers: z.record(
    dnsLabel,
    z.strictObject({
      replicas: machineCount.default(3).describe("Over all zones of the region: a multiple of three"),
      machineType: textLike(/^[a-z0-9]+-[a-z0-9-]+$/, "a machine type, such as e2-standard-4"),
      disk: z.int().min(10).max(65_536).default(50).describe("GiB of each node's disk"),
    }),
  ),
});

const inMemory = z.strictObject({
  kind: z.literal("in-memory"),
  controlPlane: z.strictObject({ replicas: controlPlaneCount }).prefault({}),
  workers: z.record(dnsLabel, z.strictObject({ replicas: machineCount.default(2) })).default({}),
});

const healthChecks = z.strictObject({
  unhealthy: duration
    .default("5m")
    .describe("How long a node may be not ready, or unknown, before its machine is replaced"),
  nodeStartup: duration.default("10m").describe("How long a machine may take to become a node"),
  maxUnhealthy: textLike(/^([0-9]|[1-9][0-9]|100)%$/, "a percentage, such as 40%")
    .default("40%")
    .describe("If more machines than these are unhealthy, none is replaced"),
});

export const clusterApi = z
  .strictObject({
    kind: z.literal("cluster-api"),
    namespace: dnsLabel
      .optional()
      .describe("One of clusterApi.namespaces; may be left out where there is only one"),
    topology: topology.optional().describe("From a ClusterClass"),
    infrastructure: z
      .discriminatedUnion("kind", [aws, awsManaged, gcpManaged, inMemory])
      .optional()
      .describe(
        "Object by object: machines on AWS with kubeadm, EKS, GKE, or machines of which only records are kept, for tests",
      ),
    endpoint: z
      .strictObject({ host: someText, port: z.int().min(1).max(65_535).default(6443) })
      .optional()
      .describe("Address of the API server where it is known beforehand: a load balancer of your own"),
    kubeconfig: z
      .enum(["certificate", "user"])
      .optional()
      .describe(
        "Secret to reach it with: <name>-kubeconfig, with a client certificate, or <name>-user-kubeconfig, with a command; default: user for EKS and GKE",
      ),
    labels: z.record(labelKey, labelValue).default({}).describe("Labels of the Cluster object"),
    healthChecks: healthChecks
      .optional()
      .describe("Replace machines that are not healthy; default: no such checks, or those of the class"),
    deletionProtection: z
      .boolean()
      .default(true)
      .describe("Whether Pulumi refuses to delete it; set to false and bring up before a deletion"),
    timeouts: z
      .strictObject({
        ready: duration.default("30m").describe("To become ready, and for an upgrade"),
        delete: duration.default("30m").describe("To be gone"),
      })
      .prefault({})
      .describe("After this time a run ends with the reason; what was asked for stays asked for"),
  })
  .refine(({ topology, infrastructure }) => (topology === undefined) !== (infrastructure === undefined), {
    error: "expected either topology or infrastructure, and not both",
  });
