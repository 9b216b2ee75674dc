import * as pulumi from "../sdk/pulumi.ts";
import { HealthCheck, ManagedZone, Provider, RecordSet, type RecordSetArgs } from "../sdk/cloud-dns.ts";
import type { HealthCheckDeclaration } from "../../fleet/declaration/dns-schema.ts";
import { recordTypeOf, type GlobalName } from "../../fleet/dns/answers.ts";
import { cloudDnsRecords, type CloudDnsRouting } from "../../fleet/dns/cloud-dns.ts";
import { parseDuration } from "../../fleet/duration.ts";
import type { GlobalDns, GlobalDnsArgs } from "./args.ts";

/** Global names in a zone of Cloud DNS. */
export class CloudDnsNames extends pulumi.ComponentResource implements GlobalDns {
  readonly nameServers: pulumi.Output<readonly string[]> | undefined;

  constructor(name: string, args: GlobalDnsArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:dns:CloudDnsNames", name, {}, options);
    const { environment, dns, hosting, names } = args;
    const { project = "" } = hosting;
    const own = { parent: this, provider: new Provider(`${name}/cloud-dns`, { project }, { parent: this }) };
    const zone = hosting.zoneId === undefined ? createZone(dns.zone, environment.name, own) : undefined;
    const managedZone = zone?.name ?? hosting.zoneId ?? "";
    for (const global of names) createName(global, managedZone, own);
    this.nameServers = zone?.nameServers;
    this.registerOutputs({});
  }
}

function createZone(zone: string, environment: string, options: pulumi.CustomResourceOptions): ManagedZone {
  return new ManagedZone(
    zone,
    {
      name: zone.replaceAll(".", "-"),
      dnsName: `${zone}.`,
      description: `Names of environment ${environment}`,
      dnssecConfig: { state: "on" },
    },
    options,
  );
}

function createName(
  global: GlobalName,
  managedZone: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): void {
  const { name, ttl, declared } = global;
  const check = declared.check === undefined ? undefined : createCheck(name, declared.check, options);
  for (const { type, routing } of cloudDnsRecords(global)) {
    const answers = routingArgs(routing, check);
    new RecordSet(`${name}/${type}`, { managedZone, name: `${name}.`, type, ttl, ...answers }, options);
  }
}

function routingArgs(
  routing: CloudDnsRouting,
  check: HealthCheck | undefined,
): Pick<RecordSetArgs, "rrdatas" | "routingPolicy"> {
  const answers = (values: readonly string[]) =>
    check === undefined
      ? { rrdatas: values.map(absolute) }
      : { healthCheckedTargets: { externalEndpoints: [...values] } };
  const healthCheck = check === undefined ? {} : { healthCheck: check.selfLink };
  switch (routing.kind) {
    case "simple":
      return { rrdatas: routing.values.map(absolute) };
    case "weighted": {
      const wrrs = routing.items.map(({ values, weight }) => ({ weight, ...answers(values) }));
      return { routingPolicy: { wrrs, ...healthCheck } };
    }
    case "latency": {
      const geos = routing.items.map(({ values, location }) => ({ location, ...answers(values) }));
      return { routingPolicy: { geos, ...healthCheck } };
    }
    case "failover": {
      const { primary, backup } = routing;
      const primaryBackup = {
        primary: { externalEndpoints: [...primary] },
        backupGeos: [{ location: backup.location, ...answers(backup.values) }],
      };
      return { routingPolicy: { primaryBackup, ...healthCheck } };
    }
  }
}

/** In Cloud DNS a name without a final dot is one below the zone. */
function absolute(value: string): string {
  return recordTypeOf(value) === "CNAME" ? `${value}.` : value;
}

function createCheck(
  name: string,
  { protocol, port, path, every, failures, from = [] }: HealthCheckDeclaration,
  options: pulumi.CustomResourceOptions,
): HealthCheck {
  const request = { port, requestPath: path, host: name };
  return new HealthCheck(
    name,
    {
      name: name.replaceAll(".", "-"),
      checkIntervalSec: parseDuration(every) ?? 30,
      timeoutSec: 5,
      unhealthyThreshold: failures,
      sourceRegions: [...from],
      ...(protocol === "https" ? { httpsHealthCheck: request } : {}),
      ...(protocol === "http" ? { httpHealthCheck: request } : {}),
      ...(protocol === "tcp" ? { tcpHealthCheck: { port } } : {}),
    },
    options,
  );
}
