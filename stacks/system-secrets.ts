import * as pulumi from "../components/sdk/pulumi.ts";
import type { SystemSecret } from "../components/platform/system.ts";
import type { Cluster, Environment } from "../fleet/fleet.ts";
import { PROVIDER_CREDENTIALS } from "../fleet/platform/cluster-api.ts";
import { PROVIDER_NAMESPACES } from "../fleet/platform/cluster-api/names.ts";
import { EXTERNAL_DNS_NAMESPACE, needsToken, ZONE_CREDENTIALS } from "../fleet/platform/external-dns.ts";
import { OBSERVABILITY_NAMESPACE, SINK_CREDENTIALS } from "../fleet/platform/observability.ts";
import type { SystemName } from "../fleet/platform/system.ts";
import { BUCKET_CREDENTIALS, REPOSITORY_PASSWORD, VELERO_NAMESPACE } from "../fleet/platform/velero.ts";
import { sinkFor } from "../fleet/telemetry/sinks.ts";
import type { Settings } from "./settings.ts";

/** A Secret of a system whose one value is a secret of the stack's config. */
interface Wanted {
  readonly system: SystemName;
  readonly namespace: string;
  readonly name: string;
  /** Key in the Secret. */
  readonly key: string;
  /** Key in the config, `archipelago:<key>`. */
  readonly config: string;
  readonly purpose: string;
}

/**
 * The Secrets that the systems of a cluster find, from the config of its stack. A simulated cluster runs nothing that
 * would read them: there they are made if they are given, and left out if not.
 * @throws RunError that names all that are missing on any other cluster, and how to set them.
 */
export function systemSecrets(
  cluster: Cluster,
  environment: Environment,
  settings: Pick<Settings, "secretOf">,
): Partial<Record<SystemName, readonly SystemSecret[]>> {
  const wanted = wantedSecrets(cluster, environment).map((each) => {
    return { ...each, value: settings.secretOf(each.config) };
  });
  const missing = wanted.filter(({ value }) => value === undefined);
  if (missing.length > 0 && !cluster.simulated) throw new pulumi.RunError(missingConfig(cluster, missing));
  const made = wanted.flatMap(({ system, namespace, name, key, value }) =>
    value === undefined ? [] : [{ system, secret: { name, namespace, stringData: { [key]: value } } }],
  );
  return Object.fromEntries(
    [...Map.groupBy(made, ({ system }) => system)].map(([system, secrets]) => {
      return [system, secrets.map(({ secret }) => secret)];
    }),
  );
}

function wantedSecrets(cluster: Cluster, environment: Environment): Wanted[] {
  const { backup, dns, observability } = environment;
  const sink = observability && sinkFor(cluster, observability)?.sink;
  const velero = { system: "velero", namespace: VELERO_NAMESPACE } as const;
  const password = {
    ...velero,
    ...REPOSITORY_PASSWORD,
    config: "backupPassword",
    purpose: "password of the repositories with the data of volumes: the same for all stacks, for ever",
  };
  const bucket = {
    ...velero,
    ...BUCKET_CREDENTIALS,
    config: "backupCredentials",
    purpose: "credentials of the buckets, as a file of AWS",
  };
  const zone = {
    system: "external-dns",
    namespace: EXTERNAL_DNS_NAMESPACE,
    ...ZONE_CREDENTIALS,
    config: "dnsToken",
    purpose: "token of the DNS provider",
  } as const;
  const telemetry = {
    system: "observability",
    namespace: OBSERVABILITY_NAMESPACE,
    ...SINK_CREDENTIALS,
    config: "telemetryToken",
    purpose: "token of the telemetry sink",
  } as const;
  return [
    ...(backup === undefined ? [] : [password]),
    ...(backup?.credentials === "secret" ? [bucket] : []),
    ...(dns !== undefined && needsToken(dns) ? [zone] : []),
    ...(sink?.authentication === "bearer" ? [telemetry] : []),
    ...providerCredentials(cluster, environment),
  ];
}

/** Of Cluster API's providers, on the hub. */
function providerCredentials(cluster: Cluster, { clusterApi, hub }: Environment): Wanted[] {
  if (cluster.name !== hub || clusterApi?.credentials !== "secret") return [];
  return clusterApi.providers.map((provider) => ({
    system: "cluster-api",
    namespace: PROVIDER_NAMESPACES[provider],
    ...PROVIDER_CREDENTIALS[provider],
    purpose: `credentials of Cluster API's provider ${provider}, in base64`,
  }));
}

function missingConfig({ name }: Cluster, missing: readonly Wanted[]): string {
  const lines = missing.map(({ config, purpose }) => {
    return `  pulumi config set --secret archipelago:${config}   # ${purpose}`;
  });
  return [`Cluster "${name}" needs config that this stack does not have. To set it:`, ...lines].join("\n");
}
