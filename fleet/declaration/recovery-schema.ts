import { z } from "zod";
import { dnsLabel, duration, labelKey, labelValue, replicas, someText } from "./values.ts";

/* What is backed up how, and which recoveries are drilled. */

/** What becomes of the data of volumes. */
export const volumes = z
  .enum(["move", "snapshot", "files", "none"])
  .describe(
    "move: snapshots through CSI, whose data is moved into the bucket; snapshot: snapshots that stay where the volumes are; files: read from the file system of the pods into the bucket; none: objects alone",
  );

/** A kind by its resource, as kubectl and Velero call it: `configmaps`, `certificates.cert-manager.io`. */
const resource = someText.describe("A kind by its resource: configmaps, certificates.cert-manager.io");

/** How a workload is backed up, where it is not done as for the rest of its environment. */
export const workloadBackup = z
  .strictObject({
    every: duration.optional().describe("Time between two backups; default: that of the environment"),
    keep: duration
      .optional()
      .describe("Time after which a backup is deleted; default: that of the environment"),
    volumes: volumes.optional(),
    labels: z
      .record(labelKey, labelValue)
      .optional()
      .describe("Only objects of its namespace that carry all of these; default: all"),
    exclude: z.array(resource).default([]).describe("Kinds that are left out"),
    clusterScoped: z
      .array(resource)
      .default([])
      .describe("Kinds outside namespaces that are backed up with it"),
  })
  .describe("A schedule of its own; without it the workload is in the backups of the whole cluster");

const probe = z.strictObject({
  name: dnsLabel.describe("What it looks at"),
  run: z
    .array(someText)
    .min(1)
    .describe(
      "A program of the project and its arguments; it gets KUBECONFIG, DRILL_CLUSTER and DRILL_NAMESPACES (a JSON object, declared to restored), and succeeds with 0",
    ),
  timeout: duration.default("60s").describe("Time after which it has failed"),
});

const drillBase = {
  every: duration
    .default("30d")
    .describe("How old the newest drill that passed may be; older, and the guardrails refuse production"),
};

const recoveryTime = duration.describe("Longest time from the order to healthy (recovery time objective)");

const restoreDrill = {
  ...drillBase,
  source: dnsLabel.describe("Cluster whose backups are restored"),
  target: dnsLabel.describe("Cluster that they are restored in"),
  workloads: z
    .array(dnsLabel)
    .min(1)
    .optional()
    .describe("Default: all that the source carries and that may be restored in the target"),
  budget: z.strictObject({
    rto: recoveryTime,
    rpo: duration.describe("Greatest age of what came back (recovery point objective)"),
  }),
  probes: z
    .array(probe)
    .default([])
    .describe("What is run when all is back, besides the program's own checks"),
};

const drill = z.discriminatedUnion("mode", [
  z
    .strictObject({
      mode: z.literal("sandbox"),
      ...restoreDrill,
      replicas: replicas
        .default(1)
        .describe("Most replicas of what is restored: it shares the target with what lives there"),
    })
    .describe("Restores into namespaces that are cut off from the world, looks, and takes them away again"),
  z
    .strictObject({ mode: z.literal("failover"), ...restoreDrill })
    .describe("Moves the workloads of the source to the target for good, until they are moved back"),
  z
    .strictObject({ mode: z.literal("hub"), ...drillBase, budget: z.strictObject({ rto: recoveryTime }) })
    .describe("Loses the hub and gets it back"),
]);

export const recovery = z.strictObject({
  publicKey: someText
    .optional()
    .describe("Key that the records of drills are signed with, Ed25519, as fleet drill key prints it"),
  records: someText
    .default(".archipelago/drills")
    .describe("Folder of the records; one that is committed, where pull requests are to be held by them"),
  drills: z.record(dnsLabel, drill).default({}).describe("Drills by name"),
});

export type Volumes = z.output<typeof volumes>;
export type WorkloadBackup = z.output<typeof workloadBackup>;
export type Recovery = z.output<typeof recovery>;
export type DrillDeclaration = z.output<typeof drill>;
/** A drill that restores what one cluster has backed up in another. */
export type RestoreDrill = Exclude<DrillDeclaration, { mode: "hub" }>;
export type Probe = z.output<typeof probe>;
