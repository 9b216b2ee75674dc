import * as pulumi from "../sdk/pulumi.ts";
import { createObject } from "../kubernetes/object.ts";
import { distinctKinds, kindsOf, resourceName, type Kind } from "../../fleet/backends/kinds.ts";
import { federate, federatedNamespaces } from "../../fleet/backends/kubefed/federated.ts";
import { NAMESPACE, typeConfig, UPSTREAM_KINDS } from "../../fleet/backends/kubefed/types.ts";
import { installModeOf, type Environment } from "../../fleet/fleet.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import type { FederatedWorkload, Federation } from "./federation.ts";

/** KubeFed deletes the copies before it lets a federated object go; a member that is out holds it back for ever. */
const DELETION = { delete: "3m" } as const;

/**
 * What KubeFed is to carry, as objects on the hub.
 * @throws RangeError with everything that it cannot carry.
 */
export function createKubeFedWorkloads(
  workloads: readonly FederatedWorkload[],
  { environment, control, dependsOn }: Federation,
): void {
  const plan = planKubeFed(workloads, environment);
  new KubeFedWorkloads(environment.name, { control, plan }, { dependsOn: [...dependsOn] });
}

interface KubeFedPlan {
  /** What it has to know first, and be told of last. */
  readonly types: readonly KubernetesObject[];
  readonly namespaces: readonly KubernetesObject[];
  readonly objects: readonly KubernetesObject[];
}

/** @throws RangeError with everything that it cannot carry. */
export function planKubeFed(workloads: readonly FederatedWorkload[], environment: Environment): KubeFedPlan {
  const { rights = "kinds", rebalance = false } = environment.federation?.kubefed ?? {};
  const federated = workloads.map(({ shares, holding }) =>
    federate(shares, { keep: holding === "kept", rebalance, rights }),
  );
  const problems = federated.flatMap((each) => each.problems);
  if (problems.length > 0)
    throw new RangeError(`Workloads that KubeFed cannot carry:\n  ${problems.join("\n  ")}`);
  const kinds = kindsOf(workloads.flatMap(({ shares }) => shares.common));
  return {
    types: typesFor(kinds, environment),
    namespaces: federatedNamespaces(
      workloads.map(({ shares }) => shares),
      rebalance,
    ),
    objects: federated.flatMap(({ objects }) => objects),
  };
}

/** The chart switches on all the kinds that it brings; those that nobody needs are switched off, as are rights to them. */
function typesFor(kinds: readonly Kind[], environment: Environment): KubernetesObject[] {
  const hub = environment.clusters.find(({ name }) => name === environment.hub);
  const known = hub !== undefined && installModeOf(hub, environment) === "chart" ? UPSTREAM_KINDS : [];
  const needed = new Set(kinds.map(resourceName));
  const all = distinctKinds([...kinds, ...known]).map((kind) =>
    typeConfig(kind, needed.has(resourceName(kind)) ? "Enabled" : "Disabled"),
  );
  return [typeConfig(NAMESPACE, "Disabled"), ...all];
}

interface KubeFedWorkloadsArgs {
  readonly control: ClusterConnection;
  readonly plan: KubeFedPlan;
}

/** KubeFed's own objects on the hub. They are deleted the other way round, each waiting for what came after it. */
class KubeFedWorkloads extends pulumi.ComponentResource {
  constructor(
    name: string,
    { control, plan }: KubeFedWorkloadsArgs,
    options: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:workloads:KubeFedWorkloads", name, {}, options);
    const create = (dependsOn: pulumi.Resource[]) => (object: KubernetesObject) => {
      const { kind, metadata } = object;
      const id = [name, kind, metadata.namespace, metadata.name]
        .filter((part) => part !== undefined)
        .join("/");
      const own = { dependsOn, customTimeouts: DELETION };
      return createObject(id, forced(object), inside(control, this, own));
    };
    // Without the namespace's own object KubeFed would take what is in it for placed nowhere, and let go of the copies.
    const types = plan.types.map(create([]));
    const namespaces = plan.namespaces.map(create(types));
    plan.objects.forEach(create([...types, ...namespaces]));
    this.registerOutputs({});
  }
}

/**
 * The chart and the replica scheduler write some of the same fields: what this program says counts, and a scheduler that
 * knows better says so again.
 */
function forced(object: KubernetesObject): KubernetesObject {
  const annotations = { ...object.metadata.annotations, "pulumi.com/patchForce": "true" };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
