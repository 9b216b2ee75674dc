import type { Cluster } from "./fleet.ts";
import { declaredKubernetes, parseVersion } from "./versions.ts";
import type { Installed } from "./version-gate.ts";

/**
 * Upgrades of Kubernetes that must not be brought about: more than one minor at a time, or back. The clouds refuse both
 * themselves, but half-way through an `up`.
 *
 * @param installed What the clusters have, as their last passports tell. A version that is not known is not compared.
 */
export function kubernetesProblems(
  clusters: readonly Cluster[],
  installed: ReadonlyMap<string, Installed>,
): string[] {
  return clusters.flatMap((cluster) => {
    const { name, provisioner } = cluster;
    if (provisioner.kind === "kwok" || provisioner.kind === "existing") return [];
    const from = parseVersion(installed.get(name)?.version ?? "")?.minor;
    const to = declaredKubernetes(cluster);
    if (from === undefined || to === undefined) return [];
    if (to < from)
      return [`${name}: Kubernetes 1.${from} cannot go back to 1.${to}: set version: "1.${from}"`];
    if (to > from + 1)
      return [
        `${name}: Kubernetes 1.${from} cannot become 1.${to}, one minor at a time: set version: "1.${from + 1}" first`,
      ];
    return [];
  });
}
