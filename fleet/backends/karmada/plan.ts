import type { KubernetesObject } from "../../manifests.ts";
import { describeObject } from "../../objects.ts";
import { withValue } from "../../objects.ts";
import { listed } from "../../problems.ts";
import type { ClusterShare, WorkloadShares } from "../shares.ts";
import { isOrdinary } from "./kinds.ts";
import { POLICY_API } from "./names.ts";
import { overridePolicy } from "./overrides.ts";
import { placementOf, schedulingOf, type Scheduling } from "./placement.ts";
import { selectorOf, templateOf } from "./template.ts";

/** A workload as Karmada's objects. Each list needs what is in those before. */
export interface KarmadaPlan {
  readonly overrides: readonly KubernetesObject[];
  readonly policies: readonly KubernetesObject[];
  readonly templates: readonly KubernetesObject[];
}

export interface KarmadaPlanArgs {
  readonly shares: WorkloadShares;
  /** The clusters that Karmada knows; the others follow when it does. */
  readonly members: ReadonlySet<string>;
  /** Whether the objects stay on the members when their templates go. */
  readonly keep: boolean;
}

/**
 * Templates, what differs on each member, and which members have them. The arithmetic is done before: Karmada is told
 * names and numbers, and only of a division by what is available it decides the numbers.
 */
export function planKarmada({ shares, members, keep }: KarmadaPlanArgs): KarmadaPlan {
  const { workload, common, divided } = shares;
  const own = shares.shares.filter(({ cluster }) => members.has(cluster.name));
  if (own.length === 0) return { overrides: [], policies: [], templates: [] };
  const scheduling = divided === undefined ? DUPLICATED : schedulingOf(workload.division?.by, own);
  const templates = common.map((object, index) =>
    templateOf(index === divided ? withTotal(object, scheduling) : object),
  );
  const isDivided = (_: KubernetesObject, index: number) => index === divided;
  return {
    templates,
    overrides: templates.map((template, index) =>
      overridePolicy(
        workload.name,
        template,
        own.map(({ cluster, objects }) => ({ cluster: cluster.name, object: objects[index] ?? template })),
        index === divided && scheduling.kind === "available",
      ),
    ),
    policies: [
      ...policies(workload.name, without(templates, isDivided), own, DUPLICATED, keep),
      ...policies(`${workload.name}-divided`, templates.filter(isDivided), own, scheduling, keep),
    ],
  };
}

const DUPLICATED: Scheduling = { kind: "duplicated" };

/** With the least rights: what of a workload Karmada may not carry, in words. `undefined`: it may carry all of it. */
export function beyondRights({ workload, common }: WorkloadShares): string | undefined {
  const beyond = common.filter((object) => !isOrdinary(object));
  if (beyond.length === 0) return undefined;
  return (
    `${workload.name}: Karmada has no right to ${listed(beyond.map(describeObject))} on its members. ` +
    `Set federation.karmada.rights: cluster-admin, or give the workload the back end direct.`
  );
}

/** Weights divide a number exactly if they add up to it: not all members may be there yet. */
function withTotal(object: KubernetesObject, scheduling: Scheduling): KubernetesObject {
  if (scheduling.kind !== "shares") return object;
  const total = scheduling.shares.reduce((sum, { replicas }) => sum + replicas, 0);
  return withValue(object, ["spec", "replicas"], () => total);
}

/** One policy for each namespace, since a policy sees no other; what is in none has one of its own kind. */
function policies(
  name: string,
  templates: readonly KubernetesObject[],
  shares: readonly ClusterShare[],
  scheduling: Scheduling,
  keep: boolean,
): KubernetesObject[] {
  const clusters = shares.map(({ cluster }) => cluster.name);
  return [...Map.groupBy(templates, ({ metadata }) => metadata.namespace)].map(([namespace, selected]) => ({
    apiVersion: POLICY_API,
    kind: namespace === undefined ? "ClusterPropagationPolicy" : "PropagationPolicy",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      resourceSelectors: selected.map(selectorOf),
      placement: placementOf(clusters, scheduling),
      // What another back end has left is taken over as it is.
      conflictResolution: "Overwrite",
      preserveResourcesOnDeletion: keep,
    },
  }));
}

function without<T>(items: readonly T[], isOut: (item: T, index: number) => boolean): T[] {
  return items.filter((item, index) => !isOut(item, index));
}
