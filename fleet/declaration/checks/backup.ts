import { cadenceOf } from "../../backup/cadence.ts";
import { parseDuration } from "../../duration.ts";
import { byName, resolveFleet, type Environment } from "../../fleet.ts";
import { suggest } from "../nearest.ts";
import type { Backup } from "../platform-schema.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";
import { checkBackupFolders } from "./backup-folders.ts";
import { checkBuckets } from "./made-buckets.ts";

/** When backups are taken, and where they go; that they may go there is checked with the residency. */
export function checkBackup(declaration: Declaration): PathProblem[] {
  const { environments } = resolveFleet(declaration);
  const problems = environments.flatMap((environment) => {
    const { backup, name } = environment;
    if (backup === undefined) return [];
    return [
      ...checkTimes(backup),
      ...checkCanary(backup),
      ...checkRegions(backup, environment),
      ...checkCountries(backup, environment),
      ...checkStores(backup, environment),
    ].map((problem) => ({ ...problem, path: ["environments", name, "backup", ...problem.path] }));
  });
  return [...problems, ...checkBackupFolders(environments)];
}

function checkTimes({ every, keep }: Backup): PathProblem[] {
  const cadence = cadenceOf(every, "");
  const uneven = "error" in cadence ? [{ path: ["every"], message: cadence.error, hint: cadence.hint }] : [];
  const [period = 0, time = 0] = [parseDuration(every), parseDuration(keep)];
  if (time >= period) return uneven;
  const message = `backups are gone after ${keep}, and the next one is taken after ${every}`;
  return [...uneven, { path: ["keep"], message, hint: "keep them for at least the time between two" }];
}

function checkCanary({ canary }: Backup): PathProblem[] {
  const cadence = cadenceOf(canary, "", "canaries");
  return "error" in cadence ? [{ path: ["canary"], message: cadence.error, hint: cadence.hint }] : [];
}

/** Each location is for a region that there is, and each region in which something runs has one. */
function checkRegions({ locations }: Backup, { regions, name }: Environment): PathProblem[] {
  const declared = regions.map((region) => region.name);
  const unknown = Object.keys(locations)
    .filter((region) => !declared.includes(region))
    .map((region): PathProblem => {
      const message = `there is no region "${region}" in environment ${name}`;
      return { path: ["locations", region], onKey: true, message, hint: suggest(region, declared) };
    });
  const without = regions
    .filter((region) => !Object.hasOwn(locations, region.name))
    .filter(({ clusters }) => clusters.some(({ simulated }) => !simulated))
    .map((region): PathProblem => {
      const message = `region ${region.name} has no location, and its clusters would have no backups`;
      return { path: [], onKey: true, message, hint: `add locations.${region.name} with a bucket` };
    });
  return [...unknown, ...without];
}

function checkStores(backup: Backup, environment: Environment): PathProblem[] {
  return environment.regions.flatMap((region) => {
    if (!Object.hasOwn(backup.locations, region.name)) return [];
    const location = backup.locations[region.name];
    if (location === undefined) return [];
    return checkBuckets(location, region, backup, environment).map((problem) => ({
      ...problem,
      path: ["locations", region.name, ...problem.path],
    }));
  });
}

/** The country of a bucket follows from its region, where the environment has that region. */
function checkCountries({ locations }: Backup, { regions }: Environment): PathProblem[] {
  return byName(locations).flatMap(([name, { country, region = name }]): PathProblem[] => {
    const known = regions.find((candidate) => candidate.name === region)?.country;
    if (country === undefined || known === undefined || country === known) return [];
    const message = `the bucket is in region ${region}, which is in ${known} and not in ${country}`;
    return [
      { path: ["locations", name, "country"], message, hint: "leave it out, or name the bucket's region" },
    ];
  });
}
