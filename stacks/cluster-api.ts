import * as pulumi from "../components/sdk/pulumi.ts";
import type { HubAccess } from "../components/cluster/provision.ts";
import type { LinkTarget } from "../components/links/target.ts";
import { namespaceOf } from "../fleet/clouds/cluster-api/namespace.ts";
import type { Cluster, Environment } from "../fleet/fleet.ts";
import { provisioningPad } from "../fleet/links.ts";
import { regionStackName } from "../fleet/names.ts";
import type { Installed } from "../fleet/version-gate.ts";

/** Whether a cluster is made on the hub, and so has to wait for it. */
export function isMadeOnHub({ provisioner }: Cluster): boolean {
  return provisioner.kind === "cluster-api";
}

export interface HubSight {
  readonly environment: Environment;
  /** The hub, once it has shown its passport, or is a cluster of this stack. */
  readonly target: LinkTarget | undefined;
  readonly dependsOn: readonly pulumi.Resource[];
  /** What the stack's own last passports say. */
  readonly installed: ReadonlyMap<string, Installed>;
  /** By cluster, the identity of the hub that it was made on. */
  readonly madeOn: ReadonlyMap<string, string>;
  /** Identity of the hub that their objects have been restored on since. */
  readonly restoredHub: string | undefined;
}

/** Clusters that can be made on the hub now, each with the way to it, and those that have to wait. */
export interface OnHub {
  readonly ready: ReadonlyMap<string, HubAccess>;
  readonly pending: readonly string[];
}

/**
 * The way to the hub for the clusters that are made there. A hub that is not there yet, or keeps no landing pad for
 * their namespace yet, leaves them pending.
 *
 * @throws RunError if one of them has been made already: left out, it and all that is in it would be deleted.
 */
export function onHub(clusters: readonly Cluster[], sight: HubSight): OnHub {
  const { environment, dependsOn, installed } = sight;
  const target = guarded(clusters, sight);
  const ready = new Map<string, HubAccess>();
  const pending: string[] = [];
  const lost: string[] = [];
  for (const cluster of clusters) {
    const { name, provisioner } = cluster;
    if (provisioner.kind !== "cluster-api") continue;
    const namespace = namespaceOf(provisioner, environment) ?? "";
    if (target?.tokens.has(provisioningPad(namespace)) === true) ready.set(name, { target, dependsOn });
    else if (installed.has(name)) lost.push(name);
    else pending.push(`${environment.hub} → ${name} (cluster-api)`);
  }
  if (lost.length > 0) throw new pulumi.RunError(hubIsLost(lost, environment));
  return { ready, pending };
}

/** The hub, to which nothing leads if it is another one than clusters were made on. */
function guarded(
  clusters: readonly Cluster[],
  { environment, target, madeOn, restoredHub }: HubSight,
): LinkTarget | undefined {
  if (target === undefined) return undefined;
  const identifier = pulumi.output(target.identifier).apply((current) => {
    const strange = clusters
      .map(({ name }) => name)
      .filter((name) => (madeOn.get(name) ?? current) !== current);
    if (strange.length > 0 && restoredHub !== current)
      throw new pulumi.RunError(hubIsAnother(strange, environment, current));
    return current;
  });
  return { ...target, identifier };
}

/** Its objects would be made anew there, and Cluster API would make a second cluster of them, beside the first. */
function hubIsAnother(
  clusters: readonly string[],
  { hub }: Pick<Environment, "hub">,
  identifier: string,
): string {
  return (
    `Cluster ${clusters.join(", ")} was made by Cluster API on a hub ${hub} that is no more, and the one of now may not know ` +
    `of it: it would make a second one. Restore its objects from the hub's backup (fleet drill, docs/hub-loss.md). When they ` +
    `are there: pulumi config set archipelago:restoredHub ${identifier}`
  );
}

function hubIsLost(clusters: readonly string[], { name, hub, regions }: Environment): string {
  const region = regions.find((each) => each.clusters.some((cluster) => cluster.name === hub))?.name ?? "";
  const stack = regionStackName(name, region);
  return (
    `Cluster ${clusters.join(", ")} was made by Cluster API on the hub ${hub}, which shows no passport with a landing pad for it. ` +
    `Without it the cluster could neither be kept nor deleted. Bring the stack ${stack} up first.`
  );
}
