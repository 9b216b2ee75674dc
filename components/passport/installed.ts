import { z } from "zod";
import { BACK_ENDS } from "../../fleet/backends/back-end.ts";
import type { FederatedRecord } from "../../fleet/backends/federated.ts";
import type { Holdings } from "../../fleet/backends/handover.ts";
import type { FixedFacts } from "../../fleet/clouds/fixed.ts";
import { SYSTEM_NAMES } from "../../fleet/platform/system.ts";
import type { Installed } from "../../fleet/version-gate.ts";
import { readOutputs } from "./read.ts";

/**
 * Of a stack's own last passports only what is asked of them, whatever contract they were written by: a
 * program that could not get past passports of its own past could never raise the contract.
 */
const lastPassports = z.record(
  z.string(),
  z.object({
    version: z.string().catch("unknown"),
    systems: z.partialRecord(z.enum(SYSTEM_NAMES), z.string()).optional().catch(undefined),
    names: z.array(z.string()).catch([]).default([]),
  }),
);

/** What a stack has written down of its clusters, by cluster. */
export interface StackRecord {
  /** Their Kubernetes, and the versions of what is installed. */
  readonly installed: ReadonlyMap<string, Installed>;
  /** What they have for life; see fleet/clouds/fixed.ts. */
  readonly fixed: ReadonlyMap<string, FixedFacts>;
  /** Of those that were made on the hub, its identity. */
  readonly madeOn: ReadonlyMap<string, string>;
  /** Those that neither Pulumi nor their cloud deletes. */
  readonly protected: ReadonlySet<string>;
  /** The workloads that its back ends have in hand. */
  readonly holdings: Holdings;
  /** The global names that they answer to in records of their own. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** What its federations carry, by back end. */
  readonly federated: FederatedRecord;
}

const lastClusters = z.record(
  z.string(),
  z.object({
    fixed: z.record(z.string(), z.string()).catch({}).default({}),
    protected: z.boolean().catch(false).default(false),
    madeOn: z.string().optional().catch(undefined),
  }),
);

const lastFederated = z.partialRecord(
  z.enum(BACK_ENDS),
  z.object({ kinds: z.array(z.string()), namespaces: z.array(z.string()) }),
);

const lastHoldings = z.partialRecord(z.enum(BACK_ENDS), z.record(z.string(), z.enum(["carried", "kept"])));

/**
 * What a stack has written down of its clusters. Meant for the stack that asks: while it is updated, the engine still
 * answers with the outputs of its last update that ended well.
 */
export async function readStackRecord(stack: string): Promise<StackRecord> {
  const outputs = await readOutputs(stack);
  const { data: passports = {} } = lastPassports.safeParse(outputs?.passports);
  const { data: clusters = {} } = lastClusters.safeParse(outputs?.clusters);
  const { data: held = {} } = lastHoldings.safeParse(outputs?.holdings);
  const { data: federated = {} } = lastFederated.safeParse(outputs?.federated);
  return {
    federated,
    holdings: held,
    names: new Map(Object.entries(passports).map(([name, { names }]) => [name, names])),
    installed: new Map(Object.entries(passports)),
    fixed: new Map(Object.entries(clusters).map(([name, { fixed }]) => [name, fixed])),
    madeOn: new Map(
      Object.entries(clusters).flatMap(([name, { madeOn }]) =>
        madeOn === undefined ? [] : [[name, madeOn] as const],
      ),
    ),
    protected: new Set(
      Object.entries(clusters).flatMap(([name, cluster]) => (cluster.protected ? [name] : [])),
    ),
  };
}
