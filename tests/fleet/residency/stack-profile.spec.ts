import assert from "node:assert/strict";
import { dns, workloadName } from "../../../fleet/declaration/dns-schema.ts";
import { profileOfStack } from "../../../fleet/residency/stack-profile.ts";
import type { NamedProfile } from "../../../fleet/residency/profile.ts";
import { cluster, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1");
const iad = cluster("iad", "us-east-1");
const euOnly: NamedProfile = { name: "eu-only", data: ["EEA"], keys: ["IE"], exceptions: [] };

const profileOf = (facts: Parameters<typeof environment>[1]) =>
  profileOfStack({ kind: "environment", name: "local", environment: environment([dub, iad], facts) });

describe("what fleet.yaml says for a stack", () => {
  it("promises nothing for the stack where its environment has no profile, and all the same in a namespace", () => {
    const { allowed, namespaces, name } = profileOf({
      workloads: [workload({ name: "records", namespace: "patients", residency: euOnly }), workload()],
    });
    assert.equal(allowed, undefined);
    assert.equal(name, "fleet.yaml");
    assert.deepEqual(Object.keys(namespaces), ["patients"]);
    assert.deepEqual(namespaces.patients?.allowed.keys, ["IE"]);
    assert.deepEqual(namespaces.patients.allowed.backups, ["EEA"], "as data");
  });

  it("knows the clusters of the environment, also those of other stacks, and the sinks of its telemetry", () => {
    const sinks = {
      eu: { endpoint: "https://otel.example.eu/v1", country: "DE", authentication: "none" as const },
    };
    const { clusters, hosts } = profileOf({ residency: euOnly, observability: { sinks, interval: "60s" } });
    assert.equal(clusters["acme-local-iad"]?.country, "US");
    assert.deepEqual(hosts, { "otel.example.eu": { country: "DE" } });
  });

  it("knows the answers of global names, each where its cluster is, whether it answers now or not", () => {
    const answers = { dub: ["198.51.100.1"], iad: ["lb.iad.example"] };
    const own = workloadName.parse({ name: "shop", policy: "simple", answers });
    const { hosts } = profileOf({
      dns: dns.parse({ zone: "acme.example", policy: "sync" }),
      workloads: [workload({ dns: own, residency: euOnly })],
    });
    assert.deepEqual(hosts, { "198.51.100.1": { country: "IE" }, "lb.iad.example": { country: "US" } });
  });

  it("takes in what profiles say of things outside, and whom they let through", () => {
    const known = { buckets: { old: { country: "DE" } }, hosts: { "api.example.eu": { country: "FR" } } };
    const { buckets, hosts, packages } = profileOf({
      residency: { ...euOnly, ...known, allow: { packages: ["command"] } },
    });
    assert.deepEqual(buckets, known.buckets);
    assert.deepEqual(hosts, known.hosts);
    assert.ok(packages.includes("command"));
  });
});
