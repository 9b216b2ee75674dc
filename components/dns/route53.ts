import { isIP } from "node:net";
import * as pulumi from "../sdk/pulumi.ts";
import { HealthCheck, Provider, Record, Zone, type RecordArgs } from "../sdk/route53.ts";
import type { HealthCheckDeclaration } from "../../fleet/declaration/dns-schema.ts";
import type { Answer, GlobalName } from "../../fleet/dns/answers.ts";
import { cloudRegionOf } from "../../fleet/dns/cloud-region.ts";
import { route53Records, type Route53Routing } from "../../fleet/dns/route53.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { parseDuration } from "../../fleet/duration.ts";
import type { GlobalDns, GlobalDnsArgs } from "./args.ts";

/** Global names in a zone of Route 53. */
export class Route53Names extends pulumi.ComponentResource implements GlobalDns {
  readonly nameServers: pulumi.Output<readonly string[]> | undefined;

  constructor(name: string, args: GlobalDnsArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:dns:Route53Names", name, {}, options);
    const { environment, dns, hosting, names } = args;
    const provider = new Provider(
      `${name}/route53`,
      {
        region: regionOf(environment),
        ...(hosting.account === undefined ? {} : { allowedAccountIds: [hosting.account] }),
      },
      { parent: this },
    );
    const own = { parent: this, provider };
    const zone =
      hosting.zoneId === undefined
        ? new Zone(dns.zone, { name: dns.zone, comment: `${environment.fleet} ${environment.name}` }, own)
        : undefined;
    const zoneId = zone?.zoneId ?? hosting.zoneId ?? "";
    for (const global of names) createName(global, zoneId, own);
    this.nameServers = zone?.nameServers;
    this.registerOutputs({});
  }
}

/** Route 53 has no regions, but its API is reached through one: that of a cluster in AWS, or else its home. */
function regionOf({ hub, clusters }: Environment): string {
  const hubFirst = [...clusters].sort((a, b) => Number(b.name === hub) - Number(a.name === hub));
  const regions = hubFirst.flatMap((cluster) => cloudRegionOf(cluster, "aws") ?? []);
  return regions[0] ?? "us-east-1";
}

function createName(
  global: GlobalName,
  zoneId: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): void {
  const { name, ttl, declared, answers } = global;
  const { check } = declared;
  const checks = new Map(
    check === undefined
      ? []
      : answers.map((answer) => [answer.cluster.name, createCheck(global, answer, check, options)]),
  );
  for (const record of route53Records(global)) {
    const { setIdentifier, type, values } = record;
    const healthCheck = record.cluster === undefined ? undefined : checks.get(record.cluster);
    new Record(
      [name, type, setIdentifier].filter((part) => part !== undefined).join("/"),
      {
        zoneId,
        name,
        type,
        ttl,
        records: [...values],
        ...(setIdentifier === undefined ? {} : { setIdentifier }),
        ...routingArgs(record.routing),
        ...(healthCheck === undefined ? {} : { healthCheckId: healthCheck.id }),
      },
      options,
    );
  }
}

function routingArgs(routing: Route53Routing): Partial<RecordArgs> {
  switch (routing.kind) {
    case "simple":
      return {};
    case "weighted":
      return { weightedRoutingPolicies: [{ weight: routing.weight }] };
    case "latency":
      return { latencyRoutingPolicies: [{ region: routing.region }] };
    case "geolocation": {
      const { kind: _, ...area } = routing;
      return { geolocationRoutingPolicies: [area] };
    }
    case "failover":
      return { failoverRoutingPolicies: [{ type: routing.role }] };
  }
}

/** One check for each address of a cluster; a cluster with several is well as long as one of them is. */
function createCheck(
  { name }: GlobalName,
  { cluster, targets }: Answer,
  check: HealthCheckDeclaration,
  options: pulumi.CustomResourceOptions,
): HealthCheck {
  const key = `${name}/${cluster.name}`;
  const each = targets.map((target, index) => {
    const args = {
      type: check.protocol.toUpperCase(),
      port: check.port,
      ...(check.protocol === "tcp" ? {} : { resourcePath: check.path }),
      // The name itself is what a server chooses its certificate and its site by.
      ...(isIP(target) === 0 ? { fqdn: target } : { ipAddress: target, fqdn: name }),
      requestInterval: parseDuration(check.every) ?? 30,
      failureThreshold: check.failures,
      ...(check.from === undefined ? {} : { regions: [...check.from] }),
      tags: { Name: key },
    };
    return new HealthCheck(targets.length === 1 ? key : `${key}/${index}`, args, options);
  });
  const [only] = each;
  if (only !== undefined && each.length === 1) return only;
  const childHealthchecks = each.map(({ id }) => id);
  const args = { type: "CALCULATED", childHealthchecks, childHealthThreshold: 1, tags: { Name: key } };
  return new HealthCheck(key, args, options);
}
