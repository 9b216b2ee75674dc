import type { Cluster, Environment } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { EXTERNAL_DNS_NAMESPACE } from "../platform/external-dns.ts";
import { globalNames, type GlobalName } from "./answers.ts";
import { answeredBy, type AnswersSeen } from "./last-answer.ts";
import { route53Records, type Route53Record, type Route53Routing } from "./route53.ts";
import { writersOf } from "./writers.ts";

/** Records of one global name that the external-dns of one cluster is to write. */
export interface NameEndpoint {
  /** In full, `shop.acme.example`. */
  readonly name: string;
  /** A DNSEndpoint. */
  readonly object: KubernetesObject;
  /** Only until another cluster answers. */
  readonly kept: boolean;
}

/** What the hub's external-dns writes: names with one owner, and the records that have a part to play, whoever plays it. */
export function hubEndpoints(environment: Environment): readonly NameEndpoint[] {
  const { dns } = environment;
  if (dns === undefined) return [];
  return globalNames(environment).flatMap((name) => {
    if (!writersOf(dns, name.declared.policy).includes("hub")) return [];
    const records = route53Records(name).filter(({ isPart }) => isPart);
    return endpoint(name.name, name, records, false);
  });
}

/** What the external-dns of a cluster writes: the records in which it answers, and no other cluster ever will. */
export function clusterEndpoints(
  cluster: Cluster,
  environment: Environment,
  seen: AnswersSeen,
): readonly NameEndpoint[] {
  return answeredBy(cluster, environment, seen).flatMap(({ name, kept }) => {
    const records = route53Records(name).filter(
      (record) => !record.isPart && record.cluster === cluster.name,
    );
    return endpoint(`${name.name}.${cluster.name}`, name, records, kept);
  });
}

function endpoint(
  objectName: string,
  name: GlobalName,
  records: readonly Route53Record[],
  kept: boolean,
): NameEndpoint[] {
  if (records.length === 0) return [];
  const object = {
    apiVersion: "externaldns.k8s.io/v1alpha1",
    kind: "DNSEndpoint",
    metadata: { name: objectName, namespace: EXTERNAL_DNS_NAMESPACE },
    spec: { endpoints: records.map((record) => endpointSpec(name, record)) },
  };
  return [{ name: name.name, object, kept }];
}

/** external-dns, endpoint/endpoint.go: `Endpoint`. */
function endpointSpec(
  { name, ttl, declared }: GlobalName,
  { type, values, setIdentifier, routing, cluster }: Route53Record,
): object {
  const healthCheck = cluster === undefined ? undefined : declared.healthChecks?.[cluster];
  const providerSpecific = [
    ...properties(routing),
    ...(healthCheck === undefined ? [] : [{ name: "aws/health-check-id", value: healthCheck }]),
  ];
  return {
    dnsName: name,
    recordType: type,
    recordTTL: ttl,
    targets: [...values],
    ...(setIdentifier === undefined ? {} : { setIdentifier }),
    ...(providerSpecific.length === 0 ? {} : { providerSpecific }),
  };
}

/** Names of external-dns for what Route 53 chooses by (provider/aws/aws.go, `providerSpecific…`). */
function properties(routing: Route53Routing): { readonly name: string; readonly value: string }[] {
  switch (routing.kind) {
    case "simple":
      return [];
    case "weighted":
      return [{ name: "aws/weight", value: String(routing.weight) }];
    case "latency":
      return [{ name: "aws/region", value: routing.region }];
    case "geolocation":
      return "country" in routing
        ? [{ name: "aws/geolocation-country-code", value: routing.country }]
        : [{ name: "aws/geolocation-continent-code", value: routing.continent }];
    case "failover":
      return [{ name: "aws/failover", value: routing.role }];
  }
}
