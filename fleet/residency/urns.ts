import type { Cluster, Environment } from "../fleet.ts";
import { environmentStackName, regionStackName } from "../names.ts";

/*
 * The resources of this program that findings of the declaration are about. Exceptions match URNs; by these one that
 * covers a resource covers what the declaration says of it too. A test on the bed compares them with a real state.
 */

const PROJECT = "archipelago";
const SYSTEM = "archipelago:platform:Platform$archipelago:platform:System$";

/** The stack itself: what holds for all of it, such as where its state is kept. */
export function stackUrn(stack: string): string {
  return urn(stack, "pulumi:pulumi:Stack", `${PROJECT}-${stack}`);
}

export function clusterUrn(cluster: Cluster, environment: Environment): string {
  return urn(stackOf(cluster, environment), "archipelago:cluster:FleetCluster", cluster.name);
}

/** The place where Velero on `reader` finds the backups of `source`. */
export function backupLocationUrn(reader: Cluster, source: string, environment: Environment): string {
  const type = `${SYSTEM}kubernetes:velero.io/v1:BackupStorageLocation`;
  const name = `${reader.name}/velero/BackupStorageLocation/velero/${source}`;
  return urn(stackOf(reader, environment), type, name);
}

/** The configuration of the collector, which says where telemetry goes. */
export function collectorUrn(cluster: Cluster, environment: Environment): string {
  const type = `${SYSTEM}kubernetes:core/v1:ConfigMap`;
  const name = `${cluster.name}/observability/ConfigMap/observability/collector`;
  return urn(stackOf(cluster, environment), type, name);
}

export function stackNames({ name, regions }: Environment): string[] {
  return [...regions.map((region) => regionStackName(name, region.name)), environmentStackName(name)];
}

function stackOf({ region }: Cluster, { name }: Environment): string {
  return regionStackName(name, region);
}

function urn(stack: string, type: string, name: string): string {
  return `urn:pulumi:${stack}::${PROJECT}::${type}::${name}`;
}
