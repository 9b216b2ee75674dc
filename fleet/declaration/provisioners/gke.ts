import { z } from "zod";
import { cidr, dnsLabel, labelKey, labelValue, textLike } from "../values.ts";

/* A cluster of Google Kubernetes Engine. What needs other values or tables to say is checked in checks/gke.ts. */

const PROJECT = "([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]";

const project = textLike(new RegExp(`^${PROJECT}$`), "the id of a project, such as acme-prod-1234");

/** The full name of something that is there already: short ones would depend on the project of whoever asks. */
const resource = (pattern: string, what: string) =>
  textLike(new RegExp(`^projects/${PROJECT}/${pattern}$`), what);

const LABEL = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?";

const serviceAccount = textLike(
  new RegExp(`^[a-z0-9-]+@${PROJECT}\\.iam\\.gserviceaccount\\.com$`),
  "the e-mail address of a service account",
);

const madeNetwork = z.strictObject({
  cidr: cidr
    .optional()
    .describe(
      "Addresses of nodes, pods and services; default: vpcCidr of the region, or else a block that follows from the cluster's name",
    ),
  nat: z
    .boolean()
    .default(true)
    .describe(
      "Whether nodes and pods reach the internet, through Cloud NAT; Google's own services they reach without",
    ),
  flowLogs: z.boolean().default(false).describe("Whether a sample of connections is logged, at a charge"),
});

/** What is made for a cluster that says nothing of its network. */
export const DEFAULT_NETWORK = madeNetwork.parse({});

const ownNetwork = z.strictObject({
  network: resource(`global/networks/${LABEL}`, "the full name of a network: projects/…/global/networks/…"),
  subnetwork: resource(
    `regions/[a-z0-9-]+/subnetworks/${LABEL}`,
    "the full name of a subnetwork: projects/…/regions/…/subnetworks/…",
  ),
  pods: dnsLabel.describe("Name of its secondary range for pods"),
  services: dnsLabel.describe("Name of its secondary range for services"),
});

const taint = z.strictObject({
  key: labelKey,
  value: labelValue.default(""),
  effect: z.enum(["NoSchedule", "NoExecute", "PreferNoSchedule"]),
});

const nodePool = z
  .strictObject({
    machineType: textLike(/^[a-z0-9]+(-[a-z0-9]+)+$/, "a machine type, such as e2-standard-4"),
    min: z.int().min(0).max(1000).default(3).describe("Nodes over all zones together"),
    max: z.int().min(1).max(1000).default(6).describe("Nodes over all zones together"),
    zones: z
      .array(textLike(/^[a-z]+-[a-z]+[0-9]+-[a-z]$/, "a zone, such as europe-west3-a"))
      .min(1)
      .optional(),
    spot: z.boolean().default(false).describe("Cheaper machines that Google may take back at any time"),
    disk: z
      .strictObject({
        type: z.enum(["pd-standard", "pd-balanced", "pd-ssd", "hyperdisk-balanced"]).default("pd-balanced"),
        size: z.int().min(20).max(65_536).default(100).describe("GB"),
      })
      .prefault({})
      .describe("Boot disk of each node"),
    labels: z.record(labelKey, labelValue).default({}),
    taints: z.array(taint).default([]),
    surge: z
      .int()
      .min(0)
      .max(20)
      .default(1)
      .describe("Nodes that an upgrade adds before it takes old ones away"),
    unavailable: z
      .int()
      .min(0)
      .max(20)
      .default(0)
      .describe("Nodes that an upgrade may take away before it adds new ones"),
  })
  .refine(({ min, max }) => min <= max, { error: "min is greater than max" })
  .refine(({ surge, unavailable }) => surge + unavailable > 0, {
    error: "surge and unavailable are both 0: no node could ever be upgraded",
  });

const backup = z.strictObject({
  schedule: textLike(
    /^(\S+ ){4}\S+$/,
    "a schedule of five fields as cron has them, such as 0 3 * * *",
  ).default("0 3 * * *"),
  keepDays: z.int().min(1).max(365).default(30),
  location: textLike(/^[a-z]+-[a-z]+[0-9]+$/, "a region, such as europe-west3")
    .optional()
    .describe("Region that backups are kept in; default: that of the cluster"),
  secrets: z.boolean().default(false).describe("Whether Secrets are in them"),
  volumes: z.boolean().default(true).describe("Whether data of volumes is in them"),
  namespaces: z.array(dnsLabel).min(1).optional().describe("Default: all"),
});

const clock = textLike(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, "a time of day in UTC, such as 02:00");

const maintenance = z.strictObject({
  start: clock.describe("Start of the window, in UTC"),
  hours: z.int().min(4).max(24).default(4).describe("Length of the window"),
  days: z
    .array(z.enum(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]))
    .min(1)
    .default(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]),
});

const LOGS = ["system", "workloads", "api-server", "controller-manager", "scheduler"] as const;

export const gke = z
  .strictObject({
    kind: z.literal("gke"),
    project: project.describe("The project that the cluster is made in"),
    location: textLike(
      /^[a-z]+-[a-z]+[0-9]+(-[a-z])?$/,
      "a region or a zone, such as europe-west3 or europe-west3-a",
    )
      .optional()
      .describe("Region or zone of Google Cloud; default: the name that the region has in this declaration"),
    name: textLike(
      /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
      "the name of a cluster of GKE: at most 40 lower-case letters, digits and inner hyphens, first a letter",
    )
      .optional()
      .describe("What the cluster is called in Google Cloud; default: <fleet>-<environment>-<cluster>"),
    channel: z
      .enum(["rapid", "regular", "stable", "extended"])
      .default("regular")
      .describe("Release channel: how soon Google upgrades the cluster by itself"),
    autopilot: z
      .boolean()
      .default(false)
      .describe("GKE Autopilot: Google chooses, makes and replaces the nodes"),
    nodePools: z.record(dnsLabel.max(33), nodePool).default({}).describe("Node pools by name"),
    network: madeNetwork.optional().describe("The network that is made for the cluster"),
    use: z
      .strictObject({
        network: ownNetwork
          .optional()
          .describe("A network and a subnetwork in it, instead of ones that are made"),
        key: resource(
          `locations/[a-z0-9-]+/keyRings/[A-Za-z0-9_-]+/cryptoKeys/[A-Za-z0-9_-]+`,
          "the full name of a key: projects/…/locations/…/keyRings/…/cryptoKeys/…",
        )
          .optional()
          .describe(
            "A key for Secrets, disks of nodes and backups; Google's service agents have the right to use it",
          ),
        nodeServiceAccount: serviceAccount
          .optional()
          .describe(
            "The service account of nodes; it has the role roles/container.defaultNodeServiceAccount",
          ),
      })
      .default({})
      .describe("What is there already, and is neither made nor deleted"),
    key: z
      .enum(["google", "made"])
      .default("google")
      .describe(
        "Who holds the key to Secrets, disks of nodes and backups: Google, or one that is made in the project and stays there",
      ),
    endpoint: z
      .strictObject({
        public: z
          .array(cidr)
          .min(1)
          .optional()
          .describe(
            "Who may reach the API server over the internet; default: nobody, and it has no address there",
          ),
        private: z
          .array(cidr)
          .default([])
          .describe("Who may reach it from networks that are joined to its own, besides the cluster itself"),
        dns: z
          .boolean()
          .default(false)
          .describe(
            "Whether the API server is reached by name too, from anywhere, by who has container.clusters.connect",
          ),
      })
      .prefault({}),
    repositories: z
      .array(
        resource("locations/[a-z0-9-]+/repositories/[a-z0-9-]+", "projects/…/locations/…/repositories/…"),
      )
      .default([])
      .describe("Repositories of Artifact Registry that nodes may pull images from"),
    logs: z
      .array(z.enum(LOGS))
      .default(["system", "workloads", "api-server"])
      .describe("What is logged in Cloud Logging"),
    backup: backup.optional().describe("Backup for GKE: a plan for the whole cluster"),
    maintenance: maintenance.optional().describe("When Google may upgrade; default: at any time"),
    fleet: z
      .strictObject({
        project: project.optional().describe("The fleet's host project; default: that of the cluster"),
      })
      .optional()
      .describe("Membership in a fleet of Google Cloud, as multi-cluster services and ingress need it"),
    deletionProtection: z
      .boolean()
      .default(true)
      .describe("Whether Pulumi refuses to delete the cluster; set to false and bring up before a deletion"),
    replaceable: z
      .boolean()
      .default(false)
      .describe(
        "Whether a change that makes the cluster anew, with all that is in it lost, may be carried out",
      ),
    adopt: z
      .boolean()
      .default(false)
      .describe("The cluster is there under its name, and is taken over as it is"),
  })
  .refine(({ autopilot, nodePools }) => !autopilot || Object.keys(nodePools).length === 0, {
    error: "in Autopilot Google makes the nodes: expected no nodePools, or no autopilot",
    path: ["nodePools"],
  })
  .refine(({ adopt, autopilot, nodePools }) => adopt || autopilot || Object.keys(nodePools).length > 0, {
    error: "the cluster would have no nodes: expected nodePools, or autopilot: true",
  })
  .refine(({ network, use }) => network === undefined || use.network === undefined, {
    error: "a network is made or used: expected network or use.network, not both",
    path: ["network"],
  })
  .refine(({ key, use }) => key === "google" || use.key === undefined, {
    error: "a key is made or used: expected key: made or use.key, not both",
    path: ["key"],
  })
  .refine(
    ({ adopt, nodePools, network, use, key, backup, fleet, repositories }) =>
      !adopt ||
      (Object.keys(nodePools).length === 0 &&
        Object.keys(use).length === 0 &&
        key === "google" &&
        repositories.length === 0 &&
        [network, backup, fleet].every((each) => each === undefined)),
    {
      error:
        "a cluster is adopted as it is, with its own nodes, network and key: expected none of nodePools, network, use, key, repositories, backup and fleet",
      path: ["adopt"],
    },
  );

export type Gke = z.output<typeof gke>;
export type GkeNodePool = z.output<typeof nodePool>;
