import { ACCOUNT_ANNOTATION, externalDnsAccount } from "../clouds/gcp/system-accounts.ts";
import { isGke } from "../clouds/gcp/names.ts";
import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import type { Dns } from "../declaration/dns-schema.ts";
import { declaredNames } from "../dns/declared-names.ts";
import { parseDuration } from "../duration.ts";
import { goDuration } from "../go-duration.ts";
import { clusterFullName } from "../names.ts";
import type { SystemPlan } from "./system.ts";

export const EXTERNAL_DNS_NAMESPACE = "external-dns";

/** Secret with the token of a provider that no identity of a cloud opens. */
export const ZONE_CREDENTIALS = { name: "zone-credentials", key: "token" } as const;

/** The variable in which external-dns takes the token of such a provider (provider/cloudflare; flag --rfc2136-tsig-secret). */
const TOKEN_VARIABLES: Partial<Record<Dns["provider"], string>> = {
  cloudflare: "CF_API_TOKEN",
  rfc2136: "EXTERNAL_DNS_RFC2136_TSIG_SECRET",
};

/** Name and algorithm of the key with which updates of a zone are signed (RFC 8945). */
export const TSIG = { keyName: "external-dns", algorithm: "hmac-sha256" } as const;

/** Whether a provider is reached with a token, config `archipelago:dnsToken`. */
export function needsToken({ provider }: Dns): boolean {
  return TOKEN_VARIABLES[provider] !== undefined;
}

/** external-dns on one cluster: it publishes the records of that cluster, and owns no others. */
export function externalDnsPlan(cluster: Cluster, environment: Environment): SystemPlan | undefined {
  const { dns, fleet, name } = environment;
  if (dns === undefined) return undefined;
  const api = installModeOf(cluster, environment) === "api";
  const owner = clusterFullName(fleet, name, cluster.name);
  const chart = { chart: "external-dns", release: "external-dns", namespace: EXTERNAL_DNS_NAMESPACE };
  const values = {
    ...chartValues(dns, owner, leastTtl(environment, dns)),
    ...inGoogleCloud(cluster, environment),
  };
  return {
    system: "external-dns",
    namespaces: [{ name: EXTERNAL_DNS_NAMESPACE, podSecurity: "restricted" }],
    apis: api ? ["external-dns"] : [],
    charts: api ? [] : [{ ...chart, values }],
    objects: [],
  };
}

/** The shortest time, in seconds, for which resolvers may keep an answer: that of the zone, or of a name in it. */
function leastTtl(environment: Environment, { ttl }: Dns): number {
  const declared = [ttl, ...declaredNames(environment).flatMap((name) => name.declared.ttl ?? [])];
  return Math.min(...declared.map((each) => parseDuration(each) ?? 0));
}

/** Values of the chart external-dns 1.2x (kubernetes-sigs/external-dns, charts/external-dns/values.yaml). */
function chartValues(dns: Dns, owner: string, leastTtl: number): Record<string, unknown> {
  const variable = TOKEN_VARIABLES[dns.provider];
  const secretKeyRef = { name: ZONE_CREDENTIALS.name, key: ZONE_CREDENTIALS.key };
  return {
    provider: { name: dns.provider },
    // What stands in a DNSEndpoint, and nothing else: by Services and Ingresses anyone with a namespace could publish
    // names, and a preview would not show them.
    sources: ["crd"],
    domainFilters: [dns.zone],
    // Required since 0.22 and never left to a default: with `sync`, what is not seen any more is deleted.
    policy: dns.policy,
    managedRecordTypes: ["A", "AAAA", "CNAME"],
    registry: "txt",
    // Two instances with one owner take each other's records away, every few seconds.
    txtOwnerId: owner,
    // Of its own per type, and ending in a dot, so that the record of ownership stands beside a CNAME and at the apex
    // (docs/registry/txt.md).
    txtPrefix: "%{record_type}-owner.",
    // 0.22 has changed the default without a fallback, and clusters have lost their records: kubernetes-sigs/external-dns#6424.
    annotationPrefix: "external-dns.kubernetes.io/",
    interval: "1m",
    triggerLoopOnEvent: true,
    ...(variable === undefined ? {} : { env: [{ name: variable, valueFrom: { secretKeyRef } }] }),
    ...(dns.server === undefined ? {} : { extraArgs: rfc2136(dns, dns.server, leastTtl) }),
  };
}

/** Who it is on a cluster of GKE, and the project of the zone, which may be another than the cluster's. */
function inGoogleCloud(cluster: Cluster, environment: Environment): Record<string, unknown> {
  const account = externalDnsAccount(cluster, environment);
  if (account === undefined || !isGke(cluster)) return {};
  const project = environment.dns?.hosting?.project ?? cluster.provisioner.project;
  return {
    serviceAccount: { annotations: { [ACCOUNT_ANNOTATION]: account.email } },
    extraArgs: [`--google-project=${project}`],
  };
}

/**
 * Flags, written out: to external-dns a switch has no value, and the chart gives one to every argument of a map
 * (templates/deployment.yaml).
 */
function rfc2136({ zone }: Dns, server: string, leastTtl: number): string[] {
  const [host = "", port = "53"] = server.split(":");
  return [
    `--rfc2136-host=${host}`,
    `--rfc2136-port=${port}`,
    `--rfc2136-zone=${zone}`,
    `--rfc2136-tsig-keyname=${TSIG.keyName}`,
    `--rfc2136-tsig-secret-alg=${TSIG.algorithm}`,
    // What asks for less is given this.
    `--rfc2136-min-ttl=${goDuration(leastTtl)}`,
    // Without a transfer of the zone it looks empty: records are added that are there, and none is ever removed.
    "--rfc2136-tsig-axfr",
  ];
}
