import { z } from "zod";
import { SYSTEM_NAMES } from "../platform/system.ts";
import { multiCluster } from "./multi-cluster-schema.ts";
import { dns } from "./dns-schema.ts";
import { federation } from "./federation-schema.ts";
import { recovery, volumes } from "./recovery-schema.ts";
import {
  clusterSelector,
  country,
  dnsLabel,
  dnsName,
  duration,
  jurisdictions,
  someText,
  textLike,
} from "./values.ts";

/* What an environment declares to be installed on its clusters: mesh, GitOps, backup, DNS, observability. */

const istio = z.strictObject({
  kind: z.literal("istio"),
  meshId: dnsLabel.describe("Name of the mesh; the same on all its clusters"),
  trustDomain: dnsName.describe("Domain of the workload identities; the same on all clusters"),
  profile: z
    .enum(["sidecar", "ambient"])
    .default("sidecar")
    .describe("sidecar: a proxy in each pod; ambient: one per node, and HBONE between networks"),
  rights: z
    .enum(["endpoints", "reader"])
    .default("endpoints")
    .describe(
      "What istiod may read on its peers: what endpoints are made of, or, as Istio's own reader role, every Secret too",
    ),
});

const linkerd = z.strictObject({
  kind: z.literal("linkerd"),
  trustDomain: dnsName.describe("Domain of the workload identities; the same on all clusters"),
  mode: z
    .enum(["gateway", "flat", "federated"])
    .default("gateway")
    .describe(
      "How exported services are reached: through a gateway, pod to pod, or as one federated service",
    ),
});

const mesh = z.discriminatedUnion("kind", [istio, linkerd]);

const application = z.strictObject({
  path: someText.describe("Folder in the repository: plain YAML, a kustomization or a Helm chart"),
  revision: someText.default("HEAD").describe("Branch, tag or commit"),
  namespace: dnsLabel.optional().describe("Default: the name of the application; one of gitops.namespaces"),
  clusters: clusterSelector.default("all").describe("The clusters it is deployed to"),
  generator: z
    .enum(["clusters", "list"])
    .default("clusters")
    .describe(
      "clusters: Argo CD picks them by their labels, live; list: the program writes them out, and a preview shows each",
    ),
  waves: z
    .array(clusterSelector)
    .default([])
    .describe("Clusters that are synced first, second, …; the next wave waits until the last is healthy"),
});

const gitops = z.strictObject({
  kind: z.enum(["argocd"]),
  repo: someText.describe(
    "Git repository that Argo CD deploys from: a URL, or a folder of this project (. is the project itself)",
  ),
  namespaces: z
    .array(dnsLabel)
    .default([])
    .describe("Namespaces that Argo CD may write to, on every cluster; it gets rights to nothing else"),
  rights: z
    .enum(["namespaces", "cluster-admin"])
    .default("namespaces")
    .describe("What Argo CD may do on its members: all in the namespaces above, or everything"),
  applications: z.record(dnsLabel, application).default({}).describe("Applications by name"),
});

const backupLocation = z.strictObject({
  bucket: someText.describe("Name of the bucket"),
  region: someText.optional().describe("Region of the bucket; default: the region it is declared for"),
  country: country
    .optional()
    .describe(
      "Where the bucket stands; default: the country of its region, if the environment has that region",
    ),
  prefix: textLike(/^[^/]+(\/[^/]+)*$/, "a folder: no slash at the start or end, and no two in a row")
    .optional()
    .describe(
      "Folder in the bucket, in which each cluster has one of its own name; default: the bucket itself",
    ),
  url: z.url().optional().describe("S3 endpoint, where it is neither AWS's own nor Cloud Storage"),
  kmsKeyId: someText
    .optional()
    .describe("Key that the objects are encrypted with; in Cloud Storage its full name: projects/…"),
  create: z
    .boolean()
    .optional()
    .describe(
      "Whether the bucket is made, with a key for it, in the cloud of the region's clusters, eks or gke; default: false",
    ),
});

const backup = z.strictObject({
  every: duration.describe("Time between two backups, such as 6h"),
  keep: duration.describe("Time after which a backup is deleted, such as 30d"),
  volumes: volumes.default("move"),
  canary: duration
    .default("1m")
    .describe("Time between two canaries: what tells of a backup how old its content is"),
  credentials: z
    .enum(["identity", "secret"])
    .default("identity")
    .describe(
      "How the buckets are reached: identity of the cloud (Pod Identity, IRSA; of clusters of kind gke a service account, and the buckets are in Cloud Storage), or config archipelago:backupCredentials",
    ),
  locations: z
    .record(dnsLabel, backupLocation)
    .default({})
    .describe("Where the clusters of a region keep their backups, by region"),
});

const sink = z.strictObject({
  endpoint: z.url().describe("OTLP over HTTP endpoint that collectors forward to"),
  country: country.describe("Where it stores what it gets"),
  accepts: jurisdictions
    .optional()
    .describe("Countries and groups whose clusters may send to it; default: its own country"),
  authentication: z
    .enum(["none", "bearer"])
    .default("none")
    .describe("bearer: with the token in config archipelago:telemetryToken"),
});

const observability = z.strictObject({
  sinks: z
    .record(dnsLabel, sink)
    .refine((all) => Object.keys(all).length > 0, { error: "telemetry needs at least one sink" })
    .describe("Where metrics, logs and traces go, by name; a cluster sends to one that accepts its country"),
  interval: duration.default("60s").describe("Time between two scrapes of metrics"),
});

const charts = z.strictObject({
  mirror: someText
    .optional()
    .describe(
      "A folder of the project with charts, or an OCI prefix (oci://…); default: the official sources",
    ),
  versions: z
    .partialRecord(z.enum(SYSTEM_NAMES), someText)
    .default({})
    .describe("Version of a system; default: the newest that the catalogue knows"),
  values: z
    .record(dnsLabel, z.record(z.string(), z.json()))
    .default({})
    .describe("Values by chart, over those of this program; a key that the chart does not know is an error"),
});

const clusterApi = z.strictObject({
  namespaces: z
    .array(dnsLabel)
    .min(1)
    .describe(
      "Namespaces of the hub in which clusters of kind cluster-api are kept; take one out when the last cluster in it is gone",
    ),
  providers: z
    .array(z.enum(["aws", "gcp"]))
    .default([])
    .describe("Providers of infrastructure that are installed on the hub, besides Cluster API itself"),
  credentials: z
    .enum(["identity", "secret"])
    .default("identity")
    .describe(
      "How providers reach their cloud: identity of the hub (Pod Identity, IRSA, Workload Identity), or config archipelago:clusterApiAws and clusterApiGcp",
    ),
});

/** The sections of an environment that say what runs on its clusters. */
export const platform = {
  mesh: mesh.optional(),
  gitops: gitops.optional(),
  backup: backup.optional(),
  recovery: recovery.optional().describe("Recoveries that are drilled, and how their records are kept"),
  dns: dns.optional(),
  observability: observability.optional(),
  clusterApi: clusterApi.optional(),
  federation: federation
    .optional()
    .describe(
      "Federations that workloads may be carried out by; with two, one can move from one to the other",
    ),
  multiCluster: multiCluster
    .optional()
    .describe(
      "Services that clusters of GKE in a fleet of Google Cloud share, and load balancers in front of them",
    ),
  install: z
    .enum(["chart", "api"])
    .optional()
    .describe(
      "chart: Helm charts; api: only the resource types and objects. Default: api on simulated clusters, chart on others",
    ),
  charts: charts.default({ versions: {}, values: {} }),
};

export type Mesh = z.output<typeof mesh>;
export type IstioMesh = z.output<typeof istio>;
export type LinkerdMesh = z.output<typeof linkerd>;
export type Gitops = z.output<typeof gitops>;
export type { Federation } from "./federation-schema.ts";
export type Application = z.output<typeof application>;
export type Backup = z.output<typeof backup>;
export type BackupLocation = z.output<typeof backupLocation>;
export type Sink = z.output<typeof sink>;
export type ClusterApi = z.output<typeof clusterApi>;
export type Observability = z.output<typeof observability>;
export type Charts = z.output<typeof charts>;
