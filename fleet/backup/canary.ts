/** Label of a canary, with the cluster that it tells of. */
export const CANARY_LABEL = "archipelago/canary";

/** Name of the CronJob; the Jobs that Kubernetes makes of it are called `<name>-<minutes since 1970>`. */
export const CANARY = "archipelago-canary";

/**
 * When the canary of this name was made, in seconds since 1970; `undefined` if it is none. The CronJob controller names
 * a Job after the minute that it was due at (kubernetes, pkg/controller/cronjob/utils.go, getJobName).
 */
export function canaryTime(job: string): number | undefined {
  const [, minutes] = /^archipelago-canary-([0-9]+)$/.exec(job) ?? [];
  return minutes === undefined ? undefined : Number(minutes) * 60;
}

/**
 * Age, in seconds, of what came back at the time of the order: that of the newest canary. With several namespaces it is
 * that of the one that fared worst, and it is unknown if one of them has none.
 *
 * @param jobs Names of the canaries that came back, by namespace.
 * @param ordered Seconds since 1970.
 */
export function ageOf(
  jobs: ReadonlyMap<string, readonly string[]>,
  ordered: number,
): { readonly seconds: number | undefined; readonly without: readonly string[] } {
  const newest = [...jobs].map(([namespace, names]) => {
    const times = names.flatMap((name) => canaryTime(name) ?? []);
    return { namespace, time: times.length === 0 ? undefined : Math.max(...times) };
  });
  const without = newest.filter(({ time }) => time === undefined).map(({ namespace }) => namespace);
  if (without.length > 0 || newest.length === 0) return { seconds: undefined, without };
  const oldest = Math.min(...newest.map(({ time = 0 }) => time));
  return { seconds: Math.max(0, ordered - oldest), without };
}
