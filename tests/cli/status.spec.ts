import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { ClusterRecord } from "../../cli/clusters.ts";
import { credentialsOf } from "../../cli/client/credentials.ts";
import { linkState, type LinkSecret } from "../../cli/status/link-secrets.ts";
import { observe, type Observation } from "../../cli/status/observation.ts";
import { plannedReplicas } from "../../cli/status/planned.ts";
import { sumReplicas, type Replicas } from "../../cli/status/replicas.ts";
import { statusReport, type StatusReport } from "../../cli/status/report.ts";
import { formatStatus } from "../../cli/status/tables.ts";
import { loadFleet } from "../../fleet/declaration/load.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { kubeconfigFor } from "../../fleet/kubeconfig.ts";
import { linkSecret, type Link } from "../../fleet/links.ts";
import { PASSPORT_CONTRACT, type Passport } from "../../fleet/passport.ts";
import { removeProject } from "../declaration/project.ts";
import { projectWith, TWO_REGIONS } from "./declarations.ts";

const CA = Buffer.from("certificate authority").toString("base64");

function passportOf(cluster: string): Passport {
  const pad = (kind: string) => ({
    namespace: "archipelago-system",
    serviceAccount: kind,
    slot: "a" as const,
    token: `token-${kind}-${cluster}`,
  });
  return {
    contract: PASSPORT_CONTRACT,
    fleet: "acme",
    environment: "local",
    region: cluster,
    cluster,
    identifier: cluster,
    endpoint: `https://${cluster}.example:6443`,
    ca: CA,
    version: "v1.35.4",
    network: "net",
    jurisdiction: { country: "IE", groups: [] },
    simulated: true,
    landingPads: { istio: pad("istio"), argocd: pad("argocd") },
  };
}

const known = (cluster: string): ClusterRecord => ({
  state: "known",
  kubeconfig: "kubeconfig",
  passport: passportOf(cluster),
});

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** As components/links/istio.ts writes it. */
function remoteSecret({ cluster, endpoint, ca, landingPads }: Passport): LinkSecret {
  const user = { token: landingPads.istio?.token ?? "" };
  return {
    metadata: { namespace: "istio-system", name: `istio-remote-secret-${cluster}` },
    data: { [cluster]: base64(kubeconfigFor({ name: cluster, endpoint, ca, user })) },
  };
}

/** As components/links/argocd.ts writes it. */
function clusterSecret({ cluster, endpoint, ca, landingPads }: Passport): LinkSecret {
  const tlsClientConfig = { insecure: false, caData: ca };
  const config = JSON.stringify({ bearerToken: landingPads.argocd?.token, tlsClientConfig });
  return {
    metadata: { namespace: "argocd", name: `cluster-${cluster}` },
    data: { name: base64(cluster), server: base64(endpoint), config: base64(config) },
  };
}

function answered(
  replicas: Readonly<Record<string, Replicas>>,
  linkSecrets: readonly LinkSecret[],
  fault?: string,
): Observation {
  return {
    state: "answered",
    version: "v1.35.4",
    fault,
    replicas: new Map(
      Object.entries(replicas).map(([name, own]) => [
        name,
        { ...own, available: own.ready, rolledOut: true },
      ]),
    ),
    linkSecrets,
  };
}

/** The cluster that credentials are asked for. */
const CLUSTER = { server: "https://10.0.0.1", ca: btoa("ca") };

describe("fleet status", () => {
  let root: string;
  let environment: Environment;
  before(() => {
    root = projectWith(TWO_REGIONS);
    environment = loadFleet(root).environments[0]!;
  });
  after(() => {
    removeProject(root);
  });

  const eu = () =>
    answered({ web: { desired: 7, ready: 7 }, records: { desired: 2, ready: 1 } }, [
      remoteSecret(passportOf("us")),
      clusterSecret(passportOf("eu")),
      clusterSecret(passportOf("us")),
    ]);
  const us = () => answered({ web: { desired: 3, ready: 3 } }, [remoteSecret(passportOf("eu"))]);

  function report(
    observations: Readonly<Record<string, Observation>>,
    records: Readonly<Record<string, ClusterRecord>> = { eu: known("eu"), us: known("us") },
  ): StatusReport {
    return statusReport(environment, {
      records: new Map(Object.entries(records)),
      observations: new Map(Object.entries(observations)),
      planned: plannedReplicas(environment, root),
    });
  }

  describe("of an environment", () => {
    it("that is up: everything ready, linked, and nothing pending", () => {
      const status = report({ eu: eu(), us: us() });
      const common = { provisioner: "kwok", ready: true, version: "v1.35.4", simulated: true };
      assert.deepEqual(status, {
        environment: "local",
        clusters: [
          { name: "eu", region: "eu-west-1", ...common },
          { name: "us", region: "us-east-1", ...common },
        ],
        links: [
          { from: "eu", to: "us", kind: "istio", state: "linked" },
          { from: "us", to: "eu", kind: "istio", state: "linked" },
          { from: "eu", to: "eu", kind: "argocd", state: "linked" },
          { from: "eu", to: "us", kind: "argocd", state: "linked" },
        ],
        workloads: [
          { name: "records", backend: "direct", replicas: { eu: { desired: 2, ready: 1 } } },
          {
            name: "web",
            backend: "direct",
            replicas: { eu: { desired: 7, ready: 7 }, us: { desired: 3, ready: 3 } },
          },
        ],
        pending: [],
      });
    });

    it("that nobody has brought up: not created, planned replicas, every link pending", () => {
      const status = report(
        { eu: { state: "absent" }, us: { state: "absent" } },
        { eu: { state: "absent" }, us: { state: "absent" } },
      );
      assert.deepEqual(
        status.clusters.map(({ ready, version, reason }) => ({ ready, version, reason })),
        [1, 2].map(() => ({ ready: false, version: null, reason: "not created" })),
      );
      assert.ok(status.links.every(({ state }) => state === "pending"));
      assert.deepEqual(status.workloads[1]!.replicas, {
        eu: { desired: 7, ready: 0 },
        us: { desired: 3, ready: 0 },
      });
      assert.equal(status.pending[1], "us → eu (istio): us has not been brought up");
    });

    it("of which one region is up: the links to the other wait for it", () => {
      const status = report(
        { eu: answered({}, []), us: { state: "absent" } },
        { eu: known("eu"), us: { state: "absent" } },
      );
      assert.deepEqual(status.pending, [
        "eu → us (istio): us has not been brought up",
        "us → eu (istio): us has not been brought up",
        "eu → eu (argocd): the next up of local writes it",
        "eu → us (argocd): us has not been brought up",
        "records on eu: not deployed yet",
        "web on eu: not deployed yet",
      ]);
    });

    it("of which one cluster is silent: its links are unknown, none of its replicas is ready", () => {
      const status = report({
        eu: eu(),
        us: { state: "silent", reason: "unreachable: connect ECONNREFUSED" },
      });
      assert.equal(status.clusters[1]!.reason, "unreachable: connect ECONNREFUSED");
      assert.equal(status.clusters[1]!.ready, false);
      assert.deepEqual(
        status.links.map(({ state }) => state),
        ["linked", "unknown", "linked", "linked"],
      );
      assert.deepEqual(status.workloads[1]!.replicas.us, { desired: 3, ready: 0 });
      assert.deepEqual(status.pending, []);
    });

    it("whose second region has a state that cannot be read: nothing becomes stale by that", () => {
      const reason = "Cannot read the outputs of stack local-us-east-1";
      const status = report(
        { eu: eu(), us: { state: "silent", reason } },
        { eu: known("eu"), us: { state: "unreadable", reason } },
      );
      assert.deepEqual(
        status.links.map(({ state }) => state),
        // The hub's link to itself is in what can be read.
        ["unknown", "unknown", "linked", "unknown"],
      );
    });

    it("with a cluster that answers and has no Ready node: not ready, with the version it tells", () => {
      const status = report({ eu: eu(), us: answered({}, [], "none of 3 nodes is Ready") });
      const { ready, version, reason } = status.clusters[1]!;
      assert.deepEqual(
        { ready, version, reason },
        { ready: false, version: "v1.35.4", reason: "none of 3 nodes is Ready" },
      );
    });

    it("with links whose Secret is gone or old: what renews them", () => {
      const old = { ...passportOf("us"), endpoint: "https://old.example" };
      const status = report({ eu: answered({}, [remoteSecret(old)]), us: us() });
      assert.deepEqual(status.pending.slice(0, 3), [
        "eu → us (istio): eu holds an old address or token of us; the next up of local-eu-west-1 renews it",
        "eu → eu (argocd): the next up of local writes it",
        "eu → us (argocd): the next up of local writes it",
      ]);
    });

    it("with a workload that runs where it is not to: it is shown", () => {
      const left = answered({ web: { desired: 3, ready: 3 }, records: { desired: 2, ready: 2 } }, []);
      const { workloads } = report({ eu: eu(), us: left });
      assert.deepEqual(workloads[0]!.replicas.us, { desired: 2, ready: 2 });
    });

    /** The clusters, of which one has Karmada's API. */
    const withApi = (name: string) =>
      environment.clusters.map((each) => ({ ...each, controlPlane: each.name === name }));

    it("with Karmada's API: the numbers of its templates are those of no cluster", () => {
      const karmada = { controlPlane: "us", rights: "kinds" as const };
      const { workloads, links } = statusReport(
        { ...environment, clusters: withApi("us"), federation: { karmada } },
        {
          records: new Map([["us", known("us")]]),
          observations: new Map([["us", answered({ web: { desired: 10, ready: 10 } }, [])]]),
          planned: new Map(),
        },
      );
      assert.deepEqual(workloads[0]!.replicas, {});
      assert.deepEqual(
        links.filter(({ to }) => to === "us"),
        [],
      );
    });

    it("never shows a token, a certificate or a kubeconfig", () => {
      const status = report({
        eu: eu(),
        us: answered({}, [remoteSecret({ ...passportOf("eu"), ca: base64("other") })]),
      });
      const shown = `${JSON.stringify(status)}${formatStatus(status)}`;
      for (const secret of ["token-", CA, "kubeconfig", base64("token-istio-us")])
        assert.ok(!shown.includes(secret));
    });

    it("as tables for people", () => {
      const text = formatStatus(
        report({ eu: eu(), us: { state: "silent", reason: "unreachable: no answer in time" } }),
      );
      assert.match(text, /│ us +│ us-east-1 │ kwok, simulated │ – +│ unreachable: no answer in time │/);
      assert.match(text, /│ web +│ direct +│ 7\/7 │ 0\/3 │ 7\/10 +│/);
      assert.match(text, /│ argocd │ eu → us +│ linked +│/);
    });
  });

  describe("of a link", () => {
    const istio: Link = { kind: "istio", from: "eu", to: "us" };
    const argocd: Link = { kind: "argocd", from: "eu", to: "us" };
    const target = passportOf("us");

    it("is linked if the Secret holds what the passport says", () => {
      assert.equal(linkState(istio, [remoteSecret(target)], target), "linked");
      assert.equal(linkState(argocd, [clusterSecret(target)], target), "linked");
    });

    it("of a federation is linked if its Secret holds the address, the authority and the token", () => {
      for (const kind of ["kubefed", "karmada"] as const) {
        const link: Link = { kind, from: "eu", to: "us" };
        const pad = { ...target.landingPads.istio!, token: "token" };
        const passport = { ...target, landingPads: { [kind]: pad } };
        const data = { endpoint: base64(target.endpoint), caBundle: CA, token: base64("token") };
        const held = { metadata: linkSecret(link), data };
        assert.equal(linkState(link, [held], passport), "linked");
        const old = { ...held, data: { ...data, token: base64("old") } };
        assert.equal(linkState(link, [old], passport), "stale");
      }
    });

    it("is pending without a Secret of its own name and namespace", () => {
      assert.equal(linkState(istio, [remoteSecret(passportOf("ap"))], target), "pending");
      assert.equal(linkState(argocd, [remoteSecret(target)], target), "pending");
    });

    it("is stale if address, certificate authority or token are others, or the target is gone", () => {
      const pads = { ...target.landingPads, istio: { ...target.landingPads.istio!, token: "rotated" } };
      for (const now of [
        { endpoint: "https://new.example" },
        { ca: base64("new") },
        { landingPads: pads },
        { landingPads: {} },
      ]) {
        assert.equal(
          linkState(istio, [remoteSecret(target)], { ...target, ...now }),
          "stale",
          JSON.stringify(now),
        );
      }
      assert.equal(linkState(argocd, [clusterSecret(target)], undefined), "stale");
    });

    it("is stale if the Secret is not what it should be", () => {
      const { metadata } = remoteSecret(target);
      assert.equal(linkState(istio, [{ metadata }], target), "stale");
      for (const content of ["", "{}", "nonsense: ["]) {
        assert.equal(linkState(istio, [{ metadata, data: { us: base64(content) } }], target), "stale");
      }
    });
  });

  const labels = (workload: string) => ({ labels: { "archipelago/workload": workload } });

  it("adds up what keeps pods running, by workload; what is owned or not ours counts nowhere", () => {
    const sums = sumReplicas([
      { metadata: labels("web"), spec: { replicas: 3 }, status: { readyReplicas: 2, availableReplicas: 1 } },
      { metadata: labels("web"), spec: { replicas: 1 } },
      { metadata: { ...labels("web"), ownerReferences: [{}] }, spec: { replicas: 9 } },
      {
        metadata: labels("agent"),
        status: { desiredNumberScheduled: 4, numberReady: 4, numberAvailable: 3 },
      },
      { metadata: {}, spec: { replicas: 5 } },
    ]);
    assert.deepEqual(Object.fromEntries(sums), {
      web: { desired: 4, ready: 2, available: 1, rolledOut: false },
      agent: { desired: 4, ready: 4, available: 3, rolledOut: true },
    });
  });

  it("are rolled out when all that is ready is of the newest template, and nothing older is left", () => {
    const done = { observedGeneration: 2, replicas: 2, readyReplicas: 2, updatedReplicas: 2 };
    const rolledOut = (status: object) => {
      const metadata = { ...labels("web"), generation: 2 };
      return sumReplicas([{ metadata, spec: { replicas: 2 }, status }]).get("web")?.rolledOut;
    };
    assert.equal(rolledOut(done), true);
    assert.equal(rolledOut({ ...done, observedGeneration: 1 }), false);
    assert.equal(rolledOut({ ...done, replicas: 3, updatedReplicas: 1 }), false);
    assert.equal(rolledOut({ ...done, replicas: 4 }), false);
  });

  describe("of a cluster that does not answer", () => {
    const kubeconfig = (port: number, user: object = { token: "canary" }) =>
      kubeconfigFor({ name: "us", endpoint: `https://127.0.0.1:${port}`, ca: CA, user });

    it("comes within 5 s if it accepts connections and is silent", async () => {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => sockets.add(socket.on("error", () => undefined)));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      try {
        const started = performance.now();
        const seen = await observe(kubeconfig((server.address() as AddressInfo).port), ["istio"]);
        assert.deepEqual(seen, { state: "silent", reason: "unreachable: no answer in time" });
        assert.ok(performance.now() - started < 4500);
      } finally {
        for (const socket of sockets) socket.destroy();
        server.close();
      }
    });

    it("comes at once if nobody listens", async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      await new Promise((resolve) => server.close(resolve));
      const seen = await observe(kubeconfig(port), []);
      assert.deepEqual(seen, {
        state: "silent",
        reason: `unreachable: connect ECONNREFUSED 127.0.0.1:${port}`,
      });
    });

    const plugin = (script: string) => ({
      exec: {
        apiVersion: "client.authentication.k8s.io/v1",
        command: process.execPath,
        args: ["-e", script],
      },
    });

    it("comes in time if its credential plugin hangs", async () => {
      const seen = await observe(kubeconfig(1, plugin("setInterval(() => {}, 1000)")), [], {
        deadlineMs: 300,
      });
      assert.deepEqual(seen, {
        state: "silent",
        reason: `the credential plugin ${process.execPath} did not answer`,
      });
    });

    it("says that its credential plugin failed, and not what it printed", async () => {
      const seen = await observe(
        kubeconfig(1, plugin("console.log('canary'); console.error('canary'); process.exit(1)")),
        [],
      );
      assert.deepEqual(seen, { state: "silent", reason: `the credential plugin ${process.execPath} failed` });
    });

    it("is asked with the credentials that its plugin prints", async () => {
      const asked = "JSON.parse(process.env.KUBERNETES_EXEC_INFO).spec.interactive";
      const printed = (status: string) => plugin(`console.log(JSON.stringify({ status: ${status} }))`);
      const { signal } = new AbortController();
      assert.deepEqual(
        await credentialsOf(printed(`{ token: "interactive: " + ${asked} }`), CLUSTER, signal),
        {
          headers: { authorization: "Bearer interactive: false" },
        },
      );
      const told = "JSON.parse(process.env.KUBERNETES_EXEC_INFO).spec.cluster";
      const asking = plugin(`console.log(JSON.stringify({ status: { token: String(${told}?.server) } }))`);
      assert.deepEqual(await credentialsOf(asking, CLUSTER, signal), {
        headers: { authorization: "Bearer undefined" },
      });
      const informed = { exec: { ...asking.exec, provideClusterInfo: true } };
      assert.deepEqual(await credentialsOf(informed, CLUSTER, signal), {
        headers: { authorization: `Bearer ${CLUSTER.server}` },
      });
      const pair = { clientCertificateData: "cert", clientKeyData: "key" };
      assert.deepEqual(await credentialsOf(printed(JSON.stringify(pair)), CLUSTER, signal), {
        cert: "cert",
        key: "key",
      });
    });

    it("says what is wrong with a kubeconfig that cannot be used", async () => {
      const seen = await observe("{}", []);
      assert.deepEqual(seen, { state: "silent", reason: 'The kubeconfig has no context ""; it has: none.' });
    });
  });
});
