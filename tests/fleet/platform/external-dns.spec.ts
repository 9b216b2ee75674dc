import assert from "node:assert/strict";
import type { Dns } from "../../../fleet/declaration/dns-schema.ts";
import { externalDnsPlan, needsToken } from "../../../fleet/platform/external-dns.ts";
import { cluster } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1", { simulated: false });
const iad = cluster("iad", "us-east-1", { simulated: false });

const dns = (facts: Partial<Dns> = {}): Dns => {
  return { zone: "fleet.test", ttl: "60s", provider: "aws", policy: "upsert-only", names: {}, ...facts };
};
const plan = (facts: Partial<Dns> = {}, of = dub) =>
  externalDnsPlan(of, environment([dub, iad], { dns: dns(facts) })) ?? assert.fail("no plan");
const values = (facts?: Partial<Dns>, of = dub) =>
  plan(facts, of).charts[0]?.values ?? assert.fail("no chart");

describe("external-dns", () => {
  it("is not there without a zone", () => {
    assert.equal(externalDnsPlan(dub, environment([dub])), undefined);
  });

  it("comes as resource types where nothing runs", () => {
    const { apis, charts } = plan({}, { ...dub, simulated: true });
    assert.deepEqual([apis, charts], [["external-dns"], []]);
    assert.deepEqual(plan().apis, []);
  });

  it("runs under the strictest Pod Security level", () => {
    assert.deepEqual(plan().namespaces, [{ name: "external-dns", podSecurity: "restricted" }]);
  });

  it("has an owner of its own on every cluster: with one id, two would take each other's records away", () => {
    assert.equal(values().txtOwnerId, "acme-local-dub");
    assert.equal(values({}, iad).txtOwnerId, "acme-local-iad");
  });

  it("has its annotation prefix pinned, as an upgrade to 0.22 changes it without a fallback", () => {
    assert.equal(values().annotationPrefix, "external-dns.kubernetes.io/");
  });

  it("has its policy said, and deletes nothing unless the declaration says so", () => {
    assert.equal(values().policy, "upsert-only");
    assert.equal(values({ policy: "sync" }).policy, "sync");
  });

  it("publishes DNSEndpoints only: no Service or Ingress can take a name by an annotation", () => {
    assert.deepEqual(values().sources, ["crd"]);
  });

  it("keeps to the declared zone and to records of addresses and names", () => {
    assert.deepEqual(values().domainFilters, ["fleet.test"]);
    assert.deepEqual(values().managedRecordTypes, ["A", "AAAA", "CNAME"]);
  });

  it("notes ownership in TXT records that can stand beside a CNAME and at the apex of the zone", () => {
    assert.equal(values().registry, "txt");
    const prefix = String(values().txtPrefix);
    assert.ok(prefix.includes("%{record_type}") && prefix.endsWith("."), prefix);
  });

  it("takes the token of a provider from a Secret, and none of those that know the cloud's identity", () => {
    for (const provider of ["aws", "google", "azure"] as const) {
      assert.equal(needsToken(dns({ provider })), false);
      assert.equal(values({ provider }).env, undefined);
    }
    assert.deepEqual(values({ provider: "cloudflare" }).env, [
      { name: "CF_API_TOKEN", valueFrom: { secretKeyRef: { name: "zone-credentials", key: "token" } } },
    ]);
  });

  it("lets a zone have the shortest time that is declared for a name in it", () => {
    const shop = { policy: "simple" as const, answers: { dub: ["198.51.100.1"] }, ttl: "10s" };
    const { extraArgs } = values({ provider: "rfc2136", server: "10.0.0.2", names: { shop } });
    assert.ok((extraArgs as string[]).includes("--rfc2136-min-ttl=10s"));
  });

  it("signs updates of a zone, asks for a transfer to see it, and gives a switch no value", () => {
    const { extraArgs, env } = values({ provider: "rfc2136", server: "10.0.0.2:5353", ttl: "1d" });
    assert.deepEqual(extraArgs, [
      "--rfc2136-host=10.0.0.2",
      "--rfc2136-port=5353",
      "--rfc2136-zone=fleet.test",
      "--rfc2136-tsig-keyname=external-dns",
      "--rfc2136-tsig-secret-alg=hmac-sha256",
      "--rfc2136-min-ttl=24h0m0s",
      "--rfc2136-tsig-axfr",
    ]);
    assert.match(JSON.stringify(env), /EXTERNAL_DNS_RFC2136_TSIG_SECRET/);
    assert.match(JSON.stringify(values({ provider: "rfc2136", server: "ns.fleet.test" })), /port=53"/);
  });
});
