import { z } from "zod";
import { BACK_ENDS } from "../backends/back-end.ts";
import { residencyProfile } from "../residency/profile.ts";
import { workloadName } from "./dns-schema.ts";
import { platform } from "./platform-schema.ts";
import { workloadBackup } from "./recovery-schema.ts";
import { provisioner } from "./provisioners/provisioners.ts";
import {
  cidr,
  clusterSelector,
  country,
  dnsLabel,
  duration,
  kubernetesVersion,
  labelCondition,
  labelKey,
  labelValue,
  podSecurity,
  replicas,
  someText,
  textLike,
} from "./values.ts";

/*
 * The shape of fleet.yaml, read from the bottom up: the whole document is `declaration`, at the end.
 * What one value can say by itself is checked here; what needs two values (a reference, an overlap,
 * a sum) is checked in checks.ts. Descriptions become the JSON Schema that editors show.
 */

const cluster = z.strictObject({
  provisioner: provisioner.describe("How the cluster comes to be"),
  version: kubernetesVersion.optional().describe("Kubernetes version; default: what the provisioner gives"),
  network: dnsLabel.default("default").describe("Clusters of one network reach each other's pods directly"),
  podCidr: cidr.optional().describe("Addresses of pods; apart from all other blocks of the network"),
  serviceCidr: cidr.optional().describe("Addresses of services; apart from all other blocks of the network"),
  labels: z
    .record(labelKey, labelValue)
    .default({})
    .describe("What selectors see, besides the region's labels"),
  cordoned: z
    .boolean()
    .default(false)
    .describe("Carries no workloads: what is there moves to the others. Its links stay"),
  traffic: z
    .enum(["on", "off"])
    .default("on")
    .describe("off: it goes on running, and no name answers with it while there is another answer"),
  state: z
    .enum(["active", "tombstoned"])
    .default("active")
    .describe(
      "tombstoned: gone for good, and to be removed everywhere without waiting for it; see fleet tombstone",
    ),
  gateway: z
    .array(someText)
    .min(1)
    .optional()
    .describe(
      "Addresses at which other networks reach its mesh gateway; default: those of its load balancer",
    ),
});

const region = z.strictObject({
  country: country.describe("ISO 3166-1 alpha-2 code of the place the region stands in"),
  vpcCidr: cidr.optional().describe("Addresses of the network that the region's clusters stand in"),
  labels: z.record(labelKey, labelValue).default({}).describe("Labels of all clusters of the region"),
  clusters: z
    .record(dnsLabel, cluster)
    .refine((all) => Object.keys(all).length > 0, { error: "a region has at least one cluster" })
    .describe("Clusters by name; the name is unique within the environment"),
});

const environment = z.strictObject({
  hub: dnsLabel.describe("The cluster that carries the control planes of the environment"),
  residency: z
    .string()
    .optional()
    .describe("Name of a profile under residency that holds for everything in the environment"),
  ...platform,
  rollout: z
    .strictObject({
      waves: z
        .array(z.array(dnsLabel).min(1))
        .min(1)
        .describe("Regions that are brought up first, second, …; those that are not named follow"),
      pause: duration
        .optional()
        .describe("Time after a wave that changed something, before it is looked at and the next one begins"),
    })
    .optional()
    .describe("In which order fleet up takes the regions; default: all side by side"),
  regions: z
    .record(dnsLabel, region)
    .refine((all) => Object.keys(all).length > 0, { error: "an environment has at least one region" })
    .describe("Regions by name; each is a stack, <environment>-<region>"),
});

const placement = z
  .strictObject({
    clusters: clusterSelector.optional(),
    affinities: z
      .array(z.strictObject({ name: dnsLabel.describe("Name of the group"), clusters: clusterSelector }))
      .min(1)
      .optional()
      .describe("Tried in order; the first that can hold the workload is taken"),
    spread: z
      .array(
        z
          .strictObject({
            by: z
              .enum(["cluster", "region", "country"])
              .describe("What is counted: cluster, region or country"),
            min: z.int().min(1).default(1),
            max: z.int().min(1).optional(),
          })
          .refine(({ min, max }) => max === undefined || min <= max, { error: "min is greater than max" }),
      )
      .default([])
      .describe("How many different clusters, regions or countries carry the workload"),
  })
  .refine(({ clusters, affinities }) => clusters === undefined || affinities === undefined, {
    error: "expected clusters or affinities, not both",
  })
  .default({ clusters: "all", spread: [] });

const perCluster = (value: z.ZodType<number>) =>
  z.union([value, z.record(dnsLabel, value)], { error: "expected a whole number, or a map of clusters" });

const division = z
  .strictObject({
    replicas: replicas.describe("Over all clusters together"),
    by: z
      .enum(["weight", "even", "available"])
      .default("weight")
      .describe("weight, even, or available: by what is free on each cluster, as the back end finds it"),
    weights: z
      .record(dnsLabel, z.int().min(0).max(1_000_000))
      .default({})
      .describe("Default of a cluster: 1"),
    min: perCluster(replicas).default(0).describe("Per cluster: one number for all, or a map of clusters"),
    max: perCluster(replicas).optional().describe("Per cluster: one number for all, or a map of clusters"),
    target: z
      .strictObject({ kind: someText, name: someText })
      .optional()
      .describe("The object whose spec.replicas is divided; needed when the manifests hold several"),
  })
  .describe("Divides the replicas over the clusters; without it every cluster runs the whole workload");

const pointer = textLike(/^(\/[^~/]*(~[01][^~/]*)*)*$/, "a JSON Pointer, such as /spec/replicas").describe(
  "JSON Pointer (RFC 6901) to a value of the object",
);
const patchOperation = z.discriminatedUnion("op", [
  z.strictObject({
    op: z.enum(["add", "replace", "test"]),
    path: pointer,
    value: z.json().describe("The value to add, to put in its place, or to compare with"),
  }),
  z.strictObject({ op: z.literal("remove"), path: pointer }),
  z.strictObject({ op: z.enum(["move", "copy"]), from: pointer, path: pointer }),
]);

const override = z
  .strictObject({
    clusters: clusterSelector,
    target: z
      .strictObject({ kind: someText.optional(), name: someText.optional() })
      .optional()
      .describe("Limits the override to objects of this kind or name"),
    replicas: replicas.optional(),
    image: z
      .strictObject({
        container: someText.optional(),
        registry: someText.optional(),
        repository: someText.optional(),
        tag: someText.optional(),
        digest: textLike(/^sha256:[0-9a-f]{64}$/, "a digest: sha256: and 64 hexadecimal digits").optional(),
      })
      .optional(),
    env: z.record(someText, z.string()).optional(),
    labels: z.record(labelKey, labelValue).optional(),
    annotations: z.record(labelKey, z.string()).optional(),
    patch: z.array(patchOperation).min(1).optional().describe("JSON Patch (RFC 6902); needs a target"),
  })
  .refine(({ patch, target }) => patch === undefined || target !== undefined, {
    error: "patch needs a target: a path means something else in each kind",
  });

const rollout = z
  .strictObject({
    waves: z
      .array(clusterSelector)
      .min(1)
      .describe("Clusters that get a change first, second, …; those that are not named follow"),
    pause: duration.default("0s").describe("How long a wave has to be healthy before the next one begins"),
  })
  .describe("In which order a change reaches the clusters; default: all at once");

const workload = z.strictObject({
  environments: z.array(dnsLabel).min(1).describe("Names of the environments it is deployed to"),
  manifests: someText.describe("A YAML file, a folder of them, a kustomization or a Helm chart"),
  values: z.record(z.string(), z.json()).optional().describe("Values, when manifests is a Helm chart"),
  namespace: dnsLabel.optional().describe("Default: the name of the workload"),
  podSecurity: podSecurity.default("restricted"),
  residency: z.string().optional().describe("Name of a profile under residency"),
  placement,
  division: division.optional(),
  overrides: z.array(override).default([]),
  backend: z
    .enum(BACK_ENDS)
    .default("direct")
    .describe("Who carries it out: the stacks of the regions, Argo CD, KubeFed or Karmada"),
  rollout: rollout.optional(),
  minAvailable: replicas
    .optional()
    .describe("Replicas over all clusters together that have to be available at any time"),
  backup: workloadBackup.optional(),
  after: z.array(z.string()).default([]).describe("Workloads that are up before this one is applied"),
  exports: z
    .array(dnsLabel)
    .default([])
    .describe("Services of the manifests that the mesh offers to the other clusters"),
  dns: workloadName.optional(),
});

/** The whole of fleet.yaml. */
export const declaration = z.strictObject({
  name: dnsLabel.describe("Name of the fleet; part of the names of what it creates"),
  residency: z.record(dnsLabel, residencyProfile).default({}).describe("Residency profiles by name"),
  state: z
    .strictObject({ country: country.describe("Where it is kept") })
    .optional()
    .describe("Where the state of the stacks is kept, if the URL of its backend does not say"),
  environments: z
    .record(dnsLabel, environment)
    .refine((all) => Object.keys(all).length > 0, { error: "a fleet has at least one environment" })
    .describe("Environments by name; each is a stack, and nothing links across them"),
  workloads: z.record(dnsLabel, workload).default({}).describe("Workloads by name"),
});

export type Declaration = z.output<typeof declaration>;
export type EnvironmentDeclaration = z.output<typeof environment>;
export type ClusterDeclaration = z.output<typeof cluster>;
export type WorkloadDeclaration = z.output<typeof workload>;
export type Placement = z.output<typeof placement>;
export type Division = z.output<typeof division>;
export type Override = z.output<typeof override>;
export type PatchOperation = z.output<typeof patchOperation>;
export type ClusterSelector = z.output<typeof clusterSelector>;
export type LabelCondition = z.output<typeof labelCondition>;
