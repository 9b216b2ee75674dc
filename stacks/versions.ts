import * as pulumi from "../components/sdk/pulumi.ts";
import { readStackRecord, type StackRecord } from "../components/passport/installed.ts";
import { removalProblems, replacementProblems } from "../fleet/clouds/fixed.ts";
import type { SystemRelease } from "../fleet/compatibility.ts";
import type { Environment, Region } from "../fleet/fleet.ts";
import { kubernetesProblems } from "../fleet/kubernetes-steps.ts";
import { regionStackName } from "../fleet/names.ts";
import type { SystemName } from "../fleet/platform/system.ts";
import { formatVersionProblem, releasesOf, versionProblems, type Installed } from "../fleet/version-gate.ts";

/** What the region's own last outputs say of its clusters. */
export function readRecord(environment: Environment, region: Region): Promise<StackRecord> {
  return readStackRecord(regionStackName(environment.name, region.name));
}

/**
 * Refuses what must not happen to a cluster that is there, before anything is done to it.
 * @throws RunError with every such step, and the way out.
 */
export function guardClusters(
  environment: Environment,
  region: Region,
  { installed, fixed, protected: guarded }: StackRecord,
): void {
  const { clusters } = region;
  const removals = removalProblems(region, guarded);
  const steps = kubernetesProblems(clusters, installed);
  const replacements = replacementProblems(environment, clusters, fixed);
  const problems = [...removals, ...steps, ...replacements];
  if (problems.length === 0) return;
  const wayOut =
    replacements.length === 0
      ? ""
      : "\nA cluster that is made anew loses all that is in it. Take the change back, or declare a second cluster with it " +
        "and move over; to have one of EKS or GKE made anew, say replaceable: true in its entry.";
  throw new pulumi.RunError(`Not to be done to a cluster:\n  ${problems.join("\n  ")}${wayOut}`);
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
