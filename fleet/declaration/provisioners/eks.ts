import { z } from "zod";
import { cidr, dnsLabel, labelKey, labelValue, someText, textLike } from "../values.ts";

/* A cluster of Amazon EKS. What needs other values or tables to say is checked in checks/eks.ts. */

/** ARNs of every partition. */
const arn = (service: string, resource: string, what: string) =>
  textLike(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:([0-9]{12}|aws)?:${resource}$`), what);

const roleArn = arn("iam", "role/.+", "the ARN of an IAM role");

const madeVpc = z.strictObject({
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
    .describe("Letters of the Availability Zones; default: the first three of the region"),
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
  publicLoadBalancers: z
    .boolean()
    .default(false)
    .describe("Whether there are public subnets that load balancers may stand in"),
});

const ownVpc = z.strictObject({
  id: textLike(/^vpc-[0-9a-f]+$/, "the id of a VPC"),
  subnets: z
    .array(textLike(/^subnet-[0-9a-f]+$/, "the id of a subnet"))
    .min(2)
    .describe("Private subnets in at least two Availability Zones"),
  cidr: cidr.optional().describe("Its addresses, if peers are to know them"),
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
      .describe("Nodes at the start; later the autoscaler decides. Default: min"),
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
  .refine(({ min, max, desired = min }) => desired >= min && desired <= max, {
    error: "desired is not between min and max",
  });

const accessEntry = z.strictObject({
  principal: arn("iam", "(role|user)/.+", "the ARN of an IAM role or user"),
  policy: z
    .enum(["cluster-admin", "admin", "edit", "view"])
    .describe("cluster-admin and view of everything, or admin, edit and view in namespaces"),
  namespaces: z.array(dnsLabel).min(1).optional().describe("Default: the whole cluster"),
});

export const eks = z.strictObject({
  kind: z.literal("eks"),
  region: someText
    .optional()
    .describe("Region of AWS; default: the name that the region has in this declaration"),
  account: textLike(/^[0-9]{12}$/, "an account of AWS: 12 digits")
    .optional()
    .describe("The only account in which anything may be made"),
  profile: someText
    .optional()
    .describe("Profile of the AWS configuration of whoever uses the cluster; default: what is set there"),
  vpc: madeVpc.prefault({}).describe("The network that is made for the cluster"),
  use: z
    .strictObject({
      vpc: ownVpc.optional().describe("A VPC"),
      key: arn("kms", "key/.+", "the ARN of a KMS key")
        .optional()
        .describe("A key for secrets in the cluster"),
      clusterRole: roleArn.optional().describe("A role for the control plane"),
      nodeRole: roleArn.optional().describe("A role for nodes"),
    })
    .default({})
    .describe("What is there already, and is neither made nor deleted"),
  endpoint: z
    .strictObject({
      public: z
        .array(cidr)
        .min(1)
        .optional()
        .describe("Who may reach the API server from outside of the VPC; default: nobody"),
    })
    .default({}),
  nodeGroups: z.record(dnsLabel, nodeGroup).default({}).describe("Managed node groups by name"),
  autoMode: z.boolean().default(false).describe("EKS Auto Mode: AWS chooses, makes and replaces the nodes"),
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
        .union(
          [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653].map((days) =>
            z.literal(days),
          ),
          {
            error:
              "expected a number of days that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827 or 3653",
          },
        )
        .default(90),
    })
    .prefault({})
    .describe("Logs of the control plane, in CloudWatch in the region"),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe(
      "Whether neither Pulumi nor AWS deletes the cluster; set to false and bring up before a deletion",
    ),
  replaceable: z
    .boolean()
    .default(false)
    .describe(
      "Whether a change that makes the cluster anew, with all that is in it lost, may be carried out",
    ),
  adopt: z
    .boolean()
    .default(false)
    .describe("The cluster is there under its full name, and is taken over as it is"),
});
