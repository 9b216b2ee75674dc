import * as pulumi from "../components/sdk/pulumi.ts";
import { readInstalledSystems } from "../components/passport/installed.ts";
import type { SystemRelease } from "../fleet/compatibility.ts";
import type { Environment, Region } from "../fleet/fleet.ts";
import { regionStackName } from "../fleet/names.ts";
import type { SystemName } from "../fleet/platform/system.ts";
import { formatVersionProblem, releasesOf, versionProblems, type Installed } from "../fleet/version-gate.ts";

/** What the region's own last passports say is on its clusters. */
export function readInstalled(
  environment: Environment,
  region: Region,
): Promise<ReadonlyMap<string, Installed>> {
  return readInstalledSystems(regionStackName(environment.name, region.name));
}

/**
 * The version of each system on each cluster of a region.
 *
 * @param installed What the clusters of the region have, and its peers.
 * @throws RunError with every step that must not be taken, and the one that may.
 */
export function chooseReleases(
  environment: Environment,
  { clusters }: Region,
  installed: ReadonlyMap<string, Installed>,
): ReadonlyMap<string, ReadonlyMap<SystemName, SystemRelease | undefined>> {
  const problems = versionProblems({ environment, clusters, installed });
  if (problems.length > 0) {
    throw new pulumi.RunError(
      `Versions that do not go together:\n  ${problems.map(formatVersionProblem).join("\n  ")}`,
    );
  }
  return new Map(
    clusters.map((cluster) => [cluster.name, releasesOf(cluster, environment, installed.get(cluster.name))]),
  );
}
