import { byName, type Cluster, type Environment } from "../fleet.ts";
import { platformOf } from "../platform/platform.ts";
import { CLUSTER_SECRET, ENVIRONMENT_LABEL, memberLabel } from "./labels.ts";

/** Labels and annotations of a cluster secret: what applications can be chosen and filled in by. */
export interface MemberMetadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What the declaration does not say of a member. */
export interface MemberFacts {
  readonly endpoint: string;
  readonly version: string;
  /** Addresses of its mesh gateway, once it has any. */
  readonly gateway?: readonly string[] | undefined;
}

/**
 * The bridge from infrastructure to GitOps, typed: what this program knows of a cluster, for ApplicationSets to read.
 * Labels are what clusters are chosen by; annotations hold what is only filled into templates.
 */
export function memberMetadata(
  cluster: Cluster,
  environment: Environment,
  facts: MemberFacts,
): MemberMetadata {
  const groups = cluster.groups.map((group) => [memberLabel(`jurisdiction-${group}`), "true"]);
  const systems = platformOf(cluster, environment).map(({ system }) => [
    memberLabel(`system-${system}`),
    "true",
  ]);
  const own = byName(cluster.labels).map(([key, value]) => [memberLabel(key), value]);
  return {
    labels: {
      ...(Object.fromEntries([...own, ...groups, ...systems]) as Record<string, string>),
      [ENVIRONMENT_LABEL]: environment.name,
      ...CLUSTER_SECRET,
    },
    annotations: annotationsOf(cluster, environment, facts),
  };
}

function annotationsOf(
  { groups, podCidr, serviceCidr, simulated }: Cluster,
  { fleet, mesh }: Environment,
  { endpoint, version, gateway }: MemberFacts,
): Record<string, string> {
  const entries = {
    fleet,
    groups: groups.join(","),
    endpoint,
    version,
    simulated: String(simulated),
    "pod-cidr": podCidr,
    "service-cidr": serviceCidr,
    "trust-domain": mesh?.trustDomain,
    "mesh-gateway": gateway?.join(","),
  };
  return Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) =>
      value === undefined || value === "" ? [] : [[`archipelago/${key}`, value]],
    ),
  );
}
