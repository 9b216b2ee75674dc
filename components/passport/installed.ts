import { z } from "zod";
import { SYSTEM_NAMES } from "../../fleet/platform/system.ts";
import type { Installed } from "../../fleet/version-gate.ts";
import { readOutputs } from "./read.ts";

/**
 * Of a stack's own last passports only what the version gate asks for, whatever contract they were written by: a
 * program that could not get past passports of its own past could never raise the contract.
 */
const lastPassports = z.record(
  z.string(),
  z.object({
    version: z.string().catch("unknown"),
    systems: z.partialRecord(z.enum(SYSTEM_NAMES), z.string()).optional().catch(undefined),
  }),
);

/**
 * What a stack has written down of its clusters: their Kubernetes, and the versions of what is installed. Meant for the
 * stack that asks: while it is updated, the engine still answers with the outputs of its last update that ended well.
 */
export async function readInstalledSystems(stack: string): Promise<ReadonlyMap<string, Installed>> {
  const outputs = await readOutputs(stack);
  const { data } = lastPassports.safeParse(outputs?.passports);
  return new Map(Object.entries(data ?? {}));
}
