import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../fleet/fleet.ts";
import { systemSecrets } from "../../stacks/system-secrets.ts";
import { cluster } from "../fleet/arbitraries.ts";
import { backup } from "../fleet/backup/backups.ts";
import { environment } from "../fleet/environments.ts";

const simulated = cluster("dub", "eu-west-1");
const real = cluster("fra", "eu-central-1", { simulated: false });

const EVERYTHING: Partial<Environment> = {
  backup: backup({ credentials: "secret" }),
  dns: { zone: "fleet.test", ttl: "60s", provider: "cloudflare", policy: "sync", names: {} },
  observability: {
    interval: "60s",
    sinks: {
      eu: { endpoint: "https://otlp.example", country: "DE", accepts: ["EEA"], authentication: "bearer" },
    },
  },
};
const CONFIG = {
  backupPassword: "canary-1",
  backupCredentials: "canary-2",
  dnsToken: "canary-3",
  telemetryToken: "canary-4",
};

const secretsOf = (config: Partial<Record<string, string>>, facts = EVERYTHING, of = real) => {
  const settings = {
    secretOf: (key: string) => (config[key] === undefined ? undefined : pulumi.secret(config[key])),
  };
  return systemSecrets(of, environment([simulated, real], facts), settings);
};

describe("the Secrets of systems", () => {
  it("are those that they look for, where they look", () => {
    const places = Object.entries(secretsOf(CONFIG)).map(([system, secrets]) => [
      system,
      secrets.map(
        ({ namespace, name, stringData }) => `${namespace}/${name}/${Object.keys(stringData).join()}`,
      ),
    ]);
    assert.deepEqual(Object.fromEntries(places), {
      velero: ["velero/velero-repo-credentials/repository-password", "velero/cloud-credentials/cloud"],
      "external-dns": ["external-dns/zone-credentials/token"],
      observability: ["observability/sink-credentials/token"],
    });
  });

  it("are secret from the config on", async () => {
    for (const { stringData } of Object.values(secretsOf(CONFIG)).flat()) {
      for (const value of Object.values(stringData)) {
        assert.ok(pulumi.Output.isInstance(value));
        assert.ok(await pulumi.isSecret(pulumi.output(value)));
      }
    }
  });

  it("are none where the declaration asks for none", () => {
    assert.deepEqual(secretsOf(CONFIG, {}), {});
    const { velero } = secretsOf(CONFIG, { backup: backup() });
    assert.deepEqual(
      velero?.map(({ name }) => name),
      ["velero-repo-credentials"],
    );
  });

  it("may be missing where nothing runs, each by itself", () => {
    assert.deepEqual(secretsOf({}, EVERYTHING, simulated), {});
    const { backupPassword } = CONFIG;
    assert.deepEqual(Object.keys(secretsOf({ backupPassword }, EVERYTHING, simulated)), ["velero"]);
  });

  it("may not be missing elsewhere, and all that are come at once, with the way to set them", () => {
    assert.throws(() => secretsOf({ dnsToken: "token" }), {
      message: `Cluster "fra" needs config that this stack does not have. To set it:
  pulumi config set --secret archipelago:backupPassword   # password of the repositories with the data of volumes: the same for all stacks, for ever
  pulumi config set --secret archipelago:backupCredentials   # credentials of the buckets, as a file of AWS
  pulumi config set --secret archipelago:telemetryToken   # token of the telemetry sink`,
    });
  });
});
