import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readdirSync, rmSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";
import tls from "node:tls";
import { issueMaterial, makeRoot, type Authority } from "../../cli/trust/authority.ts";
import { signCertificate } from "../../cli/trust/certificate.ts";
import * as der from "../../cli/trust/der.ts";
import { initialise, issueTo, rotateRoot } from "../../cli/trust/issue.ts";
import { ensureSimulatedTrust, storeOf } from "../../cli/trust/simulated.ts";
import { run as issueVerb } from "../../cli/verbs/trust-issue.ts";
import { loadFleet } from "../../fleet/declaration/load.ts";
import { environmentOf, type Environment } from "../../fleet/fleet.ts";
import { readMaterial } from "../../fleet/trust/folder.ts";
import { materialProblems, trustFacts } from "../../fleet/trust/material.ts";
import { removeProject } from "../declaration/project.ts";
import { projectWith, TWO_REGIONS } from "./declarations.ts";

const mesh = { kind: "linkerd", trustDomain: "local.acme" } as const;
const now = new Date();
const HOUR = 60 * 60 * 1000;

describe("DER", () => {
  const hex = (buffer: Buffer) => buffer.toString("hex");

  it("is what X.690 says", () => {
    assert.equal(hex(der.integer(0)), "020100");
    assert.equal(hex(der.integer(Buffer.of(0, 0, 0x80))), "02020080");
    assert.equal(hex(der.oid("1.2.840.10045.4.3.2")), "06082a8648ce3d040302");
    assert.equal(hex(der.octetString(Buffer.alloc(200))).slice(0, 6), "0481c8");
    assert.equal(hex(der.octetString(Buffer.alloc(300))).slice(0, 8), "0482012c");
    assert.equal(der.time(new Date("2049-12-31T23:59:59Z")).subarray(2).toString(), "491231235959Z");
    assert.equal(der.time(new Date("2050-01-01T00:00:00Z")).subarray(2).toString(), "20500101000000Z");
  });

  it("is read back as it was written", () => {
    const parts = [der.integer(5), der.octetString(Buffer.alloc(1000, 7)), der.utf8("ä")];
    assert.deepEqual(der.childrenOf(der.sequence(...parts)), parts);
  });
});

describe("a certificate authority that the tool has made", () => {
  const root = makeRoot("acme", mesh, now);
  const dub = issueMaterial({ fleet: "acme", cluster: "dub", mesh, root, otherRoots: [], now });

  /** A certificate that the authority signs for a server, or for another authority below it. */
  function below(by: Authority, authority?: { pathLength: number }): Authority {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const certificate = signCertificate({
      subject: { organization: "acme", commonName: "workload" },
      publicKey,
      by: { certificate: new X509Certificate(by.certificate) },
      signingKey: createPrivateKey(by.key),
      validFrom: new Date(now.getTime() - HOUR),
      validTo: new Date(now.getTime() + HOUR),
      names: { dns: ["workload.local.acme"], uris: [] },
      ...(authority === undefined ? {} : { authority }),
    });
    return {
      certificate: certificate.toString(),
      key: privateKey.export({ type: "sec1", format: "pem" }).toString(),
    };
  }

  it("is taken in a TLS handshake: workload, issuer, root", async () => {
    const workload = below({ certificate: dub.issuer, key: dub.key });
    assert.equal(await handshake(workload, [dub.chain], dub.root), "authorized");
  });

  it("vouches for nothing under another root", async () => {
    const workload = below({ certificate: dub.issuer, key: dub.key });
    const foreign = makeRoot("acme", mesh, now).certificate;
    assert.notEqual(await handshake(workload, [dub.chain], foreign), "authorized");
  });

  it("cannot make authorities below the issuers", async () => {
    const second = below({ certificate: dub.issuer, key: dub.key }, { pathLength: 0 });
    const workload = below(second);
    const said = await handshake(workload, [second.certificate, dub.chain], dub.root);
    assert.match(said, /PATH_LENGTH_EXCEEDED|path length/i);
  });

  it("serves webhooks by the names that the API server calls, each its own authority", async () => {
    for (const [webhook, { certificate, key }] of Object.entries(dub.webhooks ?? {})) {
      const host = `linkerd-${webhook}.linkerd.svc`;
      assert.equal(await handshake({ certificate, key }, [], certificate, host), "authorized");
    }
    assert.equal(Object.keys(dub.webhooks ?? {}).length, 3);
  });

  it("signs with a key on P-256 and nothing else, and with the key of its certificate", () => {
    const issue = (with_: Authority) => () =>
      issueMaterial({ fleet: "acme", cluster: "dub", mesh, root: with_, otherRoots: [], now });
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const key = privateKey.export({ type: "sec1", format: "pem" }).toString();
    assert.throws(issue({ ...root, key }), { message: /no ECDSA key on P-256/ });
    assert.throws(issue({ ...root, key: dub.key }), { message: /not that of its certificate/ });
  });
});

describe("the folder of trust", () => {
  let project: string;
  let local: Environment;
  const renew = { now, renew: true };
  beforeEach(() => {
    project = projectWith(TWO_REGIONS);
    local = environmentOf(loadFleet(project), "local");
  });
  afterEach(() => {
    removeProject(project);
  });

  it("is made for a simulated environment by itself, once, readable by its owner only", () => {
    const fleet = loadFleet(project);
    ensureSimulatedTrust({ root: project, fleet });
    const store = storeOf(project, "local");
    const before = ["eu", "us"].map((name) => store.material(name) ?? assert.fail(name));
    for (const material of before) assert.deepEqual(materialProblems(material, new Date()), []);
    assert.equal(new Set(before.map((each) => trustFacts(each).root)).size, 1);
    ensureSimulatedTrust({ root: project, fleet });
    assert.deepEqual(
      ["eu", "us"].map((name) => store.material(name)),
      before,
    );
    const all = readdirSync(store.folder, { recursive: true, encoding: "utf8" });
    assert.ok(all.includes(path.join("root", "root-key.pem")) && all.includes(path.join("eu", "ca-key.pem")));
    for (const name of all) assert.equal(statSync(path.join(store.folder, name)).mode & 0o077, 0, name);
  });

  it("gives a cluster that is new an issuer of the same root, and leaves the others alone", () => {
    const fleet = loadFleet(project);
    ensureSimulatedTrust({ root: project, fleet });
    const store = storeOf(project, "local");
    const eu = store.material("eu");
    rmSync(path.join(store.folder, "us"), { recursive: true });
    ensureSimulatedTrust({ root: project, fleet });
    assert.deepEqual(store.material("eu"), eu);
    assert.equal(trustFacts(store.material("us")!).root, trustFacts(eu!).root);
  });

  it("is not made by itself where anything runs", () => {
    const fleet = loadFleet(project);
    const environments = fleet.environments.map((environment) => ({
      ...environment,
      clusters: environment.clusters.map((each) => ({ ...each, simulated: each.name !== "us" })),
    }));
    ensureSimulatedTrust({ root: project, fleet: { ...fleet, environments } });
    assert.equal(storeOf(project, "local").roots(), undefined);
  });

  it("renews an issuer under the same root", () => {
    const store = storeOf(project, "local");
    initialise(store, local, now);
    assert.deepEqual(issueTo(store, local, local.clusters, { now, renew: false }), ["eu", "us"]);
    const before = trustFacts(store.material("eu")!);
    assert.deepEqual(issueTo(store, local, local.clusters, { now, renew: false }), []);
    assert.deepEqual(issueTo(store, local, local.clusters.slice(0, 1), { ...renew, days: 30 }), ["eu"]);
    const after = trustFacts(store.material("eu")!);
    assert.equal(after.root, before.root);
    assert.notEqual(after.issuer, before.issuer);
    assert.ok(after.expires < before.expires);
  });

  it("exchanges the root in three steps, none of which can be left out", () => {
    const store = storeOf(project, "local");
    initialise(store, local, now);
    const seen = [];
    for (const step of ["init", "1", "2", "3"]) {
      if (step !== "init") assert.match(rotateRoot(store, local, now), new RegExp(`^Step ${step} of 3`));
      // Not two at once: nobody has gone along yet.
      assert.throws(() => rotateRoot(store, local, now), { message: /not been through the last step/ });
      issueTo(store, local, local.clusters, renew);
      const material = store.material("us") ?? assert.fail();
      assert.deepEqual(materialProblems(material, now), []);
      const { root, roots = [root] } = trustFacts(material);
      seen.push({ root, roots });
    }
    const [before, first, second, third] = seen as [Seen, Seen, Seen, Seen];
    const next = third.root;
    assert.notEqual(next, before.root);
    assert.deepEqual(first, { root: before.root, roots: [before.root, next] });
    assert.deepEqual(second, { root: next, roots: [next, before.root] });
    assert.deepEqual(third.roots, [next]);
    assert.deepEqual(readdirSync(path.join(store.folder, "root")).sort(), ["root-cert.pem", "root-key.pem"]);
  });

  it("never replaces a root, and says where one is missing", () => {
    const store = storeOf(project, "local");
    const message = /Environment "local" has no root in .*npx fleet trust init local/;
    assert.throws(() => issueTo(store, local, local.clusters, renew), { name: "UsageError", message });
    initialise(store, local, now);
    const root = store.roots();
    assert.throws(
      () => {
        initialise(store, local, now);
      },
      { name: "UsageError", message: /has a root, in/ },
    );
    assert.deepEqual(store.roots(), root);
    rmSync(path.join(store.folder, "root", "root-key.pem"));
    assert.throws(() => issueTo(store, local, local.clusters, renew), {
      message: /name that folder: --folder/,
    });
  });

  it("may be another folder, such as that of an offline medium", async () => {
    const medium = path.join(project, "medium");
    initialise(storeOf(project, "local", medium), local, now);
    const { log } = console;
    const said: string[] = [];
    console.log = (text: string) => said.push(text);
    try {
      await issueVerb({ cluster: "us", folder: medium, json: true }, project);
    } finally {
      console.log = log;
    }
    const folder = path.join(medium, "local");
    assert.deepEqual(JSON.parse(said.join("")), {
      issued: [{ environment: "local", cluster: "us", folder }],
    });
    assert.notEqual(readMaterial(path.join(folder, "us")), undefined);
    assert.equal(storeOf(project, "local").roots(), undefined);
  });

  it("is asked for by one cluster of a mesh, or all", async () => {
    for (const options of [{}, { all: true, cluster: "eu" }])
      await assert.rejects(issueVerb(options, project), { message: "Name one cluster, or say --all." });
    await assert.rejects(issueVerb({ cluster: "nix" }, project), { message: /no cluster "nix"/ });
  });
});

interface Seen {
  readonly root: string;
  readonly roots: readonly string[];
}

/** What a client says of a server that shows these certificates. */
async function handshake(
  { certificate, key }: Authority,
  chain: readonly string[],
  root: string,
  host = "workload.local.acme",
): Promise<string> {
  const server = tls.createServer({ cert: [certificate, ...chain].join(""), key });
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = tls.connect({ port, host: "127.0.0.1", servername: host, ca: root });
  try {
    await once(socket, "secureConnect");
    return socket.authorized ? "authorized" : String(socket.authorizationError);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `${code ?? ""} ${message}`;
  } finally {
    socket.destroy();
    server.close();
  }
}
