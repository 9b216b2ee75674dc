import { compare } from "../compare.ts";
import type { Workload } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import type { Carried } from "../rule.ts";
import { carrierOf, type BackEndName } from "./back-end.ts";
import type { Held, Holdings } from "./handover.ts";
import { distinctKinds, kindOfResource, kindsOf, resourceName, type Kind } from "./kinds.ts";
import type { WorkloadShares } from "./shares.ts";

/*
 * What the federations of an environment carry, as its stack writes it down for those of the regions: these give the
 * rights to it, and keep its namespaces, also for what is declared no more and still has to be deleted.
 */

/** By back end: names of kinds as resources, and of namespaces. */
export type FederatedRecord = Partial<
  Readonly<Record<BackEndName, { readonly kinds: readonly string[]; readonly namespaces: readonly string[] }>>
>;

/** For the outputs of the environment's stack. */
export function federatedRecord(
  held: readonly (Held & { readonly shares: WorkloadShares })[],
): FederatedRecord {
  const own = held.filter(({ backend }) => carrierOf(backend) === "environment");
  return Object.fromEntries(
    [...Map.groupBy(own, ({ backend }) => backend)].map(([backend, within]) => [
      backend,
      {
        kinds: kindsOf(within.flatMap(({ shares }) => shares.common)).map(resourceName),
        namespaces: namesOf(within.map(({ workload }) => workload.namespace)),
      },
    ]),
  );
}

/** What a federation has in hand, as a region has to know. */
export interface FederatedGround {
  /** Workloads whose objects are on its control plane, in namespaces of the same names. */
  readonly workloads: readonly Workload[];
  readonly carried: Carried;
}

/** Workloads that a federation has in hand, or has had in the last run of the environment's stack. */
export function federatedWorkloads(
  backend: BackEndName,
  workloads: readonly Workload[],
  holdings: Holdings,
): Workload[] {
  return workloads.filter(
    ({ name, backend: declared }) => declared === backend || Object.hasOwn(holdings[backend] ?? {}, name),
  );
}

/**
 * @param objects Of all those workloads.
 * @param record What the environment's stack has written down.
 */
export function federatedGround(
  backend: BackEndName,
  workloads: readonly Workload[],
  objects: readonly KubernetesObject[],
  record: FederatedRecord,
): FederatedGround {
  const { kinds = [], namespaces = [] } = record[backend] ?? {};
  const recorded = kinds.flatMap((name): Kind[] => {
    const kind = kindOfResource(name);
    return kind === undefined ? [] : [kind];
  });
  return {
    workloads,
    carried: {
      kinds: distinctKinds([...kindsOf(objects), ...recorded]),
      namespaces: namesOf([...workloads.map(({ namespace }) => namespace), ...namespaces]),
    },
  };
}

function namesOf(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compare);
}
