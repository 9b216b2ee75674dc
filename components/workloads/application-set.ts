import type { FederatedWorkload, Federation } from "./federation.ts";

export function createApplicationSets(workloads: readonly FederatedWorkload[], federation: Federation): void {
  throw new RangeError(
    `${workloads.length} workloads of ${federation.environment.name}: applicationset is not built yet.`,
  );
}
