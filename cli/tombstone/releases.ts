import { clusterOfProvider, readDeployment, RELEASE, type ResourceState } from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";
import { runPulumi } from "../engine/pulumi.ts";

/**
 * Strikes a cluster's Helm releases, and what was made after them there, from the state of its stack. The provider lets
 * go of everything else on a cluster that does not answer, if it is told to (`deleteUnreachable`); a release it insists
 * on having uninstalled (pulumi-kubernetes, provider.go, Delete). May be done again.
 */
export async function forgetReleases(project: Project, stack: string, cluster: string): Promise<void> {
  const isOnIt = ({ type, provider }: ResourceState) =>
    type === RELEASE && clusterOfProvider(provider) === cluster;
  for (;;) {
    // Read again each time: with a release goes what depends on it, which may be another one.
    const { resources = [] } = await readDeployment(project, stack);
    const release = resources.find(isOnIt);
    if (release === undefined) return;
    const options = ["--target-dependents", "--yes", "--stack", stack];
    await runPulumi(project, ["state", "delete", release.urn, ...options]);
  }
}
