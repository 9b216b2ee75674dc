import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";
import tls from "node:tls";
import { isDeepStrictEqual } from "node:util";
import { Bed } from "../bed.ts";
import { Istiod, type KnownCluster } from "../control-planes/istiod.ts";
import {
  MeshWorkload,
  type ProxyEndpoint,
  type WorkloadCertificate,
} from "../control-planes/mesh-workload.ts";
import { until } from "../until.ts";

const CLUSTERS = ["eu-west-1", "us-east-1"] as const;
type ClusterName = (typeof CLUSTERS)[number];

const NETWORKS = { "eu-west-1": "net-eu", "us-east-1": "net-us" } as const;
const GATEWAYS = { "eu-west-1": "198.51.100.10", "us-east-1": "203.0.113.20" } as const;

/* The real istiod beside each cluster, on what the program has written: trust, settings, remote secrets, names. */
describe("Istio", function () {
  this.timeout("10m");
  let bed: Bed;
  const istiods = new Map<ClusterName, Istiod>();

  before(async () => {
    bed = await Bed.create(declaration());
    bed.write("apps/shop.yaml", SHOP);
    await bed.succeed("up");
    await Promise.all(CLUSTERS.map(start));
  });
  after(async () => {
    await Promise.all([...istiods.values()].map((istiod) => istiod.stop()));
    await bed.destroy();
  });
  afterEach(() => {
    for (const istiod of istiods.values()) istiod.assertAlive();
  });

  const peerOf = (cluster: ClusterName): ClusterName => (cluster === "eu-west-1" ? "us-east-1" : "eu-west-1");
  const istiodOf = (cluster: ClusterName) => istiods.get(cluster) ?? assert.fail(cluster);

  async function start(cluster: ClusterName): Promise<void> {
    istiods.set(cluster, await Istiod.start(bed, cluster));
  }

  /** What a rollout of its Deployment comes to. */
  async function restart(cluster: ClusterName): Promise<void> {
    await istiodOf(cluster).stop();
    await start(cluster);
  }

  async function asWorkload<T>(
    cluster: ClusterName,
    use: (workload: MeshWorkload) => Promise<T>,
  ): Promise<T> {
    const root = readFileSync(
      path.join(bed.root, ".archipelago/trust/local", cluster, "root-cert.pem"),
      "utf8",
    );
    const workload = await MeshWorkload.of(bed, istiodOf(cluster), "shop", "shop", root);
    try {
      return await use(workload);
    } finally {
      workload.close();
    }
  }

  /** What a proxy of the cluster gets for a Service. */
  const endpoints = (cluster: ClusterName, host = "shop.shop.svc.cluster.local") =>
    asWorkload(cluster, (workload) => workload.endpoints(host, 80));

  const podsOf = async (cluster: ClusterName) => {
    const query = ["-n", "shop", "get", "pods", "-l", "app=shop", "-o", "jsonpath={.items[*].status.podIP}"];
    return (await bed.kubectl(cluster, ...query)).split(" ");
  };

  const scale = (cluster: ClusterName, replicas: number) =>
    bed.kubectl(cluster, "-n", "shop", "scale", "deployment", "shop", `--replicas=${replicas}`);

  /** Its own pods, and the gateway of the peer for so many that are behind it. */
  async function expected(cluster: ClusterName, behindGateway: number): Promise<ProxyEndpoint[]> {
    const own = (await podsOf(cluster)).map((address) => ({ address, port: 80, weight: 1 }));
    return [...own, { address: GATEWAYS[peerOf(cluster)], port: 15443, weight: behindGateway }];
  }

  /** A Service at the peer that was not there before: only who still reads there comes to know of it. */
  async function assertHearsOf(service: string, from: ClusterName, at: ClusterName): Promise<void> {
    await bed.kubectl(from, "-n", "shop", "expose", "deployment", "shop", "--name", service, "--port", "80");
    await until(
      async () =>
        (await istiodOf(at).debug<{ hostname: string }[]>("registryz")).map(({ hostname }) => hostname),
      (hosts) => hosts.includes(`${service}.shop.svc.cluster.local`),
    );
  }

  it("serves and signs by the issuer of its cluster, so that workloads trust each other across clusters", async () => {
    const certificates = new Map<ClusterName, WorkloadCertificate>();
    for (const cluster of CLUSTERS) {
      const issued = await asWorkload(cluster, (workload) => workload.certificate());
      certificates.set(cluster, issued);
      const [own, issuer] = issued.chain.map((pem) => new X509Certificate(pem)) as [
        X509Certificate,
        X509Certificate,
      ];
      assert.equal(own.subjectAltName, "URI:spiffe://local.acme/ns/shop/sa/default");
      const file = path.join(bed.root, ".archipelago/trust/local", cluster, "ca-cert.pem");
      assert.equal(issuer.fingerprint256, new X509Certificate(readFileSync(file)).fingerprint256);
    }
    const [client, server] = CLUSTERS.map((cluster) => certificates.get(cluster)!) as [
      WorkloadCertificate,
      WorkloadCertificate,
    ];
    assert.equal(await handshake(client, server), "URI:spiffe://local.acme/ns/shop/sa/default");
  });

  it("reads its peer through the remote secret, under the name that the peer has at home", async () => {
    for (const cluster of CLUSTERS) {
      const peer = peerOf(cluster);
      assert.deepEqual(
        (await istiodOf(cluster).clusters()).map(({ id, secretName }) => ({ id, secretName })),
        [
          { id: cluster, secretName: "" },
          { id: peer, secretName: `istio-system/istio-remote-secret-${peer}` },
        ],
      );
      const shards = await istiodOf(cluster).debug<EndpointShards>("endpointShardz");
      const seen = shards["shop.shop.svc.cluster.local"]?.shop?.Shards[`Kubernetes/${peer}`];
      assert.deepEqual(
        seen?.map(({ Addresses, Network, ServiceAccount }) => ({ Addresses, Network, ServiceAccount })),
        (await podsOf(peer)).map((address) => ({
          Addresses: [address],
          Network: NETWORKS[peer],
          ServiceAccount: "spiffe://local.acme/ns/shop/sa/default",
        })),
      );
    }
  });

  it("gives a proxy the pods of its own network, and the gateway of the other for those behind it", async () => {
    for (const cluster of CLUSTERS) assert.deepEqual(await endpoints(cluster), await expected(cluster, 1));
    await scale("us-east-1", 3);
    const grown = await expected("eu-west-1", 3);
    await until(
      () => endpoints("eu-west-1"),
      (seen) => isDeepStrictEqual(seen, grown),
    );
  });

  it("gives it what one cluster exports, by name, through port 15443 of that cluster's gateway", async () => {
    for (const cluster of CLUSTERS) {
      const peer = peerOf(cluster);
      assert.deepEqual(await endpoints(cluster, `shop.shop.${peer}.global`), [
        { address: GATEWAYS[peer], port: 15443, weight: 1 },
      ]);
    }
  });

  it("is refused the Secrets of its peer, and nothing else of what it asks for", async () => {
    for (const cluster of CLUSTERS) {
      const log = await until(
        () => istiodOf(cluster).log,
        (seen) => seen.includes("is forbidden"),
      );
      const refused = [...log.matchAll(/cannot (\w+) resource "([^"]+)"/g)].map(
        ([, verb, type]) => `${verb} ${type}`,
      );
      assert.deepEqual([...new Set(refused)], ["list secrets"]);
      // So it calls the peer not synced, and goes on without: the timeout is what the plan sets it to.
      assert.equal(syncStatus(await istiodOf(cluster).clusters(), peerOf(cluster)), "timeout");
    }
  });

  it("takes up a new token when it is started anew, which it has to be without the right to Secrets", async () => {
    await bed.succeed("rotate", "--all", "--kind", "istio");
    for (const cluster of CLUSTERS) {
      await until(
        () => istiodOf(cluster).log,
        (log) => log.includes("Update cluster"),
      );
      // Does this fail, a restart is no longer needed: components/links/controller-restart.ts.
      assert.doesNotMatch(istiodOf(cluster).log, /replacing registry/);
      await restart(cluster);
      await until(
        () => endpoints(cluster),
        (seen) => seen.some(({ address }) => address === GATEWAYS[peerOf(cluster)]),
      );
    }
    await assertHearsOf("after-restart", "us-east-1", "eu-west-1");
  });

  it("with the right to read them is synced, and goes through a rotation by itself", async () => {
    bed.declare(declaration({ rights: "reader" }));
    await bed.succeed("up");
    const synced = (cluster: ClusterName) =>
      until(
        () => istiodOf(cluster).clusters(),
        (seen) => syncStatus(seen, peerOf(cluster)) === "synced",
        120,
      );
    for (const cluster of CLUSTERS) await synced(cluster);
    await bed.succeed("rotate", "--all", "--kind", "istio");
    for (const cluster of CLUSTERS) {
      await until(
        () => istiodOf(cluster).log,
        (log) => log.includes(`cluster ${peerOf(cluster)} synced, replacing registry`),
      );
      await synced(cluster);
    }
    await assertHearsOf("after-rotation", "us-east-1", "eu-west-1");
  });

  it("forgets a peer whose region is removed, with all its endpoints", async () => {
    bed.declare(declaration({ regions: ["eu-west-1"] }));
    await bed.succeed("up", "--json");
    const istiod = istiodOf("eu-west-1");
    await until(
      () => istiod.clusters(),
      (seen) =>
        isDeepStrictEqual(
          seen.map(({ id }) => id),
          ["eu-west-1"],
        ),
    );
    const own = (await expected("eu-west-1", 0)).slice(0, -1);
    await until(
      () => endpoints("eu-west-1"),
      (seen) => isDeepStrictEqual(seen, own),
    );
    assert.ok(!JSON.stringify(await istiod.debug("endpointShardz")).includes("us-east-1"));
  });

  it("in ambient knows what a peer that comes back exports, behind its gateway, and nothing else", async () => {
    // It keeps the status of Gateways at home, in which a load balancer's address stands; here it is written by hand.
    await istiodOf("us-east-1").stop();
    istiods.delete("us-east-1");
    bed.declare(declaration({ rights: "reader", profile: "ambient" }));
    await bed.succeed("up");
    const status = { addresses: [{ type: "IPAddress", value: GATEWAYS["us-east-1"] }] };
    await bed.kubectl(
      ...(["us-east-1", "-n", "istio-system", "patch", "gateways.gateway.networking.k8s.io"] as const),
      ...["istio-eastwestgateway", "--subresource=status", "--type=merge", "-p", JSON.stringify({ status })],
    );
    await restart("eu-west-1");
    const { services, workloads } = await until(
      () => istiodOf("eu-west-1").debug<Ambient>("ambientz"),
      (seen) => seen.workloads.some(({ clusterId }) => clusterId === "us-east-1"),
    );
    const remote = workloads.filter(({ clusterId }) => clusterId === "us-east-1").map(({ name }) => name);
    const behind = `net-us/SplitHorizonWorkload/istio-system/istio-eastwestgateway/${GATEWAYS["us-east-1"]}`;
    assert.deepEqual(remote, [`${behind}/shop/shop.shop.svc.cluster.local`]);
    const networks = (name: string) =>
      services.find((service) => service.name === name)?.addresses.map(({ network }) => network);
    assert.deepEqual(networks("shop")?.sort(), ["net-eu", "net-us"]);
    assert.deepEqual(networks("admin"), ["net-eu"]);
  });
});

interface EndpointShards {
  readonly [host: string]: {
    readonly [namespace: string]: {
      readonly Shards: Readonly<
        Record<
          string,
          readonly {
            readonly Addresses: readonly string[];
            readonly Network: string;
            readonly ServiceAccount: string;
          }[]
        >
      >;
    };
  };
}

/** What ztunnels get. */
interface Ambient {
  readonly services: readonly {
    readonly name: string;
    readonly addresses: readonly { readonly network: string }[];
  }[];
  readonly workloads: readonly { readonly name: string; readonly clusterId?: string }[];
}

function syncStatus(clusters: readonly KnownCluster[], id: string): string | undefined {
  return clusters.find((cluster) => cluster.id === id)?.syncStatus;
}

/** Mutual TLS between two workloads; the name that the client has shown to the server. Each accepts its own root. */
async function handshake(
  client: WorkloadCertificate,
  server: WorkloadCertificate,
): Promise<string | undefined> {
  const identity = ({ key, chain }: WorkloadCertificate) => ({
    key,
    cert: chain.join(""),
    ca: chain.at(-1)!,
  });
  const listener = tls.createServer({ ...identity(server), requestCert: true, rejectUnauthorized: true });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  // Workloads are known by their URI, which node does not compare: the caller does.
  const options = { host: "127.0.0.1", port, ...identity(client), checkServerIdentity: () => undefined };
  const socket = tls.connect(options);
  try {
    const [accepted] = (await once(listener, "secureConnection")) as [tls.TLSSocket];
    return accepted.getPeerX509Certificate()?.subjectAltName;
  } finally {
    socket.destroy();
    listener.close();
  }
}

interface Declared {
  readonly rights?: string;
  readonly profile?: string;
  readonly regions?: readonly ClusterName[];
}

function declaration({
  rights = "endpoints",
  profile = "sidecar",
  regions = CLUSTERS,
}: Declared = {}): string {
  const countries = { "eu-west-1": "IE", "us-east-1": "US" };
  const declared = regions.map(
    (name) => `
      ${name}:
        country: ${countries[name]}
        clusters:
          ${name}:
            provisioner: { kind: kwok, nodes: 1 }
            network: ${NETWORKS[name]}
            gateway: [${GATEWAYS[name]}]`,
  );
  return `
name: acme
environments:
  local:
    hub: eu-west-1
    mesh:
      { kind: istio, meshId: acme-local, trustDomain: local.acme, profile: ${profile}, rights: ${rights} }
    regions: ${declared.join("")}
workloads:
  shop: { environments: [local], manifests: apps/shop.yaml, podSecurity: baseline, exports: [shop] }
`;
}

/** The label is what the sidecar injector would put there; without it no gateway is used for the pod. */
const SHOP = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 1
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop, security.istio.io/tlsMode: istio } }
    spec: { containers: [{ name: shop, image: "registry.example/shop:1" }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: admin }
spec: { selector: { app: shop }, ports: [{ name: http, port: 80 }] }
`;
