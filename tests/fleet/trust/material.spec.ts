import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, X509Certificate } from "node:crypto";
import { issueMaterial, makeRoot } from "../../../cli/trust/authority.ts";
import { signCertificate } from "../../../cli/trust/certificate.ts";
import { linkerdProblems } from "../../../fleet/trust/linkerd.ts";
import {
  materialProblems,
  trustFacts,
  trustMaterial,
  type TrustMaterial,
} from "../../../fleet/trust/material.ts";
import { readTrust } from "../../../fleet/trust/read.ts";

const DAY = 24 * 60 * 60 * 1000;
const now = new Date("2026-11-24T12:00:00Z");
const later = (days: number) => new Date(now.getTime() + days * DAY);
const istio = { kind: "istio", trustDomain: "local.acme" } as const;
const linkerd = { kind: "linkerd", trustDomain: "local.acme" } as const;

const root = makeRoot("acme", istio, now);
const other = makeRoot("acme", istio, now);
const issue = (facts: Partial<Parameters<typeof issueMaterial>[0]> = {}) =>
  issueMaterial({ fleet: "acme", cluster: "dub", mesh: istio, root, otherRoots: [], now, ...facts });
const dub = issue();
const iad = issue({ cluster: "iad" });

const hashOf = (pem: string) => {
  const spki = new X509Certificate(pem).publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(spki).digest("hex");
};

/** What is wrong with the material of dub, with some of it replaced. No problem may hold a key. */
function problems(facts: Partial<TrustMaterial>, at = now): string[] {
  const found = materialProblems({ ...dub, ...facts }, at);
  assert.ok(!found.join().includes("-----"));
  return found;
}

describe("the trust material of a cluster", () => {
  it("is sound as the tool makes it, and is known by the hashes of its keys", () => {
    assert.deepEqual(trustMaterial.parse(dub), dub);
    assert.deepEqual(problems({}), []);
    assert.deepEqual(trustFacts(dub), {
      root: hashOf(root.certificate),
      issuer: hashOf(dub.issuer),
      expires: "2027-11-24T12:00:00.000Z",
    });
  });

  it("is of an issuer that the root has signed", () => {
    assert.deepEqual(problems({ root: other.certificate }), [
      `issuer: it is not signed by the root (${hashOf(other.certificate)})`,
    ]);
  });

  it("has the key that fits, as it is and not encrypted", () => {
    assert.deepEqual(problems({ key: iad.key }), ["key: it is not the key of that certificate"]);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const locked = privateKey.export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "x",
    });
    for (const key of [locked.toString(), "nonsense"])
      assert.deepEqual(problems({ key }), ["key: it is not an unencrypted private key in PEM"]);
  });

  it("is of an authority, and not of a server", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const server = signCertificate({
      subject: { organization: "acme", commonName: "server" },
      publicKey,
      signingKey: privateKey,
      validFrom: now,
      validTo: later(1),
      names: { dns: ["server"], uris: [] },
    }).toString();
    const key = privateKey.export({ type: "sec1", format: "pem" }).toString();
    assert.deepEqual(problems({ issuer: server, chain: server, key }), [
      "issuer: it is not a certificate authority (basicConstraints CA:TRUE)",
      `issuer: it is not signed by the root (${hashOf(root.certificate)})`,
    ]);
  });

  it("has a chain that begins with the issuer, and of which each is signed by the next", () => {
    assert.deepEqual(problems({ chain: iad.chain }), [
      "chain: it does not begin with the issuer's certificate",
    ]);
    assert.deepEqual(problems({ chain: dub.issuer + iad.issuer }), [
      "chain: a certificate in it is not signed by the next one",
    ]);
    assert.deepEqual(problems({ chain: dub.issuer + root.certificate }), []);
  });

  it("has neither ended nor is it still to begin", () => {
    assert.deepEqual(problems({}, later(400)), ["issuer: it has expired, on 2027-11-24T12:00:00.000Z"]);
    assert.deepEqual(problems({}, later(-2)), [
      "root: it is not valid before 2026-11-24T11:00:00.000Z",
      "issuer: it is not valid before 2026-11-24T11:00:00.000Z",
    ]);
  });

  it("never outlives its root", () => {
    const long = issue({ days: 9999 });
    assert.equal(trustFacts(long).expires, later(3650).toISOString());
    assert.deepEqual(materialProblems(long, later(3649)), []);
  });

  it("accepts two roots while they are exchanged, whichever has signed", () => {
    const both = [hashOf(root.certificate), hashOf(other.certificate)];
    const before = trustFacts(issue({ otherRoots: [other.certificate] }));
    assert.deepEqual([before.root, before.roots], [both[0], both]);
    const after = issue({ root: other, otherRoots: [root.certificate] });
    assert.deepEqual(materialProblems(after, now), []);
    assert.equal(trustFacts(after).root, both[1]);
  });

  it("is refused by its schema if a certificate is not one", () => {
    for (const text of ["", "nonsense", dub.key, `${dub.root}${dub.key}`])
      assert.equal(trustMaterial.safeParse({ ...dub, root: text }).success, false);
  });

  it("for Linkerd has webhook certificates, and the name that Linkerd asks for", () => {
    assert.deepEqual(linkerdProblems(issue({ mesh: linkerd }), "local.acme"), []);
    assert.deepEqual(linkerdProblems(issue({ mesh: linkerd }), "prod.acme"), [
      "issuer: it is not for the name identity.linkerd.prod.acme, which Linkerd asks for",
    ]);
    assert.deepEqual(linkerdProblems(dub, "local.acme"), [
      "issuer: it is not for the name identity.linkerd.local.acme, which Linkerd asks for",
      "webhooks.proxy-injector: there is none",
      "webhooks.sp-validator: there is none",
      "webhooks.policy-validator: there is none",
    ]);
  });

  it("is read from a stack's config as from its files, and what is wrong is said without repeating it", () => {
    const mesh = { ...istio, meshId: "acme", profile: "sidecar" } as Parameters<typeof readTrust>[1];
    assert.deepEqual(readTrust(JSON.stringify(dub), mesh, now), readTrust(dub, mesh, now));
    assert.deepEqual(readTrust(dub, mesh, now), { material: dub, facts: trustFacts(dub) });
    assert.deepEqual(readTrust(undefined, mesh, now), { problems: ["there is none"] });
    for (const given of [dub.key, JSON.stringify({ ...dub, issuer: dub.key }), { key: dub.key }]) {
      const reading = readTrust(given, mesh, now);
      assert.ok("problems" in reading && reading.problems.length > 0);
      assert.ok(!reading.problems.join().includes("PRIVATE"));
    }
  });
});
