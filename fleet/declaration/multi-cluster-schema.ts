import { z } from "zod";
import { dnsLabel, dnsName } from "./values.ts";

/* What clusters of GKE in one fleet of Google Cloud share. What needs other values to say is checked in checks/multi-cluster.ts. */

const backend = {
  workload: dnsLabel.describe("The workload that is reached"),
  service: dnsLabel.describe("One of its Services"),
  port: z.int().min(1).max(65_535).describe("A port of that Service"),
  hosts: z.array(dnsName).default([]).describe("Names that are answered to; default: all"),
  address: dnsLabel.optional().describe("Name of a reserved address; default: one that may change"),
  certificates: z
    .array(dnsLabel)
    .default([])
    .describe("Names of certificates of the load balancer, for HTTPS; default: HTTP"),
};

const gateway = z.strictObject({
  kind: z.literal("gateway").describe("A Gateway of the Gateway API: the newer way"),
  ...backend,
  reach: z
    .enum(["regional-external", "regional-internal", "cross-region-internal", "global-external"])
    .default("regional-external")
    .describe(
      "Where the load balancer is, and for whom; a global one ends TLS at the edges of Google's network",
    ),
});

const ingress = z.strictObject({
  kind: z.literal("ingress").describe("A MultiClusterIngress: a global load balancer on the internet"),
  ...backend,
});

export const multiCluster = z.strictObject({
  kind: z.literal("gke"),
  entries: z
    .record(
      dnsLabel.refine((name) => !name.startsWith("mci-"), {
        error: "names that begin with mci- are Google's own",
      }),
      z.discriminatedUnion("kind", [gateway, ingress]),
    )
    .default({})
    .describe("Load balancers in front of all clusters, by name; they are kept on the hub"),
});

export type MultiCluster = z.output<typeof multiCluster>;
export type Entry = MultiCluster["entries"][string];
export type GatewayEntry = Extract<Entry, { kind: "gateway" }>;
