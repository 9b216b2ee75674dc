import type { Cluster, Environment } from "../fleet.ts";
import { CLUSTER_LABEL, ENVIRONMENT_LABEL } from "../gitops/labels.ts";
import type { VeleroBackup } from "./velero-objects.ts";

/** On backups: the fleet whose cluster made them. */
export const FLEET_LABEL = "archipelago/fleet";

/** Label by which Velero says which Schedule a backup is of (velero 1.18, pkg/apis/velero/v1/labels_annotations.go). */
export const SCHEDULE_LABEL = "velero.io/schedule-name";

/** Says of every backup of a cluster whose it is: two fleets that share a bucket and a prefix see each other's. */
export function originLabels(
  { name }: Pick<Cluster, "name">,
  { fleet, name: environment }: Pick<Environment, "fleet" | "name">,
): Readonly<Record<string, string>> {
  return { [FLEET_LABEL]: fleet, [ENVIRONMENT_LABEL]: environment, [CLUSTER_LABEL]: name };
}

/** Why a backup is not one that this fleet made of this cluster; `undefined` if it is. */
export function whyForeign(
  { metadata: { name, labels = {} }, spec: { storageLocation } }: VeleroBackup,
  source: Pick<Cluster, "name">,
  environment: Pick<Environment, "fleet" | "name">,
): string | undefined {
  if (storageLocation !== source.name)
    return `${name} is a backup of ${storageLocation ?? "no cluster"}, not of ${source.name}`;
  const own = originLabels(source, environment);
  if (Object.keys(own).every((key) => labels[key] === undefined)) {
    return `nothing in ${name} says that this fleet made it: its labels ${Object.keys(own).join(", ")} are missing`;
  }
  const other = Object.keys(own).filter((key) => labels[key] !== own[key]);
  if (other.length === 0) return undefined;
  const whose = other.map((key) => `${key} is ${labels[key] ?? "missing"}, not ${own[key] ?? ""}`).join(", ");
  return `${name} was made by another fleet or cluster: ${whose}`;
}
