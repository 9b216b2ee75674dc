import { listed } from "../../fleet/problems.ts";
import type { TombstoneReport } from "./tombstone.ts";

/** For people: what was done, what may still run there, and what is left to do by hand. */
export function describeTombstone({
  cluster,
  silence,
  applications,
  stacks,
  failed,
  mayStillRun,
}: TombstoneReport): string[] {
  const lines =
    silence === undefined
      ? [`${cluster} had been let go by its own stack before.`]
      : [`${cluster} is silent (${silence}).`];
  if (applications.length > 0) lines.push(`Argo CD no longer waits for it with ${listed(applications)}.`);
  if (stacks.length > 0) lines.push(`Let go by ${listed(stacks.map(({ stack }) => stack))}.`);
  if (failed.length > 0) {
    lines.push(
      `Not yet by ${listed(failed.map(({ stack }) => stack))}, see above: run the same command again.`,
    );
    return lines;
  }
  if (mayStillRun.length > 0) {
    lines.push("If it lives after all, it still runs what it ran last:");
    for (const what of mayStillRun) lines.push(`  ${what}`);
  }
  lines.push("Left to do by hand:");
  lines.push("  destroy what is left of it at its provider: machines, disks, load balancers, DNS records");
  lines.push("  remove its entry from fleet.yaml, then: npx fleet up");
  return lines;
}
