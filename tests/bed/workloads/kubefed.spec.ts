import assert from "node:assert/strict";
import { Bed } from "../bed.ts";
import { kubefedctl, startKubeFed } from "../control-planes/kubefed.ts";
import type { RestartedProgram } from "../control-planes/program.ts";
import { commandLineOf } from "../engine-processes.ts";
import { changesOf } from "../links/previews.ts";
import { until } from "../until.ts";
import { HUB, kubefedFleet, MEMBER, writeManifests } from "./kubefed-fleet.ts";

const STACKS = ["local-eu-west-1", "local-us-east-1", "local"] as const;
const CLUSTERS = [HUB, MEMBER] as const;
const SYSTEM = ["-n", "kube-federation-system"] as const;

interface Seen {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly replicas?: number;
    readonly template?: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
    readonly [field: string]: unknown;
  };
  readonly status?: {
    readonly readyReplicas?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/* The real controller manager of KubeFed, with the rights that the program gives it and no others. */
describe("workloads that KubeFed carries out", function () {
  this.timeout("15m");
  let bed: Bed;
  let manager: RestartedProgram;

  before(async () => {
    // Without a profile at first: with one, nobody can have a cluster join that is not declared.
    bed = await Bed.create(kubefedFleet({ workloads: ["web", "batch", "shop"] }));
    writeManifests(bed);
    await bed.succeed("up");
    await bed.succeed("kubeconfig");
  });
  after(async () => {
    // What it has in hand waits for it.
    await bed.destroy();
    await manager?.stop();
  });

  const get = async (cluster: string, ...what: string[]): Promise<Seen | undefined> => {
    const text = await bed.kubectl(cluster, "get", ...what, "--ignore-not-found", "-o", "json");
    return text === "" ? undefined : (JSON.parse(text) as Seen);
  };
  const inShop = (cluster: string, ...what: string[]) => get(cluster, "-n", "shop", ...what);
  const web = (cluster: string) => get(cluster, "-n", "web", "deployment", "web");
  const replicas = async (name: string): Promise<(number | undefined)[]> =>
    Promise.all(
      CLUSTERS.map(async (cluster) => (await get(cluster, "-n", name, "deployment", name))?.spec.replicas),
    );
  const imageOf = async (cluster: string) =>
    (await web(cluster))?.spec.template?.spec.containers[0]?.image ?? "none";
  const isReady = async (cluster: string) => {
    const member = await get(HUB, ...SYSTEM, "kubefedcluster", cluster);
    return member?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
  };
  const assertUnchanged = async () => {
    for (const stack of STACKS) assert.deepEqual(await changesOf(bed, stack), [], stack);
  };
  const apiServer = (cluster: string) =>
    bed
      .processes()
      .find(
        ({ pid, program }) =>
          program === "kube-apiserver" && commandLineOf(pid)[0]?.includes(`-${cluster}/`) === true,
      )?.pid;

  it("has its members joined as kubefedctl joins them, but with less of a right", async () => {
    const name = "joined";
    const contexts = ["--host-cluster-context", HUB, "--cluster-context", MEMBER];
    const joined = await kubefedctl(bed, "join", name, ...contexts);
    assert.equal(joined.code, 0, joined.stderr);
    const [theirs, ours] = await Promise.all(
      [name, MEMBER].map((each) => get(HUB, ...SYSTEM, "kubefedcluster", each)),
    );
    const { secretRef } = theirs?.spec as { secretRef?: { name: string } };
    const spec = { ...theirs?.spec, secretRef: undefined };
    // The Secret has a name of its own there; what it is called is nobody's business but the KubeFedCluster's. And that
    // there is no proxy is written as an empty address.
    assert.deepEqual(spec, { ...ours?.spec, secretRef: undefined, proxyURL: "" });
    assert.deepEqual(ours?.spec.secretRef, { name: MEMBER });
    const [token, own] = await Promise.all(
      [secretRef?.name ?? "", MEMBER].map((each) => get(HUB, ...SYSTEM, "secret", each)),
    );
    // What else is in ours is read by this program, which compares it with the member's passport.
    assert.deepEqual(Object.keys(token?.data ?? {}), ["token"]);
    assert.deepEqual(Object.keys(own?.data ?? {}), ["caBundle", "endpoint", "token"]);
    // Theirs may do everything; ours reads what it carries, and writes it where it carries it.
    const may = async (account: string, ...what: string[]) => {
      const args = ["auth", "can-i", ...what, "--as", `system:serviceaccount:${account}`];
      const { stdout } = await bed.run("kubectl", ["--kubeconfig", await bed.kubeconfigOf(MEMBER), ...args]);
      return stdout.trim();
    };
    const [reference, pad] = [
      `kube-federation-system:${name}-${HUB}`,
      "archipelago-system:landing-pad-kubefed",
    ];
    const asked: readonly (readonly [string, ...string[]])[] = [
      ["yes", "list", "deployments.apps", "--all-namespaces"],
      ["yes", "list", "cronjobs.batch", "--all-namespaces"],
      ["yes", "create", "deployments.apps", "-n", "web"],
      ["yes", "delete", "cronjobs.batch", "-n", "shop"],
      ["no", "create", "deployments.apps", "-n", "kube-system"],
      ["no", "list", "secrets", "--all-namespaces"],
      ["no", "list", "pods", "--all-namespaces"],
      ["no", "delete", "namespaces"],
      ["no", "update", "namespaces"],
      ["no", "list", "nodes"],
    ];
    for (const [answer, ...what] of asked) {
      assert.equal(await may(reference, ...what), "yes", `kubefedctl's: ${what.join(" ")}`);
      assert.equal(await may(pad, ...what), answer, what.join(" "));
    }
    const left = await kubefedctl(bed, "unjoin", name, ...contexts);
    assert.equal(left.code, 0, left.stderr);
  });

  it("land in both clusters, each with what the model gives it", async () => {
    manager = await startKubeFed(bed, HUB);
    await until(
      () => Promise.all(CLUSTERS.map(async (cluster) => (await web(cluster))?.status?.readyReplicas)),
      ([hub, member]) => hub === 2 && member === 3,
    );
    for (const cluster of CLUSTERS) {
      const { metadata } = (await web(cluster)) ?? assert.fail();
      assert.deepEqual(metadata.labels, {
        app: "web",
        "archipelago/workload": "web",
        "kubefed.io/managed": "true",
      });
      const service = await until(() => get(cluster, "-n", "web", "service", "web"), Boolean);
      assert.equal((service?.spec.ports as { port: number }[])[0]?.port, 80);
      const settings = await until(() => get(cluster, "-n", "web", "configmap", "web"), Boolean);
      assert.ok(settings);
      assert.deepEqual(settings.data, { greeting: "hello" });
      const where = cluster === MEMBER ? { "example.org/where": MEMBER } : {};
      assert.deepEqual(settings.metadata.annotations, { "example.org/owner": "shop", ...where });
    }
    assert.deepEqual(
      await until(
        () => replicas("shop"),
        ([hub]) => hub !== undefined,
      ),
      [5, 2],
    );
    await until(() => inShop(MEMBER, "cronjob", "batch"), Boolean);
    assert.equal(await inShop(HUB, "cronjob", "batch"), undefined);
    for (const kind of ["federateddeployment", "federatedservice", "federatedconfigmap"])
      await until(
        () => get(HUB, "-n", "web", kind, "web"),
        (seen) =>
          seen?.status?.conditions?.some(
            ({ type, status }) => type === "Propagation" && status === "True",
          ) === true,
      );
  });

  it("leave the namespaces to the regions", async () => {
    for (const cluster of CLUSTERS) {
      const { metadata } = (await get(cluster, "namespace", "web")) ?? assert.fail();
      assert.equal(metadata.labels?.["kubefed.io/managed"], undefined);
      assert.equal(metadata.labels?.["pod-security.kubernetes.io/enforce"], "restricted");
    }
  });

  it("cannot be sent by hand to where their residency does not let them", async () => {
    bed.declare(kubefedFleet());
    await bed.succeed("up");
    assert.deepEqual(
      await until(
        () => replicas("records"),
        ([hub]) => hub === 1,
      ),
      [1, undefined],
    );
    const federated = (placement: object) => ({
      apiVersion: "types.kubefed.io/v1beta1",
      kind: "FederatedConfigMap",
      metadata: { name: "by-hand", namespace: "records" },
      spec: { template: { data: {} }, placement },
    });
    const preference = (spec: object) => ({
      apiVersion: "scheduling.kubefed.io/v1alpha1",
      kind: "ReplicaSchedulingPreference",
      metadata: { name: "by-hand", namespace: "records" },
      spec: { targetKind: "FederatedDeployment", totalReplicas: 1, ...spec },
    });
    const member = (name: string) => ({
      apiVersion: "core.kubefed.io/v1beta1",
      kind: "KubeFedCluster",
      metadata: { name, namespace: "kube-federation-system" },
      spec: { apiEndpoint: "https://192.0.2.1", secretRef: { name: MEMBER } },
    });
    const bound = (value: string) => ({
      clusterSelector: {
        matchExpressions: [{ key: "archipelago/cluster", operator: "In", values: [value] }],
      },
    });
    const intersectWithClusterSelector = true;
    const cases: readonly (readonly [object, RegExp | undefined])[] = [
      [federated({ clusters: [{ name: HUB }] }), undefined],
      [federated({ clusters: [{ name: HUB }], ...bound(HUB) }), undefined],
      [federated({ clusters: [{ name: HUB }, { name: MEMBER }] }), /clusters: us-east-1 may not have it/],
      [federated({ clusterSelector: {} }), /without naming them.*archipelago\/cluster In eu-west-1/],
      [federated(bound(MEMBER)), /without naming them/],
      [preference({ intersectWithClusterSelector, clusters: { [HUB]: { weight: 1 } } }), undefined],
      [
        preference({ intersectWithClusterSelector, clusters: { "*": { weight: 1 } } }),
        /clusters: \* may not/,
      ],
      [preference({ clusters: { [HUB]: { weight: 1 } } }), /every cluster of the federation is taken/],
      [member("foreign"), /spec\.secretRef.*no link/],
    ];
    for (const [object, refusal] of cases) {
      bed.write("request.json", JSON.stringify(object));
      const kubeconfig = ["--kubeconfig", await bed.kubeconfigOf(HUB)];
      const sent = await bed.run("kubectl", [
        ...kubeconfig,
        "create",
        "--dry-run=server",
        "-f",
        "request.json",
      ]);
      if (refusal === undefined) assert.equal(sent.code, 0, sent.stderr);
      else assert.match(sent.stderr, refusal);
    }
  });

  it("are the same the next time: nothing to do in any stack", assertUnchanged);

  it("get a change that its controller was killed over", async () => {
    await manager.stop();
    bed.declare(kubefedFleet({ tag: "1.1" }));
    const up = bed.succeed("up");
    manager = await startKubeFed(bed, HUB);
    await until(
      () => imageOf(HUB),
      (image) => image.endsWith(":1.1"),
      240,
    );
    await manager.stop();
    await up;
    manager = await startKubeFed(bed, HUB);
    await until(
      () => imageOf(MEMBER),
      (image) => image.endsWith(":1.1"),
    );
  });

  it("of a member whose API server was dead are there as they were, and get what has changed", async () => {
    const before = await web(MEMBER);
    process.kill(apiServer(MEMBER) ?? assert.fail(), "SIGKILL");
    await until(
      () => isReady(MEMBER),
      (ready) => ready === false,
    );
    bed.declare(kubefedFleet({ tag: "1.2" }));
    const { code, stdout } = await bed.pulumi("up", "--yes", "--skip-preview", "--stack", "local");
    assert.equal(code, 0, stdout);
    await until(
      () => imageOf(HUB),
      (image) => image.endsWith(":1.2"),
    );
    await bed.succeed("up");
    await until(
      () => imageOf(MEMBER),
      (image) => image.endsWith(":1.2"),
    );
    assert.equal((await web(MEMBER))?.metadata.uid, before?.metadata.uid);
  });

  it("are divided by its own scheduler, where that is asked for, as the model divides", async () => {
    bed.declare(kubefedFleet({ tag: "1.2", rebalance: true }));
    await bed.succeed("up");
    // What it is to do by itself, it reads when it starts.
    await manager.stop();
    manager = await startKubeFed(bed, HUB);
    const preference = await inShop(HUB, "replicaschedulingpreference", "shop");
    assert.deepEqual(preference?.spec.clusters, {
      [HUB]: { minReplicas: 5, weight: 2 },
      [MEMBER]: { minReplicas: 2, weight: 1 },
    });
    await until(
      () => manager.log,
      (log) => log.includes("Starting plugin FederatedDeployment"),
    );
    // It leaves what the program has written, and puts right what somebody else writes.
    const wrong = [{ op: "replace", path: "/spec/overrides/0/clusterOverrides/0/value", value: 1 }];
    const patch = ["patch", "federateddeployment", "shop", "--type=json", "-p", JSON.stringify(wrong)];
    await bed.kubectl(HUB, "-n", "shop", ...patch);
    await until(
      () => inShop(HUB, "federateddeployment", "shop"),
      (seen) => JSON.stringify(seen?.spec.overrides).includes('"value":5'),
    );
    await until(
      () => replicas("shop"),
      ([hub, member]) => hub === 5 && member === 2,
    );
    await assertUnchanged();
  });

  it("leave a cluster that is cordoned, and come back to it", async () => {
    bed.declare(kubefedFleet({ tag: "1.2", member: { cordoned: true }, workloads: ["web", "shop"] }));
    await bed.succeed("up");
    await until(
      () => web(MEMBER),
      (seen) => seen === undefined,
    );
    assert.deepEqual(
      await until(
        () => replicas("shop"),
        ([hub]) => hub === 7,
      ),
      [7, undefined],
    );
    bed.declare(kubefedFleet({ tag: "1.2", workloads: ["web", "shop"] }));
    await bed.succeed("up");
    await until(() => web(MEMBER), Boolean);
    assert.deepEqual(
      await until(
        () => replicas("shop"),
        ([hub]) => hub === 5,
      ),
      [5, 2],
    );
    // Declared no more while it had nowhere to go, and gone.
    assert.equal(await inShop(MEMBER, "cronjob", "batch"), undefined);
  });

  it("are handed over to the regions without a pod being deleted", async () => {
    const before = await Promise.all(CLUSTERS.map(web));
    bed.declare(kubefedFleet({ tag: "1.2", workloads: ["web", "shop"], backend: "direct" }));
    await bed.succeed("up");
    assert.equal(await get(HUB, "-n", "web", "federateddeployment", "web"), undefined);
    await until(
      () => Promise.all(CLUSTERS.map(web)),
      (seen) => seen.every((each) => each?.metadata.labels?.["kubefed.io/managed"] === undefined),
    );
    const after = await Promise.all(CLUSTERS.map(web));
    assert.deepEqual(
      after.map((each) => [each?.metadata.uid, each?.status?.readyReplicas]),
      before.map((each) => [each?.metadata.uid, each?.status?.readyReplicas]),
    );
  });

  it("are deleted everywhere when they are declared no more", async () => {
    bed.declare(kubefedFleet({ tag: "1.2", workloads: ["shop"], backend: "direct" }));
    await bed.succeed("up");
    for (const cluster of CLUSTERS) assert.equal(await get(cluster, "namespace", "web"), undefined);
  });

  it("do not wait for a member that is gone for good", async () => {
    process.kill(apiServer(MEMBER) ?? assert.fail(), "SIGKILL");
    bed.declare(kubefedFleet({ member: { state: "tombstoned" }, workloads: ["shop"] }));
    const started = performance.now();
    await bed.succeed("tombstone", MEMBER);
    assert.ok(performance.now() - started < 120_000);
    assert.equal(await get(HUB, ...SYSTEM, "kubefedcluster", MEMBER), undefined);
    await until(
      () => get(HUB, "-n", "shop", "deployment", "shop"),
      (seen) => seen?.spec.replicas === 7,
    );
  });
});
