import type { KubernetesObject } from "../../manifests.ts";
import { WORKLOAD_LABEL } from "../../names.ts";
import { isScalable, valueAt } from "../../objects.ts";
import { differenceOf } from "../difference.ts";
import { kindOf } from "../kinds.ts";
import type { ClusterShare, WorkloadShares } from "../shares.ts";
import { FEDERATED_TYPES, ORPHAN } from "./names.ts";
import { placementOf, type Placement } from "./placement.ts";
import { preferenceOf } from "./preference.ts";
import { federatedKind } from "./types.ts";
import { uncarriable } from "./limits.ts";

export interface FederateOptions {
  /** Its copies are to outlive the federated objects. */
  readonly keep: boolean;
  /** Whether KubeFed divides replicas anew when clusters are out or full: see {@link preferenceOf}. */
  readonly rebalance: boolean;
  /** What KubeFed may do on its members. */
  readonly rights: "kinds" | "cluster-admin";
}

export interface Federated {
  /** For the hub. */
  readonly objects: readonly KubernetesObject[];
  /** In words: what KubeFed cannot carry. */
  readonly problems: readonly string[];
}

const REPLICAS = "/spec/replicas";

/** A step of an override, in the words of KubeFed. */
interface Override {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: unknown;
}

/**
 * A workload as federated objects: a template that holds what all clusters have in common, the names of the clusters,
 * and for each cluster the steps from the template to what it is to have.
 */
export function federate(shares: WorkloadShares, options: FederateOptions): Federated {
  const problems = uncarriable(shares, options.rights);
  if (problems.length > 0) return { objects: [], problems };
  const objects = shares.common.flatMap((common, index) => {
    const preference =
      options.rebalance && index === shares.divided ? preferenceOf(shares, common) : undefined;
    const placement = placementOf(
      shares.shares.map(({ cluster }) => cluster.name),
      preference !== undefined,
    );
    const preferred = preference !== undefined;
    const federated = federatedObject(common, index, shares, placement, { keep: options.keep, preferred });
    return preference === undefined ? [federated] : [federated, preference];
  });
  return { objects, problems: [] };
}

function federatedObject(
  common: KubernetesObject,
  index: number,
  { workload, shares }: WorkloadShares,
  placement: Placement,
  { keep, preferred }: { readonly keep: boolean; readonly preferred: boolean },
): KubernetesObject {
  const { name, namespace } = common.metadata;
  const own = shares.flatMap(({ cluster, objects }) => {
    const object = objects[index];
    return object === undefined ? [] : [{ cluster, object }];
  });
  const overrides = own
    .map(({ cluster, object }) => ({
      clusterName: cluster.name,
      clusterOverrides: [...(preferred ? replicasOf(object) : []), ...overridesOf(common, object, preferred)],
    }))
    .filter(({ clusterOverrides }) => clusterOverrides.length > 0);
  return {
    apiVersion: FEDERATED_TYPES,
    kind: federatedKind(common),
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { [WORKLOAD_LABEL]: workload.name },
      ...(keep ? { annotations: { ...ORPHAN } } : {}),
    },
    spec: {
      template: { ...templateOf(common), apiVersion: versionOf(common) },
      placement,
      // Also if there are none: what a replica scheduler has once written stays where nobody writes something else.
      overrides,
      ...(leavesReplicas(own.map(({ object }) => object)) ? { retainReplicas: true } : {}),
    },
  };
}

/** The version that KubeFed reads the kind in: it compares what it writes with what it reads. */
function versionOf(object: KubernetesObject): string {
  const kind = kindOf(object);
  if (kind === undefined) return object.apiVersion;
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}

/**
 * What KubeFed copies. Names are those of the federated object; annotations it takes from no template, so that it does
 * not get in the way of controllers in the members (kubefed, pkg/controller/sync/resource.go).
 */
function templateOf({ metadata, ...rest }: KubernetesObject): Omit<KubernetesObject, "metadata"> {
  const { name: _name, namespace: _namespace, annotations: _annotations, ...others } = metadata;
  const { status: _status, ...content } = rest as typeof rest & { status?: unknown };
  return { ...content, ...(Object.keys(others).length === 0 ? {} : { metadata: others }) };
}

/**
 * A replica scheduler wants one for every cluster, also where it says what the template says; where it is missing, the
 * scheduler adds it, and each run of this program would take it off again.
 */
function replicasOf(object: KubernetesObject): Override[] {
  return [{ op: "replace", path: REPLICAS, value: valueAt(object, ["spec", "replicas"]) }];
}

/** The steps from a template to the object that a cluster is to have. */
function overridesOf(common: KubernetesObject, own: KubernetesObject, preferred: boolean): Override[] {
  const [from, to] = [templateOf(common), templateOf(own)] as [KubernetesObject, KubernetesObject];
  const steps = differenceOf(from, to);
  const { annotations } = own.metadata;
  return [
    ...steps.filter(({ path }) => !preferred || path !== REPLICAS),
    ...(annotations === undefined || Object.keys(annotations).length === 0
      ? []
      : [{ op: "add" as const, path: "/metadata/annotations", value: annotations }]),
  ];
}

/**
 * Whether the manifests leave the number of replicas to somebody else, such as an autoscaler: KubeFed replaces whole
 * objects, and would set it back to 1 with every change.
 */
function leavesReplicas(objects: readonly KubernetesObject[]): boolean {
  const scalable = objects.filter(isScalable);
  return (
    scalable.length > 0 && scalable.every((object) => valueAt(object, ["spec", "replicas"]) === undefined)
  );
}

/** Where each namespace of these workloads is, by which KubeFed bounds what is in it. */
export function federatedNamespaces(
  workloads: readonly WorkloadShares[],
  rebalance: boolean,
): KubernetesObject[] {
  const byNamespace = Map.groupBy(workloads, ({ workload }) => workload.namespace);
  return [...byNamespace].map(([namespace, within]) => {
    const clusters = new Set(within.flatMap(({ shares }) => shares.map(nameOfCluster)));
    return {
      apiVersion: FEDERATED_TYPES,
      kind: "FederatedNamespace",
      // The namespaces are the regions'. Nothing propagates them; if somebody has KubeFed do so, they stay all the same.
      metadata: { name: namespace, namespace, annotations: { ...ORPHAN } },
      spec: { placement: placementOf([...clusters], rebalance && clusters.size > 0) },
    };
  });
}

function nameOfCluster({ cluster }: ClusterShare): string {
  return cluster.name;
}
