import { cadenceOf } from "../../backup/cadence.ts";
import { profiledBackups } from "../../backup/contents.ts";
import { backupsOf } from "../../backup/locations.ts";
import { parseDuration } from "../../duration.ts";
import { byName, resolveFleet, type Cluster, type Environment, type Workload } from "../../fleet.ts";
import { isWithin } from "../../jurisdictions.ts";
import { listed } from "../../problems.ts";
import { suggest } from "../nearest.ts";
import type { Backup } from "../platform-schema.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";
import { checkBackupFolders } from "./backup-folders.ts";

/** When backups are taken, where they go, and that they may go there. */
export function checkBackup(declaration: Declaration): PathProblem[] {
  const { environments } = resolveFleet(declaration);
  const problems = environments.flatMap((environment) => {
    const { backup, name } = environment;
    if (backup === undefined) return [];
    return [
      ...[
        ...checkTimes(backup, name, environment.fleet),
        ...checkRegions(backup, environment),
        ...checkCountries(backup, environment),
      ].map((problem) => ({ ...problem, path: ["environments", name, "backup", ...problem.path] })),
      ...checkResidency(environment),
    ];
  });
  return [...problems, ...checkBackupFolders(environments)];
}

function checkTimes({ every, keep }: Backup, environment: string, fleet: string): PathProblem[] {
  const cadence = cadenceOf(every, `${fleet}-${environment}`);
  const uneven = "error" in cadence ? [{ path: ["every"], message: cadence.error, hint: cadence.hint }] : [];
  const [period = 0, time = 0] = [parseDuration(every), parseDuration(keep)];
  if (time >= period) return uneven;
  const message = `backups are gone after ${keep}, and the next one is taken after ${every}`;
  return [...uneven, { path: ["keep"], message, hint: "keep them for at least the time between two" }];
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

/** No bucket may be where a profile does not let backups be; one of which nobody knows where it is, is no place either. */
function checkResidency(environment: Environment): PathProblem[] {
  const profiled = profiledBackups(environment);
  return environment.regions.flatMap(({ clusters }) => {
    const holders = clusters.flatMap((cluster) =>
      (profiled.get(cluster.name) ?? []).map((workload) => ({ cluster, workload })),
    );
    return [...Map.groupBy(holders, ({ workload }) => workload)].flatMap(([workload, pairs]) =>
      foreignBucket(
        workload,
        pairs.map(({ cluster }) => cluster),
        environment,
      ),
    );
  });
}

/** The clusters are all of one region, and so of one bucket. */
function foreignBucket(
  { residency, name }: Workload,
  clusters: readonly Cluster[],
  environment: Environment,
): PathProblem[] {
  const [first] = clusters;
  const own = first && backupsOf(first, environment);
  if (residency === undefined || first === undefined || own === undefined) return [];
  const allowed = residency.backups ?? residency.data;
  if (own.country !== undefined && isWithin(own.country, allowed)) return [];
  const where = own.country ?? `region ${own.region}, of which no country is known`;
  const from = `${listed(clusters.map((cluster) => cluster.name))} in environment ${environment.name}`;
  const backup = ["environments", environment.name, "backup"];
  const declared = Object.hasOwn(environment.backup?.locations ?? {}, first.region);
  return [
    {
      path: ["workloads", name, "residency"],
      message: `profile ${residency.name} keeps backups in [${allowed.join(", ")}], and those of ${from} go to bucket ${own.bucket} in ${where}`,
      hint:
        own.country === undefined
          ? `add country to the location of ${first.region}`
          : "use a bucket in one of these places, or place the workload elsewhere",
      other: { path: declared ? [...backup, "locations", first.region] : backup },
    },
  ];
}
