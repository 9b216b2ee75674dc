import { setTimeout as sleep } from "node:timers/promises";
import type { DrillRecord } from "../../fleet/drills/record.ts";
import type { DrilledWorkload } from "../../fleet/drills/plan.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { RefusalError, UnreachableError, type ApiServer } from "../client/api-server.ts";
import { plannedReplicas } from "../status/planned.ts";
import { readReplicas, type Share } from "../status/replicas.ts";

type WorkloadResult = DrillRecord["workloads"][number];

/**
 * Waits until a cluster runs what it is to run of some workloads, or the time is up.
 *
 * @param environment As it is declared now.
 * @returns how each of them is then.
 */
export async function awaitPlanned(
  server: ApiServer,
  cluster: string,
  workloads: readonly DrilledWorkload[],
  { environment, root }: { readonly environment: Environment; readonly root: string },
  limitMs: number,
  signal: AbortSignal,
): Promise<WorkloadResult[]> {
  const planned = plannedReplicas(environment, root);
  const end = performance.now() + limitMs;
  for (;;) {
    const shares = await look(server);
    const results = workloads.map((workload) => {
      const plan = planned.get(workload.name);
      const why =
        typeof shares === "string"
          ? shares
          : faultOf(shares.get(workload.name), plan?.has(cluster), plan?.get(cluster));
      return resultOf(workload, why);
    });
    if (results.every(({ ready }) => ready) || performance.now() > end) return results;
    await sleep(500, undefined, { signal });
  }
}

async function look(server: ApiServer): Promise<ReadonlyMap<string, Share> | string> {
  try {
    return await readReplicas(server);
  } catch (error) {
    if (error instanceof RefusalError || error instanceof UnreachableError) return error.message;
    throw error;
  }
}

function faultOf(
  share: Share | undefined,
  isPlaced: boolean | undefined,
  wanted: number | undefined,
): string | undefined {
  if (isPlaced !== true || wanted === 0) return undefined;
  if (share === undefined) return "nothing of it is there";
  const { available, desired, rolledOut } = share;
  if (wanted !== undefined && desired !== wanted)
    return `${desired} replicas are wanted there instead of ${wanted}`;
  if (available < desired) return `${available} of ${desired} replicas are available`;
  return rolledOut ? undefined : "it is still being rolled out";
}

function resultOf({ name, namespace }: DrilledWorkload, why: string | undefined): WorkloadResult {
  return {
    name,
    namespace,
    restoredAs: namespace,
    ready: why === undefined,
    ...(why === undefined ? {} : { why }),
  };
}
