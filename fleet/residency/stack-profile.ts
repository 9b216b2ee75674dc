import { backupsOf } from "../backup/locations.ts";
import { globalNames } from "../dns/answers.ts";
import type { Environment } from "../fleet.ts";
import { clusterFullName } from "../names.ts";
import type { StackRole } from "../stacks.ts";
import { allowSetsOf } from "./concerns.ts";
import type { Exception, Located, NamedProfile, NamespaceRules, Profile } from "./profile.ts";

/**
 * What `fleet.yaml` says for a stack. Clusters, buckets and sinks of the whole environment are known, since a stack
 * refers to those of its peers. The workloads' own profiles hold in their namespaces.
 */
export function profileOfStack({ environment }: StackRole): Profile {
  const { residency, workloads } = environment;
  const profiles = profilesOf(environment);
  const declared = (what: "buckets" | "hosts"): Located =>
    Object.fromEntries(profiles.flatMap((profile) => Object.entries(profile[what] ?? {})));
  return {
    name: residency === undefined ? "fleet.yaml" : nameOf(residency),
    allowed: residency === undefined ? undefined : allowSetsOf(residency),
    namespaces: Object.fromEntries(
      workloads.flatMap(({ namespace, residency: own }): [string, NamespaceRules][] =>
        own === undefined ? [] : [[namespace, { name: nameOf(own), allowed: allowSetsOf(own) }]],
      ),
    ),
    clusters: clustersOf(environment),
    providers: providersOf(environment),
    buckets: { ...declared("buckets"), ...bucketsOf(environment) },
    hosts: { ...declared("hosts"), ...hostsOf(environment) },
    // The provider of local clusters, and that which waits for Cluster API; what a stack puts into a cluster is judged by
    // the cluster.
    packages: ["kwok", "cluster-api", ...profiles.flatMap(({ allow }) => allow?.packages ?? [])],
    exceptions: exceptionsOf(environment),
  };
}

/** All that the profiles in force in an environment except from their rules. */
export function exceptionsOf(environment: Environment): readonly Exception[] {
  return [...new Set(profilesOf(environment).flatMap(({ exceptions }) => exceptions))];
}

/** The profiles in force in an environment: its own, and those of its workloads. */
function profilesOf({ residency, workloads }: Environment): NamedProfile[] {
  return [residency, ...workloads.map((workload) => workload.residency)].filter((each) => each !== undefined);
}

function nameOf({ name }: NamedProfile): string {
  return `profile ${name} of fleet.yaml`;
}

/** By the names that clusters have outside their environment. */
function clustersOf({ fleet, name: environment, clusters, tombstoned }: Environment): Located {
  return Object.fromEntries(
    [...clusters, ...tombstoned].map(({ name, country }) => [
      clusterFullName(fleet, environment, name),
      { country },
    ]),
  );
}

/** The provider of a cluster is called as the cluster is; so do control planes call each other's members. */
function providersOf({ clusters, tombstoned }: Environment): Located {
  return Object.fromEntries([...clusters, ...tombstoned].map(({ name, country }) => [name, { country }]));
}

function bucketsOf(environment: Environment): Located {
  return Object.fromEntries(
    [...environment.clusters, ...environment.tombstoned].flatMap(
      (cluster): [string, { country: string }][] => {
        const backups = backupsOf(cluster, environment);
        return backups?.country === undefined ? [] : [[backups.bucket, { country: backups.country }]];
      },
    ),
  );
}

function hostsOf(environment: Environment): Located {
  const { observability, backup } = environment;
  const sinks = Object.values(observability?.sinks ?? {});
  const stores = Object.values(backup?.locations ?? {});
  return Object.fromEntries([
    ...sinks.map(({ endpoint, country }) => [new URL(endpoint).hostname, { country }] as const),
    ...stores.flatMap(({ url, country }) =>
      url === undefined || country === undefined ? [] : [[new URL(url).hostname, { country }] as const],
    ),
    ...answersOf(environment),
  ]);
}

/** What global names are answered with: the addresses of a cluster are where it is, whether it answers now or not. */
function answersOf(environment: Environment): (readonly [string, { readonly country: string }])[] {
  return globalNames(environment).flatMap(({ answers, dropped }) =>
    [...dropped, ...answers].flatMap(({ cluster: { country }, targets }) =>
      targets.map((target) => [target, { country }] as const),
    ),
  );
}
