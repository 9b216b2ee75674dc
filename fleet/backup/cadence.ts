import { parseDuration } from "../duration.ts";
import { preferenceOrder } from "../rendezvous.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Periods after which the hands of the clock, and the days of the week, are where they were. In seconds. */
const EVEN_PERIODS: readonly number[] = [
  ...[1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR),
  DAY,
  WEEK,
];

/** How often a cluster is backed up, in the words of cron; or why cron has none for it. */
export type Cadence =
  { readonly cron: string; readonly explanation: string } | { readonly error: string; readonly hint: string };

/**
 * The cron expression for a period, in UTC. The minute is the cluster's own, the same at every call, so that the
 * clusters of a fleet do not all start at once and a schedule does not move when one joins.
 *
 * Cron fires at fixed times of the day. A period that does not divide the day would be shorter at midnight: every 7
 * hours is 0, 7, 14, 21, and then 0 again. Velero would take `@every 7h`, but counts it from the last backup, so that
 * nobody could say when the next one is (velero, pkg/controller/schedule_controller.go, getNextRunTime).
 *
 * @param every A duration, as the declaration has it.
 * @param cluster Full name of the cluster; decides the minute.
 * @param what What is due, for the error.
 */
export function cadenceOf(every: string, cluster: string, what = "backups"): Cadence {
  const period = parseDuration(every) ?? 0;
  if (!EVEN_PERIODS.includes(period)) return uneven(every, period, what);
  const minute = minuteOf(cluster, Math.min(period, HOUR) / MINUTE);
  const explanation = `every ${every}, from minute ${minute}, which is ${cluster}'s own`;
  return { cron: cronOf(period, minute), explanation };
}

function cronOf(period: number, minute: number): string {
  if (period === MINUTE) return "* * * * *";
  if (period < HOUR) return `${minute}-59/${period / MINUTE} * * * *`;
  if (period === HOUR) return `${minute} * * * *`;
  if (period < DAY) return `${minute} */${period / HOUR} * * *`;
  return period === DAY ? `${minute} 0 * * *` : `${minute} 0 * * 0`;
}

/** The minute below `bound` that the cluster prefers. */
function minuteOf(cluster: string, bound: number): number {
  const minutes = Array.from({ length: bound }, (_, minute) => String(minute));
  return Number(preferenceOrder(cluster, minutes)[0]);
}

function uneven(every: string, period: number, what: string): Cadence {
  const shorter = EVEN_PERIODS.findLast((even) => even < period);
  const longer = EVEN_PERIODS.find((even) => even > period);
  const near = [shorter, longer].filter((even) => even !== undefined).map(inWords);
  return {
    error: `${what} every ${every} have no fixed times of the day`,
    hint: `expected minutes that divide an hour, hours that divide a day, 1d or 7d; the nearest: ${near.join(" and ")}`,
  };
}

function inWords(period: number): string {
  if (period < HOUR) return `${period / MINUTE}m`;
  return period < DAY ? `${period / HOUR}h` : `${period / DAY}d`;
}
