import { createHash } from "node:crypto";
import type { Gke } from "../../declaration/provisioners/gke.ts";
import type { Cluster, Environment } from "../../fleet.ts";
import { clusterFullName } from "../../names.ts";

/** A cluster of GKE, with what it declares. */
export interface GkeCluster extends Cluster {
  readonly provisioner: Gke;
}

export function isGke(cluster: Cluster): cluster is GkeCluster {
  return cluster.provisioner.kind === "gke";
}

/** Where a cluster of GKE stands and what it is called there. */
export interface GkePlace {
  readonly name: string;
  readonly project: string;
  /** Region or zone. */
  readonly location: string;
  /** Where what has no zone is: subnetworks, keys, memberships. */
  readonly region: string;
}

export function placeOf(
  { name, region, provisioner }: Pick<GkeCluster, "name" | "region" | "provisioner">,
  { fleet, name: environment }: Pick<Environment, "fleet" | "name">,
): GkePlace {
  const location = provisioner.location ?? region;
  return {
    name: provisioner.name ?? clusterFullName(fleet, environment, name),
    project: provisioner.project,
    location,
    region: regionOf(location),
  };
}

/** The region that a region or a zone is in: `europe-west3-a` is in `europe-west3`. */
export function regionOf(location: string): string {
  return location.replace(/-[a-z]$/, "");
}

/** Whether the cluster is in one zone: it has one control plane then, and is down while that is upgraded. */
export function isZonal({ location, region }: Pick<GkePlace, "location" | "region">): boolean {
  return location !== region;
}

/** Longest name of a cluster (the provider's own check; cloud.google.com/kubernetes-engine/quotas says the same). */
export const CLUSTER_NAME_LIMIT = 40;

/** Longest names of what is made beside it (@pulumi/gcp 9.37: serviceaccount.Account; compute.Network and most others). */
const LIMITS = { serviceAccount: 30, other: 63 } as const;

/**
 * `<cluster>-<noun>`. The same in every run: a second cluster of the name collides with the first instead of standing
 * beside it.
 */
export function nameOf({ name }: Pick<GkePlace, "name">, noun: string): string {
  return fitted(`${name}-${noun}`, LIMITS.other);
}

/** Id of a service account. Those are short: what does not fit gives way to a hash of the whole. */
export function accountId({ name }: Pick<GkePlace, "name">, noun: string): string {
  return fitted(`${name}-${noun}`, LIMITS.serviceAccount);
}

/** Name of a ring of keys that are for a bucket, unlike that of any cluster's; the name of a bucket may have dots, and may be longer. */
export function ringName(bucket: string): string {
  return fitted(`${bucket.replaceAll(".", "-")}-backups`, LIMITS.other);
}

/** E-mail address of a service account. A project of a domain of its own (`example.com:acme`) is turned around. */
export function serviceAccountEmail(id: string, project: string): string {
  const [name = "", domain] = project.split(":").reverse();
  return `${id}@${domain === undefined ? name : `${name}.${domain}`}.iam.gserviceaccount.com`;
}

function fitted(name: string, limit: number): string {
  if (name.length <= limit) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, limit - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}
