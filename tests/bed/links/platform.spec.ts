import assert from "node:assert/strict";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { environmentOf } from "../../../fleet/fleet.ts";
import { externalDnsPlan } from "../../../fleet/platform/external-dns.ts";
import { Bed } from "../bed.ts";
import { startExternalDns, type ExternalDnsValues } from "../control-planes/external-dns.ts";
import { startVelero } from "../control-planes/velero.ts";
import { assertNoDrift } from "../no-drift.ts";
import { until } from "../until.ts";

const CANARIES = { backupPassword: "canary-4f1c7a", telemetryToken: "canary-90be2d" };

/* Backup, DNS and observability, as their resource types and objects on real API servers. */
describe("the platform of simulated clusters", function () {
  this.timeout("10m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create(DECLARATION);
    await bed.succeed("up");
  });
  after(() => bed.destroy());

  const objects = async (cluster: string, kind: string, namespace = "velero") => {
    const list = await bed.kubectl(cluster, "-n", namespace, "get", kind, "-o", "json");
    return (JSON.parse(list) as { items: KubernetesItem[] }).items;
  };
  const can = async (verb: string, resource: string, namespace: string) => {
    const account = ["--as", "system:serviceaccount:observability:collector"];
    const question = ["auth", "can-i", verb, ...resource.split(" "), "-n", namespace];
    const kubeconfig = ["--kubeconfig", await bed.kubeconfigOf("iad")];
    return (await bed.run("kubectl", [...kubeconfig, ...question, ...account])).stdout.trim();
  };

  it("gives each cluster a place of its own, and those of its peers to read that let it", async () => {
    const places = async (cluster: string) =>
      (await objects(cluster, "backupstoragelocations.velero.io")).map(({ metadata, spec }) => {
        const { accessMode, default: isDefault, objectStorage } = spec as Record<string, unknown>;
        return { name: metadata.name, accessMode, default: isDefault, objectStorage };
      });
    assert.deepEqual(await places("dub"), [
      {
        name: "dub",
        accessMode: "ReadWrite",
        default: true,
        objectStorage: { bucket: "acme-local-eu-west-1-backups", prefix: "dub" },
      },
      {
        name: "iad",
        accessMode: "ReadOnly",
        default: false,
        objectStorage: { bucket: "acme-us", prefix: "fleet/iad" },
      },
    ]);
    assert.deepEqual(
      (await places("iad")).map(({ name }) => name),
      ["iad"],
    );
  });

  it("tells each cluster when to back up what, for how long", async () => {
    const [schedule] = await objects("iad", "schedules.velero.io");
    const { schedule: cron, template } = schedule?.spec as { schedule: string; template: object };
    assert.match(cron, /^\d{1,2} \*\/6 \* \* \*$/);
    const labels = {
      "archipelago/cluster": "iad",
      "archipelago/environment": "local",
      "archipelago/fleet": "acme",
    };
    assert.deepEqual(template, {
      metadata: { labels },
      includedNamespaces: ["web"],
      snapshotMoveData: true,
      storageLocation: "iad",
      ttl: "720h0m0s",
      volumeSnapshotLocations: ["iad"],
    });
    const [snapshots] = await objects("iad", "volumesnapshotlocations.velero.io");
    assert.deepEqual(snapshots?.spec, { provider: "aws", config: { region: "us-east-1" } });
  });

  it("has its records published by the real external-dns, under the cluster's own name", async () => {
    const environment = environmentOf(loadFleet(bed.root), "local");
    const dub = environment.clusters.find(({ name }) => name === "dub") ?? assert.fail();
    const [chart] = externalDnsPlan(dub, { ...environment, install: "chart" })?.charts ?? [];
    const externalDns = await startExternalDns(bed, "dub", chart?.values as unknown as ExternalDnsValues);
    try {
      bed.write("record.yaml", RECORD);
      await bed.kubectl("dub", "apply", "-f", path.join(bed.root, "record.yaml"));
      const log = await until(
        () => {
          externalDns.assertAlive();
          return externalDns.log;
        },
        (seen) => /CREATE: web\.fleet\.test /.test(seen) && /CREATE: a-owner\.web\.fleet\.test /.test(seen),
      );
      assert.match(log, /CREATE: a-owner\.web\.fleet\.test .*owner=acme-local-dub/);
      assert.doesNotMatch(log, /CREATE: web\.elsewhere\.test/);
    } finally {
      await externalDns.stop();
      await bed.kubectl("dub", "delete", "-f", path.join(bed.root, "record.yaml"));
    }
  });

  it("has each cluster's collector configured for the sink of its country", async () => {
    const relay = async (cluster: string) =>
      bed.kubectl(
        cluster,
        "-n",
        "observability",
        "get",
        "configmap",
        "collector",
        "-o",
        "jsonpath={.data.relay}",
      );
    assert.match(await relay("dub"), /endpoint: https:\/\/otlp\.eu\.example$/m);
    assert.match(await relay("iad"), /endpoint: https:\/\/otlp\.us\.example$/m);
    assert.match(await relay("iad"), /key: k8s\.cluster\.name\n +value: iad\n/);
  });

  it("gives the collector the rights that it needs, and no others", async () => {
    for (const [verb, resource, namespace, answer] of [
      ["list", "pods", "web", "yes"],
      ["watch", "events", "web", "yes"],
      ["get", "nodes --subresource=stats", "web", "yes"],
      ["create", "leases.coordination.k8s.io", "observability", "yes"],
      ["update", "leases.coordination.k8s.io/collector", "observability", "yes"],
      ["update", "leases.coordination.k8s.io/other", "observability", "no"],
      ["create", "leases.coordination.k8s.io", "kube-system", "no"],
      ["get", "secrets", "observability", "no"],
      ["list", "secrets", "web", "no"],
      ["delete", "pods", "web", "no"],
      ["get", "nodes --subresource=proxy", "web", "no"],
    ] as const)
      assert.equal(await can(verb, resource, namespace), answer, `${verb} ${resource} in ${namespace}`);
  });

  it("finds nothing to do the second time", async () => {
    assert.deepEqual(await changes(), ["same"]);
  });

  it("has no Secret that the config does not have", async () => {
    assert.deepEqual(await objects("dub", "secrets"), []);
  });

  it("puts those of the config into the cluster, and into no state", async () => {
    for (const [key, value] of Object.entries(CANARIES)) {
      const stack = ["--stack", "local-eu-west-1"];
      const set = await bed.pulumi("config", "set", "--secret", `archipelago:${key}`, value, ...stack);
      assert.equal(set.code, 0, set.stderr);
    }
    await bed.succeed("up");
    const field = (namespace: string, secret: string, key: string) =>
      bed.kubectl("dub", "-n", namespace, "get", "secret", secret, "-o", `jsonpath={.data.${key}}`);
    assert.equal(
      await field("velero", "velero-repo-credentials", "repository-password"),
      btoa(CANARIES.backupPassword),
    );
    assert.equal(await field("observability", "sink-credentials", "token"), btoa(CANARIES.telemetryToken));
    assert.deepEqual(await changes(), ["same"]);
    const plain = Object.values(CANARIES).flatMap((value) => [value, btoa(value)]);
    const { stdout } = await bed.run("grep", ["-rlE", plain.join("|"), ".archipelago/state", "stacks"]);
    assert.equal(stdout, "");
  });

  it("has its places and times understood by the real Velero", async () => {
    const velero = await startVelero(bed, "dub");
    try {
      const status = async (kind: string) => {
        velero.assertAlive();
        return (await objects("dub", kind)).map((object) => ({
          name: object.metadata.name,
          phase: object.status?.phase,
          message: object.status?.message,
        }));
      };
      // Enabled: it has parsed the cron expression and knows when the next backup is due.
      const enabled = [{ name: "dub", phase: "Enabled", message: undefined }];
      await until(
        () => status("schedules.velero.io"),
        (seen) => isDeepStrictEqual(seen, enabled),
      );
      // It has looked at both, and has no plugin here with which it could open the bucket.
      const places = await until(
        () => status("backupstoragelocations.velero.io"),
        (seen) => seen.every(({ phase }) => phase === "Unavailable"),
      );
      assert.deepEqual(
        places.map(({ name }) => name),
        ["dub", "iad"],
      );
      for (const { message } of places) assert.match(message ?? "", /velero\.io\/aws/);
    } finally {
      await velero.stop();
    }
    // Had it found no Secret, it would have made one with the password that every Velero has.
    const secret = ["get", "secret", "velero-repo-credentials", "-o", "jsonpath={.data.repository-password}"];
    assert.equal(await bed.kubectl("dub", "-n", "velero", ...secret), btoa(CANARIES.backupPassword));
  });

  it("finds no drift with the plain CLI, after a refresh, although Velero has written there", () =>
    assertNoDrift(bed, "local-eu-west-1"));

  /** What a run of all stacks does to resources. */
  async function changes(): Promise<string[]> {
    const report = JSON.parse(await bed.succeed("up", "--json")) as {
      stacks: { changes: Record<string, number> }[];
    };
    return [...new Set(report.stacks.flatMap((stack) => Object.keys(stack.changes)))];
  }
});

interface KubernetesItem {
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
  readonly status?: { readonly phase?: string; readonly message?: string };
}

const DECLARATION = `
name: acme
residency: { eu-only: { data: [EEA] } }
environments:
  local:
    hub: dub
    install: api
    backup: { every: 6h, keep: 30d, locations: { us-east-1: { bucket: acme-us, prefix: fleet } } }
    dns: { zone: fleet.test }
    observability:
      sinks:
        eu: { endpoint: https://otlp.eu.example, country: DE, accepts: [EEA], authentication: bearer }
        us: { endpoint: https://otlp.us.example, country: US }
    regions:
      eu-west-1: { country: IE, clusters: { dub: { provisioner: { kind: kwok, nodes: 1 } } } }
      us-east-1: { country: US, clusters: { iad: { provisioner: { kind: kwok, nodes: 1 } } } }
workloads:
  web: { environments: [local], manifests: examples/storefront }
  records: { environments: [local], manifests: examples/patient-records, residency: eu-only }
`;

const RECORD = `
apiVersion: externaldns.k8s.io/v1alpha1
kind: DNSEndpoint
metadata: { name: web, namespace: external-dns }
spec: { endpoints: [{ dnsName: web.fleet.test, recordType: A, recordTTL: 60, targets: [198.51.100.1] }] }
---
apiVersion: externaldns.k8s.io/v1alpha1
kind: DNSEndpoint
metadata: { name: elsewhere, namespace: external-dns }
spec: { endpoints: [{ dnsName: web.elsewhere.test, recordType: A, targets: [198.51.100.1] }] }
`;
