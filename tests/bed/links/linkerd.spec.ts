import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { ApiServer } from "../../../cli/client/api-server.ts";
import type { Passport } from "../../../fleet/passport.ts";
import { Bed } from "../bed.ts";
import { outputsOf } from "../outputs.ts";
import { readStatus } from "../status.ts";

const CLUSTERS = ["eu-west-1", "us-east-1"] as const;
type ClusterName = (typeof CLUSTERS)[number];

interface Secret {
  readonly metadata: { readonly uid: string };
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

interface Link {
  readonly spec: Readonly<Record<string, unknown>>;
}

/* Linkerd's objects on real API servers, and each Link's credentials used as its controller would. */
describe("Linkerd", function () {
  this.timeout("10m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create(declaration("gateway"));
    for (const [file, text] of Object.entries(MANIFESTS)) bed.write(file, text);
    await bed.succeed("up");
  });
  after(() => bed.destroy());

  async function get<T>(cluster: ClusterName, namespace: string, ...object: string[]): Promise<T> {
    return JSON.parse(await bed.kubectl(cluster, "-n", namespace, "get", ...object, "-o", "json")) as T;
  }

  const peerOf = (cluster: ClusterName): ClusterName => (cluster === "eu-west-1" ? "us-east-1" : "eu-west-1");
  const textOf = (base64 = "") => Buffer.from(base64, "base64").toString();
  const linkOf = (cluster: ClusterName) =>
    get<Link>(cluster, "linkerd-multicluster", "links.multicluster.linkerd.io", peerOf(cluster));
  const credentialsIn = (cluster: ClusterName, namespace: string) =>
    get<Secret>(cluster, namespace, "secret", `cluster-credentials-${peerOf(cluster)}`);

  it("is linked both ways, and nothing changes the second time", async () => {
    const { links } = await readStatus(bed);
    assert.deepEqual(links.map(({ from, to, kind, state }) => `${from} ${to} ${kind} ${state}`).sort(), [
      "eu-west-1 us-east-1 linkerd linked",
      "us-east-1 eu-west-1 linkerd linked",
    ]);
    const report = JSON.parse(await bed.succeed("up", "--json")) as {
      stacks: { changes: Record<string, number> }[];
    };
    for (const { changes } of report.stacks) assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("has a Link whose credentials are where mirror and destination controller look", async () => {
    for (const cluster of CLUSTERS) {
      const { spec } = await linkOf(cluster);
      assert.equal(spec.targetClusterName, peerOf(cluster));
      assert.equal(spec.clusterCredentialsSecret, `cluster-credentials-${peerOf(cluster)}`);
      assert.deepEqual(spec.federatedServiceSelector, {
        matchLabels: { "mirror.linkerd.io/federated": "member" },
      });
      const [ofMirror, ofDestination] = [
        await credentialsIn(cluster, "linkerd-multicluster"),
        await credentialsIn(cluster, "linkerd"),
      ];
      assert.equal(ofMirror.type, "mirror.linkerd.io/remote-kubeconfig");
      assert.deepEqual([ofDestination.type, ofDestination.data], [ofMirror.type, ofMirror.data]);
    }
  });

  it("reaches the target with these credentials; what it may do there is in the table of rights", async () => {
    for (const cluster of CLUSTERS) {
      const { data } = await credentialsIn(cluster, "linkerd-multicluster");
      const server = await ApiServer.connect(textOf(data.kubeconfig), AbortSignal.timeout(60_000));
      try {
        const { items } = await server.get<{ items: { metadata: { name: string } }[] }>(
          "/api/v1/namespaces/shop/services",
        );
        assert.deepEqual(items.map(({ metadata }) => metadata.name).sort(), ["admin", "shop"]);
        const { passports } = await outputsOf(bed, `local-${peerOf(cluster)}`);
        assert.ok(textOf(data.kubeconfig).includes(passports[peerOf(cluster)]?.endpoint ?? assert.fail()));
      } finally {
        server.close();
      }
    }
  });

  it("offers what is exported, by the label that the peer's Link selects", async () => {
    const labels = async (name: string) =>
      (await get<{ metadata: { labels?: Record<string, string> } }>("us-east-1", "shop", "service", name))
        .metadata.labels ?? {};
    assert.equal((await labels("shop"))["mirror.linkerd.io/exported"], "true");
    assert.equal("mirror.linkerd.io/exported" in (await labels("admin")), false);
    const annotation = "jsonpath={.spec.template.metadata.annotations.linkerd\\.io/inject}";
    assert.equal(
      await bed.kubectl("us-east-1", "-n", "shop", "get", "deployment", "shop", "-o", annotation),
      "enabled",
    );
  });

  it("has one root on both clusters, an issuer on each, and certificates for its webhooks", async () => {
    const issuers = await Promise.all(
      CLUSTERS.map((cluster) => get<Secret>(cluster, "linkerd", "secret", "linkerd-identity-issuer")),
    );
    const [first, second] = issuers as [Secret, Secret];
    assert.equal(first.data["ca.crt"], second.data["ca.crt"]);
    assert.notEqual(first.data["tls.crt"], second.data["tls.crt"]);
    const root = new X509Certificate(textOf(first.data["ca.crt"]));
    for (const { data } of issuers)
      assert.ok(new X509Certificate(textOf(data["tls.crt"])).verify(root.publicKey));
    for (const webhook of ["proxy-injector", "sp-validator", "policy-validator"]) {
      const { type, data } = await get<Secret>(
        "us-east-1",
        "linkerd",
        "secret",
        `linkerd-${webhook}-k8s-tls`,
      );
      assert.equal(type, "kubernetes.io/tls");
      const served = new X509Certificate(textOf(data["tls.crt"]));
      assert.ok(served.checkHost(`linkerd-${webhook}.linkerd.svc`));
    }
    const { stdout } = await bed.pulumi(
      "stack",
      "output",
      "passports",
      "--json",
      "--stack",
      "local-us-east-1",
    );
    const { trust } = (JSON.parse(stdout) as Record<string, Passport>)["us-east-1"] ?? assert.fail(stdout);
    const shown = JSON.parse(await bed.succeed("trust", "show", "local", "--json")) as {
      certificates: { owner: string; certificate: string; hash: string; expires: string }[];
    };
    const hashes = shown.certificates.filter(({ owner }) => owner === "us-east-1").map(({ hash }) => hash);
    assert.deepEqual([trust?.root, trust?.issuer], hashes.slice(0, 2));
  });

  it("keeps no key in the state, nor in what a preview prints", async () => {
    const keys = CLUSTERS.flatMap((cluster) =>
      ["ca-key.pem", "linkerd-proxy-injector-key.pem"].map((file) =>
        readFileSync(path.join(bed.root, ".archipelago/trust/local", cluster, file), "utf8"),
      ),
    );
    // A line of a key as it is, and in the base64 in which a Secret shows it.
    const canaries = keys.flatMap((key) => {
      const encoded = Buffer.from(key).toString("base64");
      return [key.split("\n")[1] ?? "", encoded.slice(60, 120)];
    });
    const found = await bed.run("grep", ["-rlF", canaries.join("\n"), ".archipelago/state", "stacks"]);
    assert.equal(found.stdout, "");
    const there = await bed.run("grep", ["-rlF", canaries.join("\n"), ".archipelago/trust"]);
    assert.equal(
      there.stdout.trim().split("\n").length,
      keys.length,
      "the canaries are in the files they are of",
    );
    const preview = await bed.pulumi("preview", "--diff", "--stack", "local-eu-west-1");
    assert.equal(preview.code, 0, preview.stderr);
    for (const canary of canaries) assert.ok(!(preview.stdout + preview.stderr).includes(canary));
  });

  it("takes a renewed issuer from the config of the stack, and no link breaks", async () => {
    const before = await get<Secret>("us-east-1", "linkerd", "secret", "linkerd-identity-issuer");
    const link = await credentialsIn("eu-west-1", "linkerd-multicluster");
    await bed.succeed("trust", "issue", "us-east-1", "--renew", "--days", "30", "--config");
    const text = readFileSync(path.join(bed.root, "stacks/Pulumi.local-us-east-1.yaml"), "utf8");
    assert.match(text, /archipelago:trust:\n\s+us-east-1:\n\s+secure: /);
    await bed.run("rm", ["-r", ".archipelago/trust/local/us-east-1"]);

    const stack = ["--stack", "local-us-east-1"];
    const up = await bed.pulumi("up", "--yes", "--skip-preview", ...stack);
    assert.equal(up.code, 0, up.stdout + up.stderr);
    assert.match(
      up.stdout + up.stderr,
      /Cluster "us-east-1": a certificate of its mesh ends on .*, in 29 days/,
    );
    const after = await get<Secret>("us-east-1", "linkerd", "secret", "linkerd-identity-issuer");
    assert.notEqual(after.data["tls.crt"], before.data["tls.crt"]);
    assert.equal(after.data["ca.crt"], before.data["ca.crt"]);
    const root = new X509Certificate(textOf(after.data["ca.crt"]));
    assert.ok(new X509Certificate(textOf(after.data["tls.crt"])).verify(root.publicKey));
    assert.equal((await credentialsIn("eu-west-1", "linkerd-multicluster")).metadata.uid, link.metadata.uid);
    assert.ok((await readStatus(bed)).links.every(({ state }) => state === "linked"));
  });

  it("refuses a peer with a foreign root, and names both", async () => {
    const show = async () =>
      (
        JSON.parse(await bed.succeed("trust", "show", "local", "--json")) as {
          certificates: { owner: string; hash: string }[];
        }
      ).certificates.find(({ owner }) => owner === "root")?.hash ?? assert.fail("no root");
    const old = await show();
    await bed.run("mv", [".archipelago/trust/local", ".archipelago/trust/before"]);
    await bed.succeed("trust", "init", "local");
    await bed.succeed("trust", "issue", "eu-west-1");
    const { code, stdout, stderr } = await bed.pulumi("preview", "--stack", "local-eu-west-1");
    assert.notEqual(code, 0);
    const said = stdout + stderr;
    assert.ok(said.includes(`passports.us-east-1.trust.root: ${old} is foreign`), said);
    assert.ok(said.includes(await show()), said);
    await bed.run("rm", ["-r", ".archipelago/trust/local"]);
    await bed.run("mv", [".archipelago/trust/before", ".archipelago/trust/local"]);
  });

  it("goes from gateway to federated: other labels and Links, the same credentials", async () => {
    const before = await credentialsIn("eu-west-1", "linkerd-multicluster");
    bed.declare(declaration("federated"));
    await bed.succeed("up");
    const { metadata } = await get<{ metadata: { labels: Record<string, string> } }>(
      ...(["us-east-1", "shop", "service", "shop"] as const),
    );
    assert.equal(metadata.labels["mirror.linkerd.io/federated"], "member");
    assert.equal("mirror.linkerd.io/exported" in metadata.labels, false);
    assert.equal((await linkOf("eu-west-1")).spec.selector, undefined);
    assert.equal(
      (await credentialsIn("eu-west-1", "linkerd-multicluster")).metadata.uid,
      before.metadata.uid,
    );
  });
});

function declaration(mode: string): string {
  return `
name: acme
environments:
  local:
    hub: eu-west-1
    install: api
    mesh: { kind: linkerd, trustDomain: local.acme, mode: ${mode} }
    regions:
      eu-west-1:
        country: IE
        clusters: { eu-west-1: { provisioner: { kind: kwok, nodes: 1 }, network: net, podCidr: 10.10.0.0/16 } }
      us-east-1:
        country: US
        clusters: { us-east-1: { provisioner: { kind: kwok, nodes: 1 }, network: net, podCidr: 10.20.0.0/16 } }
workloads:
  shop: { environments: [local], manifests: apps/shop.yaml, podSecurity: baseline, exports: [shop] }
`;
}

const MANIFESTS = {
  "apps/shop.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 1
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: shop, image: "registry.example/shop:1" }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: admin }
spec: { selector: { app: shop }, ports: [{ port: 81 }] }
`,
};
