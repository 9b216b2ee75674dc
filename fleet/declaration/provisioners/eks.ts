import { z } from "zod";
import { cidr, dnsLabel, labelKey, labelValue, someText, textLike } from "../values.ts";

/* A cluster of Amazon EKS. What needs other values or tables to say is checked in checks/eks.ts. */

/** ARNs of every partition. */
const arn = (service: string, resource: string, what: string) =>
  textLike(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:[0-9]{12}:${resource}$`), what);

const roleArn = arn("iam", "role/.+", "the ARN of an IAM role");

const madeVpc = z
  .strictObject({
    cidr: cidr
      .optional()
      .describe(
        "Addresses of nodes and pods; default: vpcCidr of the region, or else a block that follows from the cluster's name",
      ),
    zones: z
      .array(textLike(/^[a-z]$/, "the letter of an Availability Zone, such as a"))
      .min(2)
      .max(6)
      .optional()
      .describe("Letters of the Availability Zones; default: three that the region has"),
    nat: z
      .enum(["none", "single", "per-zone"])
      .default("single")
      .describe("Gateways to the internet for nodes and pods: none, one for all zones, or one for each"),
    endpoints: z
      .enum(["gateway", "interface"])
      .optional()
      .describe(
        "Private ways to AWS: gateway (S3 only, free) or interface (all that nodes need, charged by zone); default: gateway, and interface without a NAT",
      ),
    publicSubnets: z
      .boolean()
      .default(false)
      .describe("Whether there are subnets for load balancers on the internet, even without a NAT"),
  })
  .refine(({ nat, endpoints }) => nat !== "none" || endpoints !== "gateway", {
    error: "without a NAT nodes reach AWS through interface endpoints only: expected endpoints: interface",
    path: ["endpoints"],
  });

/** What is made for a cluster that says nothing of its VPC. */
export const DEFAULT_VPC = madeVpc.parse({});

const ownVpc = z.strictObject({
  id: textLike(/^vpc-[0-9a-f]+$/, "the id of a VPC"),
  subnets: z
    .array(textLike(/^subnet-[0-9a-f]+$/, "the id of a subnet"))
    .min(2)
    .describe("Private subnets in at least two Availability Zones"),
  cidr: cidr.optional().describe("Its addresses, which are those of pods, for peers to know"),
});

const taint = z.strictObject({
  key: labelKey,
  value: labelValue.optional(),
  effect: z.enum(["NoSchedule", "NoExecute", "PreferNoSchedule"]),
});

const nodeGroup = z
  .strictObject({
    instanceTypes: z
      .array(textLike(/^[a-z0-9-]+\.[a-z0-9-]+$/, "an instance type, such as m7i.large"))
      .min(1)
      .max(20),
    min: z.int().min(0).max(450).default(2),
    max: z.int().min(1).max(450).default(4),
    desired: z
      .int()
      .min(0)
      .max(450)
      .optional()
      .describe("Nodes at the start, later an autoscaler may decide; default: min"),
    capacity: z.enum(["on-demand", "spot"]).default("on-demand"),
    disk: z.int().min(20).max(16_384).default(50).describe("GiB of the encrypted volume of each node"),
    image: z
      .enum([
        "AL2023_x86_64_STANDARD",
        "AL2023_ARM_64_STANDARD",
        "BOTTLEROCKET_x86_64",
        "BOTTLEROCKET_ARM_64",
      ])
      .default("AL2023_x86_64_STANDARD")
      .describe("Family of the machine image"),
    labels: z.record(labelKey, labelValue).default({}),
    taints: z.array(taint).default([]),
  })
  .refine(({ min, max }) => min <= max, { error: "min is greater than max" })
  .refine(({ min, max, desired }) => desired === undefined || (desired >= min && desired <= max), {
    error: "desired is not between min and max",
  });

const accessEntry = z
  .strictObject({
    principal: arn("iam", "(role|user)/.+", "the ARN of an IAM role or user"),
    policy: z
      .enum(["cluster-admin", "admin", "edit", "view"])
      .describe("Rights as in the ClusterRoles of Kubernetes of these names"),
    namespaces: z.array(dnsLabel).min(1).optional().describe("Default: the whole cluster"),
  })
  .refine(({ policy, namespaces }) => policy !== "cluster-admin" || namespaces === undefined, {
    error: "cluster-admin holds for the whole cluster: expected no namespaces, or policy: admin",
  });

/** Days that CloudWatch can keep logs for (@pulumi/aws 7.48, cloudwatch.LogGroup, retentionInDays). */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653];

export const eks = z
  .strictObject({
    kind: z.literal("eks"),
    region: someText
      .optional()
      .describe("Region of AWS; default: the name that the region has in this declaration"),
    account: textLike(/^[0-9]{12}$/, "an account of AWS: 12 digits, in quotes").describe(
      "The only account in which anything may be made",
    ),
    deployer: roleArn.describe("The role that brings the cluster up; it becomes its administrator"),
    name: textLike(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/, "the name of a cluster of EKS")
      .optional()
      .describe("What the cluster is called in AWS; default: <fleet>-<environment>-<cluster>"),
    profile: someText
      .optional()
      .describe("Profile of the AWS configuration to use; default: what the surroundings say"),
    vpc: madeVpc.optional().describe("The network that is made for the cluster"),
    use: z
      .strictObject({
        vpc: ownVpc.optional().describe("A VPC, instead of one that is made"),
        key: arn("kms", "key/.+", "the ARN of a KMS key")
          .optional()
          .describe("The key that Secrets are sealed with"),
        clusterRole: roleArn.optional().describe("The role of the control plane"),
        nodeRole: roleArn.optional().describe("The role of nodes"),
      })
      .default({})
      .describe("What is there already, and is neither made nor deleted"),
    endpoint: z
      .strictObject({
        public: z
          .array(cidr)
          .min(1)
          .optional()
          .describe("Who may reach the API server over the internet; default: nobody"),
        private: z
          .array(cidr)
          .default([])
          .describe("Who may reach it inside the VPC and what is connected to it, besides nodes and pods"),
      })
      .prefault({}),
    nodeGroups: z.record(dnsLabel, nodeGroup).default({}).describe("Managed node groups by name"),
    autoMode: z
      .boolean()
      .default(false)
      .describe("EKS Auto Mode instead of node groups: AWS chooses, makes and replaces the nodes"),
    access: z
      .array(accessEntry)
      .default([])
      .describe("Who may use the cluster, besides the role that deploys it"),
    logs: z
      .strictObject({
        types: z
          .array(z.enum(["api", "audit", "authenticator", "controllerManager", "scheduler"]))
          .default(["api", "audit", "authenticator"]),
        retentionDays: z
          .int()
          .refine((days) => RETENTION_DAYS.includes(days), {
            error: `expected a number of days that CloudWatch knows: ${RETENTION_DAYS.join(", ")}`,
          })
          .default(90),
      })
      .prefault({})
      .describe("Logs of the control plane, in CloudWatch in the region"),
    support: z
      .enum(["standard", "extended"])
      .default("standard")
      .describe(
        "What happens when standard support of its Kubernetes ends: AWS upgrades the cluster, or charges more",
      ),
    deletionProtection: z
      .boolean()
      .default(true)
      .describe(
        "Whether neither Pulumi nor AWS deletes the cluster; set to false and bring up before a deletion",
      ),
    replaceable: z
      .boolean()
      .default(false)
      .describe("Whether a change that makes the cluster anew, all that is in it lost, may be carried out"),
    adopt: z
      .boolean()
      .default(false)
      .describe(
        "The cluster is there under its name, and is taken over without a change; nothing is made beside it",
      ),
  })
  .refine(({ vpc, use }) => vpc === undefined || use.vpc === undefined, {
    error: "expected vpc (one that is made) or use.vpc (one that is there), not both",
  })
  .refine(({ adopt, use }) => !adopt || (use.vpc !== undefined && use.clusterRole !== undefined), {
    error: "to adopt a cluster, say what it uses: use.vpc and use.clusterRole",
    path: ["adopt"],
  })
  .refine(({ adopt, autoMode, nodeGroups }) => adopt || autoMode || Object.keys(nodeGroups).length > 0, {
    error: "nothing would run on it: expected nodeGroups, or autoMode: true",
  })
  .refine(({ autoMode, nodeGroups }) => !autoMode || Object.keys(nodeGroups).length === 0, {
    error: "expected nodeGroups or autoMode: true, not both",
  });

export type Eks = z.output<typeof eks>;
export type EksNodeGroup = z.output<typeof nodeGroup>;
