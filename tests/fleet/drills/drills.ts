import type { DrillDeclaration, Recovery } from "../../../fleet/declaration/recovery-schema.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import { cluster, workload } from "../arbitraries.ts";
import { backup } from "../backup/backups.ts";
import { environment } from "../environments.ts";

export const dub = cluster("dub", "eu-west-1");
export const iad = cluster("iad", "us-east-1");

/** A drill from dub to iad; what is left out is as the declaration fills it in. */
export function drill(facts: Partial<Extract<DrillDeclaration, { mode: "sandbox" }>> = {}): DrillDeclaration {
  return {
    mode: "sandbox",
    source: "dub",
    target: "iad",
    budget: { rto: "5m", rpo: "6h" },
    probes: [],
    every: "30d",
    replicas: 1,
    ...facts,
  };
}

/** Drills of an environment, and where its records go. */
export function recovery(drills: Record<string, DrillDeclaration>): Recovery {
  return { publicKey: undefined, records: "drills", drills };
}

/** Two clusters that carry one workload, with backups and the drill `exercise`. */
export function drilled(declared: DrillDeclaration = drill(), facts: Partial<Environment> = {}): Environment {
  return environment([dub, iad], {
    gitops: undefined,
    backup: backup(),
    workloads: [workload({ name: "shop", namespace: "shop" })],
    recovery: recovery({ exercise: declared }),
    ...facts,
  });
}
