import type { FederatedWorkload, Federation } from "./federation.ts";

export function createKarmadaWorkloads(
  workloads: readonly FederatedWorkload[],
  federation: Federation,
): void {
  throw new RangeError(
    `${workloads.length} workloads of ${federation.environment.name}: karmada is not built yet.`,
  );
}
