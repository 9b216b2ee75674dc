import { CATALOGUE, type SystemRelease } from "../compatibility.ts";
import type { Charts } from "../declaration/platform-schema.ts";
import type { ChartPlan, SystemName } from "../platform/system.ts";
import { ChartFolder, isOci, type MirrorProblem } from "./mirror.ts";
import { mergeValues, type Values } from "./values.ts";

/** A chart with its source and its values: all that Helm has to be told. */
export interface SourcedChart {
  /** Path relative to the project, reference into an OCI registry, or name in `repository`. */
  readonly chart: string;
  readonly repository?: string;
  /** Missing for a chart of the mirror folder: it is the one that lies there. */
  readonly version?: string;
  readonly values: Values;
  /** SHA-256 of a chart in the mirror folder: what tells that another one lies there under the same name. */
  readonly digest?: string;
}

/**
 * Where a chart comes from, and with what values.
 *
 * @throws RangeError if it is to come from the mirror folder and is not there as wanted; the check of the declaration
 * has said so before, with its place.
 */
export function sourceChart(
  { chart, values }: Pick<ChartPlan, "chart" | "values">,
  {
    charts,
    folder,
    system,
    release,
  }: {
    readonly charts: Charts;
    /** The mirror, if it is a folder. */
    readonly folder: ChartFolder | undefined;
    readonly system: SystemName;
    readonly release: SystemRelease;
  },
): SourcedChart {
  const merged = mergeValues(values, charts.values[chart] ?? {});
  if (folder !== undefined) {
    const problem = folder.problem;
    const found = problem ?? folder.find({ chart, system, release });
    if ("message" in found) throw new RangeError(describe(found));
    return { chart: found.path, values: merged, digest: found.digest };
  }
  const version = release.charts[chart];
  if (version === undefined)
    throw new RangeError(`The catalogue has no chart ${chart} of ${system} ${release.version}.`);
  const { repository } = CATALOGUE[system];
  const prefix = charts.mirror ?? repository;
  return isOci(prefix)
    ? { chart: `${prefix.replace(/\/$/, "")}/${chart}`, version, values: merged }
    : { chart, repository, version, values: merged };
}

/** The mirror of an environment, if it is a folder of the project. */
export function mirrorFolder({ mirror }: Charts, root: string): ChartFolder | undefined {
  return mirror === undefined || isOci(mirror) ? undefined : new ChartFolder(root, mirror);
}

function describe({ message, hint }: MirrorProblem): string {
  return `charts.mirror: ${message} (${hint})`;
}
