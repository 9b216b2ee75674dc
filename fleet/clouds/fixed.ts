import type { Cluster, Environment, Region } from "../fleet.ts";
import { fixedFacts as fixedFactsOfEks } from "./aws/fixed.ts";
import { isEks } from "./aws/names.ts";
import { fixedFacts as fixedFactsOfGke } from "./gcp/fixed.ts";
import { isGke } from "./gcp/names.ts";
import { fixedFactsOfClusterApi } from "./cluster-api/fixed.ts";

/** What a cluster of a cloud has for life, in the words of the declaration. */
export type FixedFacts = Readonly<Record<string, string>>;

/** @returns `undefined` for a cluster that can be made anew without a loss, or that the program does not make. */
export function fixedFactsOf(cluster: Cluster, environment: Environment): FixedFacts | undefined {
  const { provisioner } = cluster;
  if (provisioner.kind === "cluster-api") return fixedFactsOfClusterApi(cluster, provisioner, environment);
  if (isEks(cluster)) return fixedFactsOfEks(cluster, environment);
  return isGke(cluster) ? fixedFactsOfGke(cluster, environment) : undefined;
}

/**
 * What would make clusters anew, with all that is in them lost, although their entries do not say `replaceable: true`.
 *
 * @param recorded What the clusters had when their stack was last brought up, by cluster. A fact that is not recorded
 *   is new to this version of the program, and is no change.
 */
export function replacementProblems(
  environment: Environment,
  clusters: readonly Cluster[],
  recorded: ReadonlyMap<string, FixedFacts>,
): string[] {
  return clusters.flatMap((cluster) => {
    const [before, now] = [recorded.get(cluster.name), fixedFactsOf(cluster, environment)];
    if (before === undefined || now === undefined || isReplaceable(cluster)) return [];
    return Object.entries(now).flatMap(([fact, value]) => {
      const old = before[fact];
      if (old === undefined || old === value) return [];
      return [`${cluster.name}: ${fact} is "${old}" and would become "${value}"`];
    });
  });
}

function isReplaceable({ provisioner }: Cluster): boolean {
  return "replaceable" in provisioner && provisioner.replaceable;
}

/** Whether neither Pulumi nor its cloud deletes a cluster. */
export function isProtected({ provisioner }: Cluster): boolean {
  return "deletionProtection" in provisioner && provisioner.deletionProtection;
}

/**
 * Clusters that would be deleted although they are protected, since their entries are gone. The engine would refuse the
 * clusters only, and take away what is around them.
 *
 * @param recorded Names of those that were protected when their stack was last brought up.
 */
export function removalProblems(
  { clusters, tombstoned }: Pick<Region, "clusters" | "tombstoned">,
  recorded: ReadonlySet<string>,
): string[] {
  const declared = new Set([...clusters, ...tombstoned].map(({ name }) => name));
  return [...recorded]
    .filter((name) => !declared.has(name))
    .map((name) => {
      return (
        `${name}: its entry is gone, and it is protected: put it back with deletionProtection: false, ` +
        "bring the stack up, and take it out then"
      );
    });
}
