import type { GitOps } from "../components/gitops/gitops.ts";
import { createFederatedWorkloads } from "../components/workloads/federated.ts";
import type { Federation } from "../components/workloads/federation.ts";
import { ManifestReader } from "../components/workloads/manifests.ts";
import { planShares } from "../components/workloads/plan.ts";
import type { BackEndName } from "../fleet/backends/back-end.ts";
import { federatedRecord, type FederatedRecord } from "../fleet/backends/federated.ts";
import type { Held } from "../fleet/backends/handover.ts";
import type { Environment } from "../fleet/fleet.ts";
import type { LinkKind } from "../fleet/links.ts";
import type { ControlPlanes, Members } from "./control-planes.ts";

interface Surroundings {
  readonly environment: Environment;
  readonly root: string;
  readonly controlPlanes: ControlPlanes;
  readonly links: readonly Members[];
  readonly gitops: GitOps | undefined;
}

/**
 * What the control planes of an environment carry out.
 * @returns what has to wait for them, in words, and what they carry, for the outputs of the stack.
 */
export async function createHeldWorkloads(
  held: readonly Held[],
  surroundings: Surroundings,
): Promise<{ pending: string[]; federated: FederatedRecord }> {
  const { environment, root } = surroundings;
  const manifests = new ManifestReader(root);
  const workloads = [...new Set(held.map(({ workload }) => workload))];
  const planned = await planShares(environment, workloads, (workload) => manifests.read(workload));
  const shares = new Map(planned.map((each) => [each.workload, each]));
  const carried = held.flatMap((each) => {
    const own = shares.get(each.workload);
    return own === undefined ? [] : [{ ...each, shares: own }];
  });
  const pending = await createFederatedWorkloads(carried, federationsOf(surroundings));
  return { pending, federated: federatedRecord(carried) };
}

function federationsOf(surroundings: Surroundings): ReadonlyMap<BackEndName, Federation> {
  const { environment, root, controlPlanes, links, gitops } = surroundings;
  const dependsOn = [...links.flatMap(({ component }) => component ?? []), ...(gitops ? [gitops] : [])];
  const controls = [
    ["applicationset", controlPlanes.hub, "argocd"],
    ["kubefed", controlPlanes.hub, "kubefed"],
    ["karmada", controlPlanes.karmada, "karmada"],
  ] as const;
  const known = links.flatMap(({ linked }) => linked);
  const membersOf = (kind: LinkKind) =>
    new Set(known.filter((link) => link.kind === kind).map(({ to }) => to));
  return new Map(
    controls.flatMap(([backend, control, kind]): [BackEndName, Federation][] => {
      if (control === undefined) return [];
      return [[backend, { environment, root, control, members: membersOf(kind), dependsOn }]];
    }),
  );
}
