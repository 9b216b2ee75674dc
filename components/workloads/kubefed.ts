import type { FederatedWorkload, Federation } from "./federation.ts";

export function createKubeFedWorkloads(
  workloads: readonly FederatedWorkload[],
  federation: Federation,
): void {
  throw new RangeError(
    `${workloads.length} workloads of ${federation.environment.name}: kubefed is not built yet.`,
  );
}
