import assert from "node:assert/strict";
import fc from "fast-check";
import { planShares } from "../../../components/workloads/plan.ts";
import { ManifestReader } from "../../../components/workloads/manifests.ts";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { divide } from "../../../fleet/division.ts";
import { environmentOf } from "../../../fleet/fleet.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { Bed } from "../bed.ts";
import { Karmada } from "../control-planes/karmada.ts";
import { readStatus } from "../status.ts";
import { until } from "../until.ts";
import { binding, registerFar, type Binding } from "./karmada-bindings.ts";
import { BURST, karmadaFleet } from "./karmada-fleet.ts";

const MEMBERS = ["dub", "iad"] as const;

interface Deployment {
  readonly metadata: { readonly uid: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly replicas: number };
  readonly status: { readonly availableReplicas?: number };
}

/* The real Karmada carries workloads out by the objects that the program has written into its API. */
describe("Karmada", function () {
  this.timeout("10m");
  let bed: Bed;
  let karmada: Karmada | undefined;

  before(async () => {
    bed = await Bed.create(karmadaFleet());
    bed.write("burst.yaml", BURST);
    karmada = await Karmada.bringUp(bed, "kar", "acme-local-kar");
  });
  after(async () => {
    // While Karmada runs: its members do not go without it.
    await bed.destroy();
    await karmada?.stop();
  });
  afterEach(() => {
    karmada?.assertAlive();
  });

  const json = async <T>(cluster: string, ...args: string[]): Promise<T> =>
    JSON.parse(await bed.kubectl(cluster, ...args, "-o", "json")) as T;

  const deployment = (cluster: string, name = "storefront") =>
    json<Deployment>(cluster, "get", "deployment", name, "-n", name);

  /** Replicas on each member, as wanted and as available. */
  async function replicas(name = "storefront"): Promise<number[][]> {
    const found = await Promise.all(
      MEMBERS.map((cluster) => deployment(cluster, name).catch(() => undefined)),
    );
    return found.map((each) => [each?.spec.replicas ?? 0, each?.status.availableReplicas ?? 0]);
  }

  const reach = (dub: number, iad: number) =>
    until(replicas, (seen) => JSON.stringify(seen) === JSON.stringify([dub, iad].map((n) => [n, n])), 90);

  const upEnvironment = async () => {
    const args = ["up", "--yes", "--skip-preview", "--stack", "local"];
    const { code, stdout, stderr } = await bed.pulumi(...args);
    assert.equal(code, 0, stdout + stderr);
  };

  it("has on each member what direct would make there", async () => {
    await reach(7, 3);
    const environment = environmentOf(loadFleet(bed.root), "local");
    const manifests = new ManifestReader(bed.root);
    const [{ shares } = assert.fail()] = await planShares(environment, environment.workloads, (workload) =>
      manifests.read(workload),
    );
    for (const { cluster, objects } of shares) {
      for (const wanted of objects) {
        const { kind, metadata } = wanted;
        const live = await json<Live>(cluster.name, "get", kind, metadata.name, "-n", "storefront");
        // Under another name, and only in thought: what the API server of the member makes of it.
        const renamed = { ...wanted, metadata: { ...metadata, name: `${metadata.name}-direct` } };
        bed.write("direct.json", JSON.stringify(renamed));
        const direct = await json<Live>(
          cluster.name,
          ...["create", "--dry-run=server", "-f", `${bed.root}/direct.json`],
        );
        assert.deepEqual(specOf(live), specOf(direct), `${kind} on ${cluster.name}`);
        assert.deepEqual(own(live.metadata.labels), own(metadata.labels));
        assert.deepEqual(own(live.metadata.annotations), own(metadata.annotations));
      }
    }
  });

  it("is seen by the status, and nothing is left to do", async () => {
    const { workloads, links } = await readStatus(bed);
    assert.deepEqual(
      workloads.map(({ name, replicas }) => [name, replicas]),
      [["storefront", { dub: { desired: 7, ready: 7 }, iad: { desired: 3, ready: 3 } }]],
    );
    assert.deepEqual(
      links.map(({ to, kind, state }) => [to, kind, state]),
      MEMBERS.map((name) => [name, "karmada", "linked"]),
    );
    const { stdout } = await bed.fleet("up");
    assert.equal(stdout.match(/: no change in /g)?.length, 3, stdout);
  });

  it("divides as the model does, 200 times", async () => {
    const names = ["dub", "iad", ...Array.from({ length: 5 }, (_, index) => `far-${index}`)];
    await registerFar(bed, names.slice(2));
    const cases = fc.sample(divisions(names), { numRuns: 200, seed: 7 });
    const bindings = cases.map(({ shares, total }, index) =>
      binding(
        `case-${index}`,
        total,
        shares.map(({ name, replicas }) => ({ cluster: name, replicas })),
      ),
    );
    bed.write("bindings.json", JSON.stringify({ apiVersion: "v1", kind: "List", items: bindings }));
    await bed.kubectl("kar", "apply", "--server-side", "-f", `${bed.root}/bindings.json`);
    const scheduled = await until(
      () => json<{ items: Binding[] }>("kar", "get", "resourcebindings", "-n", "default"),
      ({ items }) => items.length === 200 && items.every(({ spec }) => (spec.clusters ?? []).length > 0),
      110,
    );
    const byName = new Map(scheduled.items.map(({ metadata, spec }) => [metadata.name, spec.clusters ?? []]));
    for (const [index, { shares }] of cases.entries()) {
      const wanted = Object.fromEntries(shares.map(({ name, replicas }) => [name, replicas]));
      const given = (byName.get(`case-${index}`) ?? []).map(({ name, replicas }) => [name, replicas]);
      assert.deepEqual(Object.fromEntries(given), wanted);
    }
    await bed.kubectl("kar", "delete", "resourcebindings", "-n", "default", "--all");
    await bed.kubectl("kar", "delete", "clusters.cluster.karmada.io", ...names.slice(2), "--wait=false");
  });

  it("divides by what is free, where it is asked to", async () => {
    bed.declare(karmadaFleet({ burst: true }));
    await bed.succeed("up");
    const seen = await until(
      () => replicas("burst"),
      (each) => each.reduce((sum, [, available = 0]) => sum + available, 0) === 9,
    );
    // iad has twice the nodes.
    const [[dub = 0] = [], [iad = 0] = []] = seen;
    assert.ok(dub > 0 && iad > dub, JSON.stringify(seen));
  });

  it("keeps the numbers of a member when another's Cluster object is deleted by mistake", async () => {
    const member = await json<Live>("kar", "get", "cluster.cluster.karmada.io", "iad");
    await bed.kubectl("kar", "delete", "cluster.cluster.karmada.io", "iad", "--timeout=90s");
    // Karmada's scheduler has given all to dub by now; what the program has written there holds.
    const { spec } = await json<Binding>(
      "kar",
      "get",
      "resourcebinding",
      "storefront-deployment",
      "-n",
      "storefront",
    );
    assert.deepEqual(spec.clusters, [{ name: "dub", replicas: 10 }]);
    assert.deepEqual(await replicas(), [
      [7, 7],
      [0, 0],
    ]);
    const { apiVersion, kind, metadata } = member;
    const { apiEndpoint, region, secretRef } = member.spec as Record<string, unknown>;
    const again = { syncMode: "Push", apiEndpoint, region, secretRef };
    const annotations = { "pulumi.com/waitFor": "condition=Ready" };
    const restored = { apiVersion, kind, metadata: { name: metadata.name, annotations }, spec: again };
    bed.write("member.json", JSON.stringify(restored));
    await bed.kubectl("kar", "apply", "--server-side", "-f", `${bed.root}/member.json`);
    await bed.kubectl(
      "kar",
      "wait",
      "--for=condition=Ready",
      "cluster.cluster.karmada.io/iad",
      "--timeout=60s",
    );
    bed.declare(karmadaFleet({ burst: true, replicas: 12 }));
    await upEnvironment();
    await reach(8, 4);
  });

  it("moves nothing off a member that is down, and gives it its share when it is back", async () => {
    for (const pid of bed.apiServersOf("iad")) process.kill(pid, "SIGKILL");
    await bed.kubectl(
      "kar",
      ...["wait", "--for=condition=Ready=False", "cluster.cluster.karmada.io/iad", "--timeout=60s"],
    );
    bed.declare(karmadaFleet({ burst: true, replicas: 15 }));
    await upEnvironment();
    const seen = await until(
      () => deployment("dub"),
      ({ spec, status }) => spec.replicas === 10 && status.availableReplicas === 10,
    );
    assert.equal(seen.spec.replicas, 10);
    await bed.succeed("up");
    await reach(10, 5);
  });

  it("lets go of a workload whose back end changes, and no pod is made anew", async () => {
    const pods = () => Promise.all(MEMBERS.map((cluster) => uidsOf(bed, cluster, "storefront")));
    const before = await pods();
    bed.declare(karmadaFleet({ backend: "direct", replicas: 15, burst: false }));
    await bed.succeed("up");
    assert.deepEqual(await pods(), before);
    const left = [
      "get",
      "deployments,propagationpolicies,overridepolicies",
      "-n",
      "storefront",
      "-o",
      "name",
    ];
    assert.equal(await bed.kubectl("kar", ...left), "");
    for (const cluster of MEMBERS) {
      const found = await until(
        () => deployment(cluster),
        ({ metadata }) => Object.keys(metadata.labels).every((label) => !label.includes("karmada.io")),
      );
      assert.equal(found.metadata.labels["archipelago/workload"], "storefront");
    }
  });

  it("takes over what direct has left, and no pod is made anew", async () => {
    const pods = () => Promise.all(MEMBERS.map((cluster) => uidsOf(bed, cluster, "storefront")));
    const before = await pods();
    bed.declare(karmadaFleet({ replicas: 15 }));
    await bed.succeed("up");
    await until(
      () => Promise.all(MEMBERS.map((cluster) => deployment(cluster))),
      (all) => all.every(({ metadata }) => metadata.labels["karmada.io/managed"] === "true"),
    );
    await reach(10, 5);
    assert.deepEqual(await pods(), before);
  });

  it("lets a member go that is dead, and the others have what is declared for them", async () => {
    for (const pid of bed.apiServersOf("iad")) process.kill(pid, "SIGKILL");
    bed.declare(karmadaFleet({ replicas: 10, iad: "tombstoned" }));
    await bed.succeed("tombstone", "iad");
    const clusters = ["get", "clusters.cluster.karmada.io", "-o", "name"];
    assert.equal((await bed.kubectl("kar", ...clusters)).trim(), "cluster.cluster.karmada.io/dub");
    await until(
      () => deployment("dub"),
      ({ spec }) => spec.replicas === 10,
    );
  });

  it("deletes what is declared no more", async () => {
    bed.declare(karmadaFleet({ storefront: false, iad: "tombstoned" }));
    await bed.succeed("up");
    const all = ["get", "deployments,services", "-n", "storefront", "-o", "name"];
    for (const cluster of ["kar", "dub"])
      await until(
        () => bed.kubectl(cluster, ...all),
        (found) => found === "",
      );
  });
});

type Live = KubernetesObject & {
  readonly metadata: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
};

/** What stands in an object besides its metadata and status, without the addresses that each Service is given. */
function specOf({ spec = {} }: Live): object {
  return { ...spec, clusterIP: undefined, clusterIPs: undefined };
}

/** Without what Karmada, the provider and Kubernetes put there for themselves. */
function own(map: Readonly<Record<string, string>> = {}): object {
  const foreign = /^([^/]+\.)?karmada\.io\/|^pulumi\.com\/|^deployment\.kubernetes\.io\//;
  return Object.fromEntries(Object.entries(map).filter(([key]) => !foreign.test(key)));
}

async function uidsOf(bed: Bed, cluster: string, namespace: string): Promise<string[]> {
  const list = await bed.kubectl(
    cluster,
    "get",
    "pods",
    "-n",
    namespace,
    "-o",
    "jsonpath={.items[*].metadata.uid}",
  );
  return list.split(" ").sort();
}

/** Divisions in which every cluster gets something, as Karmada knows no weight 0. */
function divisions(names: readonly string[]) {
  const count = fc.integer({ min: 1, max: 9 });
  return fc
    .record({
      clusters: fc.shuffledSubarray([...names], { minLength: 2 }),
      replicas: fc.integer({ min: 20, max: 300 }),
      weights: fc.dictionary(fc.constantFrom(...names), count),
      min: fc.constantFrom(1, 2),
      by: fc.constantFrom("weight" as const, "even" as const),
    })
    .map(({ clusters, by, weights, ...rest }) => {
      const chosen = Object.fromEntries(Object.entries(weights).filter(([name]) => clusters.includes(name)));
      return divide({ ...rest, by, weights: by === "even" ? {} : chosen }, clusters);
    });
}
