import { z } from "zod";
import { clusterApi } from "./cluster-api.ts";
import { eks } from "./eks.ts";
import { existing } from "./existing.ts";
import { gke } from "./gke.ts";
import { kwok } from "./kwok.ts";

/** How a cluster comes to be: one file for each kind. */
export const provisioner = z.discriminatedUnion("kind", [kwok, existing, eks, gke, clusterApi]);

export type Provisioner = z.output<typeof provisioner>;
export type ProvisionerKind = Provisioner["kind"];

/** What a cluster of one kind declares. */
export type ProvisionerOf<Kind extends ProvisionerKind> = Extract<Provisioner, { kind: Kind }>;
