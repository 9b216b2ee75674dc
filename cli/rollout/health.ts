import { setTimeout as sleep } from "node:timers/promises";
import type { ShareState } from "./records.ts";
import type { Shown } from "./sight.ts";

/** In all, a wave may be unwell for so long before it is given up. */
const PATIENCE_MS = 60_000;
const EVERY_MS = 1_000;

export interface HealthQuestion {
  readonly workload: string;
  /** The clusters that have had their turn, with what they are to run. */
  readonly shares: ReadonlyMap<string, ShareState>;
  /** How long it has to be well without a break. */
  readonly pauseMs: number;
  readonly look: () => Promise<ReadonlyMap<string, Shown>>;
  /** Why there is no more use in waiting. */
  readonly givenUp?: () => string | undefined;
  readonly patienceMs?: number;
  readonly everyMs?: number;
}

/**
 * Waits until a workload has been well for a while.
 * @returns what is wrong with it, if that does not come about.
 */
export async function awaitHealth({
  workload,
  shares,
  pauseMs,
  look,
  givenUp,
  patienceMs = PATIENCE_MS,
  everyMs = EVERY_MS,
}: HealthQuestion): Promise<string | undefined> {
  let wellSince: number | undefined;
  let unwell = 0;
  let last = performance.now();
  for (;;) {
    const [fault] = faultsOf(workload, shares, await look());
    const now = performance.now();
    const end = givenUp?.();
    if (end !== undefined) return end;
    if (fault === undefined) {
      wellSince ??= now;
      if (now - wellSince >= pauseMs) return undefined;
    } else {
      // What it was unwell for adds up: who is well only now and then would be waited for for ever.
      unwell += wellSince === undefined ? now - last : 0;
      wellSince = undefined;
      if (unwell > patienceMs) return fault;
    }
    last = now;
    await sleep(everyMs);
  }
}

/** Clusters on which a workload is not as it is to be, and in what way. */
export function faultsOf(
  workload: string,
  shares: ReadonlyMap<string, ShareState>,
  shown: ReadonlyMap<string, Shown>,
): string[] {
  return [...shares].flatMap(([cluster, { declared }]) => {
    if (declared === undefined) return [];
    const seen = shown.get(cluster) ?? { silent: "not there" };
    if ("silent" in seen) return [`${cluster}: ${seen.silent}`];
    const share = seen.get(workload);
    if (share === undefined)
      return declared.replicas === 0 ? [] : [`${cluster}: ${workload} has no replicas there`];
    const { available, desired, rolledOut } = share;
    if (available < desired)
      return [`${cluster}: ${workload} has ${available} of ${desired} replicas available`];
    return rolledOut ? [] : [`${cluster}: ${workload} is still being rolled out`];
  });
}
