import { z } from "zod";
import { dnsLabel } from "./values.ts";

/* The federations of an environment: control planes that carry workloads out. */

const rights = z
  .enum(["kinds", "cluster-admin"])
  .default("kinds")
  .describe("What it may do on its members: what the kinds that it carries need, or everything");

export const federation = z.strictObject({
  kubefed: z
    .strictObject({
      rights,
      rebalance: z
        .boolean()
        .default(false)
        .describe(
          "Whether it moves replicas of divided Deployments away from clusters that are out or full, and back again",
        ),
    })
    .optional()
    .describe("KubeFed, on the hub"),
  karmada: z
    .strictObject({
      controlPlane: dnsLabel.describe(
        "The cluster whose API server has Karmada's API; it carries no workloads, and is not the hub",
      ),
      rights,
    })
    .optional(),
});

export type Federation = z.output<typeof federation>;
