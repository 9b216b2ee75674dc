import type * as pulumi from "../components/sdk/pulumi.ts";
import type { RegionalWorkload } from "../components/workloads/plan.ts";
import { recordOf } from "../components/workloads/rolled-out.ts";
import type { Environment } from "../fleet/fleet.ts";
import { digestOf, type ShareDigest } from "../fleet/share-digest.ts";
import { stagedWorkloads } from "../fleet/workload-waves.ts";
import type { Member } from "./member.ts";

/** What the clusters of a region are to run of the workloads that go in waves: by workload, then by cluster. */
export type RegionRollouts = ReadonlyMap<string, ReadonlyMap<string, ShareDigest>>;

export function rolloutsOf(
  environment: Environment,
  members: readonly Member[],
  workloads: readonly RegionalWorkload[],
): RegionRollouts {
  const staged = new Set(stagedWorkloads(environment).map(({ workload: { name } }) => name));
  return new Map(
    workloads
      .filter(({ workload: { name } }) => staged.has(name))
      .map(({ workload, objects }) => [
        workload.name,
        new Map(
          members.flatMap(({ declared: { name } }): [string, ShareDigest][] => {
            const share = objects.get(name);
            return share === undefined ? [] : [[name, digestOf(share)]];
          }),
        ),
      ]),
  );
}

/** For the outputs of the stack; nothing if nothing goes in waves. */
export function rolloutOutputs(rollouts: RegionRollouts): pulumi.Inputs {
  if (rollouts.size === 0) return {};
  const shares = [...rollouts].map(([workload, own]): [string, pulumi.Inputs] => [
    workload,
    Object.fromEntries([...own].map(([cluster, share]) => [cluster, recordOf(share)])),
  ]);
  return { rollouts: Object.fromEntries(shares) };
}
