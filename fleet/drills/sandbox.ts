import { compare } from "../compare.ts";
import { canonicalJson } from "../canonical-json.ts";
import type { KubernetesObject } from "../manifests.ts";
import { isScalable, valueAt } from "../objects.ts";
import { applyMergePatch, mergePatches, type MergePatch } from "./merge-patch.ts";
import type { DrilledObject, NamespaceMap } from "./objects.ts";
import { SECLUDED_ANNOTATIONS, SECLUDED_KINDS, SECLUDED_LABELS } from "./seclusion.ts";
import type { RestoreDrillPlan } from "./plan.ts";

/** Label on everything that a drill makes itself, with the id of its run. */
export const DRILL_LABEL = "archipelago/drill";

/** The namespaces of a sandbox: `<namespace>-drill-<id>`, cut to the 63 characters that a name may have. */
export function sandboxNamespaces(
  { workloads }: Pick<RestoreDrillPlan, "workloads">,
  id: string,
): NamespaceMap {
  const suffix = `-drill-${id}`;
  const names = [...new Set(workloads.map(({ namespace }) => namespace))].sort();
  return Object.fromEntries(
    names.map((name) => [name, `${name.slice(0, 63 - suffix.length).replace(/-+$/, "")}${suffix}`]),
  );
}

/** Whether a sandbox is restored without this kind. */
export function isSecluded(resource: string): boolean {
  return SECLUDED_KINDS.includes(resource);
}

/** What is changed in one object while it is restored. */
export interface Modification {
  readonly resource: string;
  /** Of the backup, not of the sandbox. */
  readonly namespace: string;
  readonly name: string;
  readonly patch: MergePatch;
}

/**
 * What has to be changed in the objects of a backup so that a sandbox is quiet: no records, load balancers or node
 * ports, no exports, nobody else's labels, CronJobs and Jobs that have not ended suspended, and no more replicas than
 * the drill has.
 *
 * @param replicas Most replicas of each object.
 */
export function sandboxModifications(objects: readonly DrilledObject[], replicas: number): Modification[] {
  return objects
    .filter(({ resource, object }) => !isSecluded(resource) && object.metadata.namespace !== undefined)
    .flatMap(({ resource, object }): Modification[] => {
      const { name, namespace = "" } = object.metadata;
      const patches = PATCHES.map((patch) => patch(object, replicas)).filter((patch) => patch !== undefined);
      if (patches.length === 0) return [];
      return [{ resource, namespace, name, patch: patches.reduce<MergePatch>(mergePatches, {}) }];
    });
}

/** The object as the modifications leave it. */
export function modified(
  { resource, object }: DrilledObject,
  modifications: ReadonlyMap<string, MergePatch>,
): KubernetesObject {
  const { name, namespace = "" } = object.metadata;
  const patch = modifications.get(keyOf({ resource, namespace, name }));
  return patch === undefined ? object : applyMergePatch(object, patch);
}

/** Modifications by what they modify. */
export function byObject(modifications: readonly Modification[]): ReadonlyMap<string, MergePatch> {
  return new Map(modifications.map((modification) => [keyOf(modification), modification.patch]));
}

/** A rule of Velero's resource modifiers (velero, internal/resourcemodifiers/resource_modifiers.go). */
export interface ModifierRule {
  readonly conditions: {
    readonly groupResource: string;
    readonly namespaces: readonly string[];
    readonly resourceNameRegex: string;
  };
  readonly mergePatches: readonly { readonly patchData: string }[];
}

/** The content of the ConfigMap that a Restore names: one rule for all objects of a namespace that are changed alike. */
export function resourceModifiers(modifications: readonly Modification[]): {
  readonly version: "v1";
  readonly resourceModifierRules: readonly ModifierRule[];
} {
  const alike = Map.groupBy(modifications, ({ resource, namespace, patch }) =>
    canonicalJson([resource, namespace, patch]),
  );
  const rules = [...alike].sort(([a], [b]) => compare(a, b)).flatMap(([, group]) => ruleOf(group));
  return { version: "v1", resourceModifierRules: rules };
}

function ruleOf(group: readonly Modification[]): ModifierRule[] {
  const [first] = group;
  if (first === undefined) return [];
  const names = group.map(({ name }) => name.replaceAll(".", "\\.")).sort(compare);
  return [
    {
      conditions: {
        groupResource: first.resource,
        namespaces: [first.namespace],
        resourceNameRegex: `^(${names.join("|")})$`,
      },
      mergePatches: [{ patchData: canonicalJson(first.patch) }],
    },
  ];
}

type Patch = (object: KubernetesObject, replicas: number) => MergePatch | undefined;

const PATCHES: readonly Patch[] = [withoutMarks, quietService, suspended, fewer];

function withoutMarks({ metadata }: KubernetesObject): MergePatch | undefined {
  const annotations = taken(metadata.annotations, SECLUDED_ANNOTATIONS);
  const labels = taken(metadata.labels, SECLUDED_LABELS);
  if (annotations === undefined && labels === undefined) return undefined;
  return {
    metadata: {
      ...(annotations === undefined ? {} : { annotations }),
      ...(labels === undefined ? {} : { labels }),
    },
  };
}

function taken(
  marks: Readonly<Record<string, string>> | undefined,
  beginnings: readonly string[],
): Record<string, null> | undefined {
  const keys = Object.keys(marks ?? {}).filter((key) => beginnings.some((start) => key.startsWith(start)));
  return keys.length === 0 ? undefined : Object.fromEntries(keys.map((key) => [key, null]));
}

/** The fields that only a Service with a door to the outside may have (Kubernetes API v1.35, ServiceSpec). */
const OUTWARD_FIELDS = [
  ...["allocateLoadBalancerNodePorts", "externalIPs", "externalTrafficPolicy", "healthCheckNodePort"],
  ...["loadBalancerClass", "loadBalancerIP", "loadBalancerSourceRanges"],
];

function quietService(object: KubernetesObject): MergePatch | undefined {
  if (object.apiVersion !== "v1" || object.kind !== "Service") return undefined;
  const spec = (valueAt(object, ["spec"]) ?? {}) as Readonly<Record<string, unknown>>;
  const open = spec.type === "LoadBalancer" || spec.type === "NodePort";
  const outward = OUTWARD_FIELDS.filter((field) => field in spec);
  if (!open && outward.length === 0) return undefined;
  const ports = Array.isArray(spec.ports) ? (spec.ports as readonly Record<string, unknown>[]) : undefined;
  return {
    spec: {
      ...(open ? { type: "ClusterIP" } : {}),
      ...(open && ports !== undefined ? { ports: ports.map(withoutNodePort) } : {}),
      ...Object.fromEntries(outward.map((field) => [field, null])),
    },
  };
}

function withoutNodePort({ nodePort: _, ...port }: Record<string, unknown>): Record<string, unknown> {
  return port;
}

function suspended(object: KubernetesObject): MergePatch | undefined {
  const { apiVersion, kind } = object;
  if (apiVersion !== "batch/v1" || (kind !== "CronJob" && kind !== "Job")) return undefined;
  return valueAt(object, ["spec", "suspend"]) === true ? undefined : { spec: { suspend: true } };
}

/** The API server fills in 1 where nothing is said. */
function fewer(object: KubernetesObject, most: number): MergePatch | undefined {
  if (!isScalable(object)) return undefined;
  const replicas = Number(valueAt(object, ["spec", "replicas"]) ?? 1);
  return replicas > most ? { spec: { replicas: most } } : undefined;
}

function keyOf({ resource, namespace, name }: Omit<Modification, "patch">): string {
  return `${resource} ${namespace}/${name}`;
}
