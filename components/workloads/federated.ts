import type { BackEndName } from "../../fleet/backends/back-end.ts";
import type { BackEnd, FederatedWorkload, Federation } from "./federation.ts";

/** Loaded where it is used: most environments have one of them. */
const BACK_END_MODULES: Readonly<Record<Exclude<BackEndName, "direct">, () => Promise<BackEnd>>> = {
  applicationset: async () => (await import("./application-set.ts")).createApplicationSets,
  kubefed: async () => (await import("./kubefed.ts")).createKubeFedWorkloads,
  karmada: async () => (await import("./karmada.ts")).createKarmadaWorkloads,
};

/**
 * The workloads that the control planes of an environment carry out.
 *
 * @param federations By back end; one whose control plane cannot be reached yet is left out.
 * @returns in words, those that have to wait for their control plane.
 */
export async function createFederatedWorkloads(
  workloads: readonly FederatedWorkload[],
  federations: ReadonlyMap<BackEndName, Federation>,
): Promise<string[]> {
  const pending: string[] = [];
  const byBackEnd = Map.groupBy(workloads, (each) => each.backend);
  // KubeFed is told of what it must leave alone, also when it has nothing to carry.
  if (federations.get("kubefed")?.environment.federation?.kubefed !== undefined && !byBackEnd.has("kubefed"))
    byBackEnd.set("kubefed", []);
  for (const [backend, own] of byBackEnd) {
    if (backend === "direct") continue;
    const federation = federations.get(backend);
    if (federation === undefined) pending.push(...own.map(({ workload }) => `${workload.name} (${backend})`));
    else (await BACK_END_MODULES[backend]())(own, federation);
  }
  return pending;
}
