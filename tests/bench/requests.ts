import { setTimeout as sleep } from "node:timers/promises";
import type { Bed } from "../bed/bed.ts";
import { secondsOf } from "./timing.ts";

/** How long the API servers are watched with nothing going on. */
const QUIET_SECONDS = 5;

/** What a piece of work took, and how many requests it cost. */
export interface Cost {
  readonly seconds: number;
  readonly requests: number;
}

/**
 * The requests to the API servers of some clusters for a piece of work, as these servers themselves have counted them.
 * Their own controllers never rest: what they asked for in a quiet time before is taken off.
 */
export async function costOf(
  bed: Bed,
  clusters: readonly string[],
  work: () => Promise<unknown>,
): Promise<Cost> {
  const atFirst = await requestsTo(bed, clusters);
  const quiet = await secondsOf(() => sleep(QUIET_SECONDS * 1000));
  const before = await requestsTo(bed, clusters);
  const seconds = await secondsOf(work);
  const after = await requestsTo(bed, clusters);
  const perSecond = (before - atFirst) / quiet;
  return { seconds, requests: Math.max(0, Math.round(after - before - perSecond * seconds)) };
}

async function requestsTo(bed: Bed, clusters: readonly string[]): Promise<number> {
  const metrics = await Promise.all(
    clusters.map((cluster) => bed.kubectl(cluster, "get", "--raw", "/metrics")),
  );
  return metrics.map(requestsIn).reduce((sum, count) => sum + count, 0);
}

/** All but those for these figures, and the leases by which controllers show that they are alive. */
function requestsIn(metrics: string): number {
  const lines = metrics.split("\n").filter((line) => line.startsWith("apiserver_request_total{"));
  const counted = lines.filter((line) => !/resource="leases"|subresource="\/metrics"/.test(line));
  return counted.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}
