import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { Bed } from "../bed.ts";
import { ArgoCd } from "../control-planes/argocd.ts";
import { commitFolder } from "../repository.ts";
import { until } from "../until.ts";

const HUB = "eu-west-1";
const CLUSTERS = [HUB, "us-east-1"] as const;
/** What is compared: everything that the manifests make, and nothing that a controller makes of it. */
const KINDS = "deployments,services,configmaps";

interface Item {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec?: Record<string, unknown>;
  readonly data?: object;
}

/* The same manifests, by the stacks of the regions and by the real Argo CD. */
describe("a workload that Argo CD carries out", function () {
  this.timeout("10m");
  let bed: Bed;
  let argocd: ArgoCd | undefined;

  before(async () => {
    bed = await Bed.create(declaration());
    writeManifests(bed);
    await bed.succeed("up");
    argocd = await ArgoCd.start(bed, HUB, { kustomize: true });
  });
  after(async () => {
    await argocd?.stop();
    await bed.destroy();
  });
  afterEach(() => {
    argocd?.assertAlive();
  });

  async function itemsOf(cluster: string, namespace: string, kinds = KINDS): Promise<Item[]> {
    const list = await bed.kubectl(cluster, "get", kinds, "-n", namespace, "-o", "json");
    const { items } = JSON.parse(list) as { items: Item[] };
    return items.filter(({ metadata }) => metadata.name !== "kube-root-ca.crt");
  }

  async function tagOf(cluster: string, namespace: string): Promise<string> {
    const args = ["get", "deployments", "-n", namespace, "-o", "jsonpath={..image}"];
    const image = await bed.kubectl(cluster, ...args);
    return image.slice(image.lastIndexOf(":") + 1);
  }

  async function applications(): Promise<Record<string, string>> {
    const list = await bed.kubectl(HUB, "get", "applications", "-n", "argocd", "-o", "json");
    const { items } = JSON.parse(list) as {
      items: {
        metadata: { name: string };
        status?: { sync?: { status: string }; health?: { status: string } };
      }[];
    };
    return Object.fromEntries(
      items.map(({ metadata, status }) => [
        metadata.name,
        `${status?.sync?.status ?? "–"}/${status?.health?.status ?? "–"}`,
      ]),
    );
  }

  const settled = () =>
    until(
      applications,
      (seen) => CLUSTERS.every((cluster) => seen[`by-argocd-${cluster}`] === "Synced/Healthy"),
      120,
    );

  it("has exactly the objects that the stacks of the regions would make, on each cluster", async () => {
    await settled();
    for (const cluster of CLUSTERS) {
      const [direct, argo] = await Promise.all([
        itemsOf(cluster, "by-direct"),
        itemsOf(cluster, "by-argocd"),
      ]);
      assert.deepEqual(argo.map(essence("by-argocd")), direct.map(essence("by-direct")), cluster);
      assert.equal(argo.length, 3);
    }
    const replicas = await Promise.all(
      CLUSTERS.map(
        async (cluster) => (await itemsOf(cluster, "by-argocd", "deployments"))[0]?.spec?.replicas,
      ),
    );
    assert.deepEqual(replicas, [3, 2]);
    assert.deepEqual(await Promise.all(CLUSTERS.map((cluster) => tagOf(cluster, "by-argocd"))), [
      "1.0",
      "1.0-us",
    ]);
  });

  it("costs nothing when nothing has changed", async () => {
    const { stacks } = JSON.parse(await bed.succeed("up", "--json")) as { stacks: { changes: object }[] };
    for (const { changes } of stacks) assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("gets a change in waves, the next when the last is healthy", async () => {
    // Unhealthy before there is a change: each application notices one for itself, and the second wave goes as soon as
    // the first is healthy, also if the first has not noticed yet.
    await bed.kubectl("us-east-1", "cordon", "--selector", "type=kwok");
    await bed.kubectl("us-east-1", "delete", "pods", "--all", "-n", "by-argocd", "--wait=false");
    await until(applications, (seen) => seen["by-argocd-us-east-1"] === "Synced/Progressing");
    bed.declare(declaration({ tag: "2.0" }));
    await bed.succeed("up", "--environment", "local");
    await until(
      () => tagOf("us-east-1", "by-argocd"),
      (tag) => tag === "2.0-us",
    );
    await until(applications, (seen) => seen["by-argocd-eu-west-1"] === "OutOfSync/Healthy");
    assert.equal(await tagOf(HUB, "by-argocd"), "1.0", "the second wave waits");
    await bed.kubectl("us-east-1", "uncordon", "--selector", "type=kwok");
    await until(
      () => tagOf(HUB, "by-argocd"),
      (tag) => tag === "2.0",
      120,
    );
    await settled();
  });

  it("is handed over to the stacks of the regions without a pod being deleted", async () => {
    const pods = async () =>
      (await Promise.all(CLUSTERS.map((cluster) => itemsOf(cluster, "by-argocd", "pods"))))
        .flat()
        .map(({ metadata }) => metadata.uid)
        .sort();
    const before = await pods();
    assert.equal(before.length, 5);
    bed.declare(declaration({ tag: "2.0", backend: "direct" }));
    await bed.succeed("up");
    await until(applications, (seen) => Object.keys(seen).length === 0);
    assert.deepEqual(await pods(), before);
    bed.declare(declaration({ tag: "2.0" }));
    await bed.succeed("up");
    await settled();
    assert.deepEqual(await pods(), before);
  });

  it("goes with all that it is when it is declared no more", async () => {
    bed.declare(declaration({ without: true }));
    await bed.succeed("up");
    await until(applications, (seen) => Object.keys(seen).length === 0, 120);
    for (const cluster of CLUSTERS) {
      await until(
        () => itemsOf(cluster, "by-argocd"),
        (items) => items.length === 0,
      );
      assert.equal((await itemsOf(cluster, "by-direct")).length, 3);
    }
  });
});

/** What an object is, whoever made it: without what says who did, and what the API server fills in by chance. */
function essence(workload: string): (item: Item) => object {
  return ({ kind, metadata: { name, labels = {}, annotations = {} }, spec, data }) => {
    const { "archipelago/workload": label, ...others } = labels;
    assert.equal(label, workload, `${kind} ${name}`);
    const own = Object.entries(annotations).filter(
      ([key]) =>
        !/^(argocd\.argoproj\.io|pulumi\.com|deployment\.kubernetes\.io|kubectl\.kubernetes\.io)\//.test(key),
    );
    const { clusterIP: _ip, clusterIPs: _ips, ...rest } = spec ?? {};
    return { kind, name, labels: others, annotations: Object.fromEntries(own), spec: rest, data };
  };
}

/** A kustomization on top of another, whose generated settings have a hash in their name. */
function writeManifests(bed: Bed): void {
  const base = {
    resources: ["gateway.yaml"],
    configMapGenerator: [{ name: "settings", literals: ["theme=blue"] }],
  };
  bed.write("apps/shop/base/kustomization.yaml", stringify(base));
  bed.write("apps/shop/kustomization.yaml", stringify({ resources: ["base"] }));
  cpSync(
    path.join(bed.root, "examples/storefront/storefront.yaml"),
    path.join(bed.root, "apps/shop/base/gateway.yaml"),
  );
  commitFolder(bed, "apps", "Deploy the shop");
}

interface Variant {
  readonly tag?: string;
  readonly backend?: string;
  /** Only the workload that it is compared with. */
  readonly without?: boolean;
}

/** The same workload twice, by the stacks of the regions and by Argo CD. */
function declaration({ tag = "1.0", backend = "applicationset", without = false }: Variant = {}): string {
  const region = (country: string, name: string) => {
    return { country, clusters: { [name]: { provisioner: { kind: "kwok", nodes: 1 } } } };
  };
  const shop = (own: string) => ({
    environments: ["local"],
    manifests: "apps/shop",
    division: { replicas: 5, by: "even" },
    overrides: [
      { clusters: "all", image: { tag: own }, annotations: { owner: "shop" } },
      { clusters: { country: "US" }, image: { tag: `${own}-us` }, env: { CURRENCY: "USD", ZONE: "far" } },
      {
        clusters: { country: "US" },
        target: { kind: "Service" },
        patch: [{ op: "add", path: "/spec/sessionAffinity", value: "ClientIP" }],
      },
    ],
  });
  return stringify({
    name: "acme",
    environments: {
      local: {
        hub: HUB,
        gitops: { kind: "argocd", repo: ".", namespaces: ["notice"] },
        regions: { [HUB]: region("IE", HUB), "us-east-1": region("US", "us-east-1") },
      },
    },
    workloads: {
      // What it is compared with stays as it is: it would wait for pods that a test holds back.
      "by-direct": shop("1.0"),
      ...(without ? {} : { "by-argocd": { ...shop(tag), backend, rollout: { waves: [["us-east-1"]] } } }),
    },
  });
}
