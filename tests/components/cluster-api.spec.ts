import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { compare, identityOf } from "../../components/cluster/cluster-api/compare.ts";
import type { Condition, Observation, Observed } from "../../components/cluster/cluster-api/observe.ts";
import { awaitReady, deleteCluster } from "../../components/cluster/cluster-api/lifecycle.ts";
import { hangingIn, missingIn, reasonsIn } from "../../components/cluster/cluster-api/progress.ts";
import type { WorkloadFacts, WorkloadSpec } from "../../components/cluster/cluster-api/spec.ts";

import { kubeconfigFor } from "../../fleet/kubeconfig.ts";
import { certificateFor } from "../certificates.ts";

const spec: WorkloadSpec = {
  hub: "hub",
  namespace: "dub",
  name: "acme-local-dub",
  version: "v1.35.4",
  kubeconfigSecret: "acme-local-dub-kubeconfig",
  objects: "0123",
  readySeconds: 60,
  deleteSeconds: 60,
};
const facts: WorkloadFacts = {
  kubeconfig: "kubeconfig",
  endpoint: "https://dub",
  ca: "Y2E=",
  identifier: "uid",
};

describe("a change of a cluster of Cluster API", () => {
  const state = { ...spec, ...facts };
  const seen =
    (found: Partial<WorkloadFacts> = {}) =>
    () =>
      Promise.resolve({ ...facts, ...found });

  it("is none if nothing has changed, on the hub either", async () => {
    assert.equal((await compare(state, spec, seen())).changes, false);
  });

  it("is a version, other objects, another way to the hub, and a kubeconfig that has been renewed", async () => {
    for (const change of [{ version: "v1.36.0" }, { objects: "4567" }, { hub: "other" }])
      assert.equal(
        (await compare(state, { ...spec, ...change }, seen())).changes,
        true,
        JSON.stringify(change),
      );
    assert.equal((await compare(state, spec, seen({ kubeconfig: "renewed" }))).changes, true);
    assert.equal((await compare(state, spec, () => Promise.resolve(undefined))).changes, true);
  });

  it("is none because the hub does not answer", async () => {
    const away = () => Promise.reject(new Error("the hub cannot be reached"));
    assert.equal((await compare(state, spec, away)).changes, false);
  });

  it("is none because its objects have been restored on another hub", async () => {
    assert.equal((await compare(state, spec, seen({ identifier: "restored" }))).changes, false);
    const made = { ...facts, identifier: "made anew", ca: "Y2Ex" };
    assert.equal(identityOf({ ...facts, identifier: "restored" }, facts), "uid");
    assert.equal(identityOf(made, facts), "made anew");
  });

  it("never makes it anew, and never moves it", async () => {
    assert.deepEqual((await compare(state, { ...spec, version: "v1.36.0" }, seen())).replaces, []);
    await assert.rejects(compare(state, { ...spec, namespace: "iad" }, seen()), /does not move clusters/);
  });
});

describe("the progress of a cluster of Cluster API", () => {
  const yes = (type: string, observedGeneration = 1): Condition => ({
    type,
    status: "True",
    observedGeneration,
  });
  const object = (kind: string, name: string, more: Partial<Observed>): Observed => ({
    kind,
    metadata: { name, uid: name, generation: 1 },
    ...more,
  });
  const replicas = (count: number, upToDateReplicas = count) => ({
    observedGeneration: 1,
    replicas: count,
    readyReplicas: count,
    upToDateReplicas,
  });
  const ready: Observation = {
    cluster: object("Cluster", "dub", { status: { conditions: [yes("Available")] } }),
    controlPlanes: [
      object("KubeadmControlPlane", "cp", { spec: { replicas: 3, version: "v1.35.4" }, status: replicas(3) }),
    ],
    machineDeployments: [
      object("MachineDeployment", "md", {
        spec: { replicas: 2, template: { spec: { version: "v1.35.4" } } },
        status: replicas(2),
      }),
    ],
    machines: [],
  };

  it("has an end", () => {
    assert.deepEqual(missingIn(ready, "v1.35.4"), []);
  });

  it("says which object is behind, and by what", () => {
    const [controlPlane = assert.fail()] = ready.controlPlanes;
    const behind = { ...ready, controlPlanes: [{ ...controlPlane, status: replicas(3, 1) }] };
    assert.deepEqual(missingIn(behind, "v1.35.4"), [
      "KubeadmControlPlane cp: 3 of 3 machines, 1 up to date, 3 ready",
    ]);
    assert.deepEqual(missingIn(ready, "v1.36.0"), [
      "KubeadmControlPlane cp: version v1.35.4, wanted v1.36.0",
      "MachineDeployment md: version v1.35.4, wanted v1.36.0",
    ]);
    assert.deepEqual(missingIn({ ...ready, cluster: undefined }, "v1.35.4"), [
      "there is no such Cluster on the hub",
    ]);
  });

  it("does not take for done what no controller has looked at yet", () => {
    const [controlPlane = assert.fail()] = ready.controlPlanes;
    const changed = { ...controlPlane, metadata: { ...controlPlane.metadata, generation: 2 } };
    assert.deepEqual(missingIn({ ...ready, controlPlanes: [changed] }, "v1.35.4"), [
      "KubeadmControlPlane cp: has not been looked at yet",
    ]);
    const topology = object("Cluster", "dub", {
      metadata: { name: "dub", uid: "dub", generation: 2 },
      spec: { topology: {} },
      status: { conditions: [yes("Available"), yes("TopologyReconciled")] },
    });
    assert.deepEqual(missingIn({ ...ready, cluster: topology }, "v1.35.4"), [
      "Cluster dub: its topology has not been looked at yet",
    ]);
  });

  it("has its reasons from the conditions, those of machines too, in one line each", () => {
    const condition = { type: "Ready", status: "False", reason: "NotReady", message: "* no\n* such disk" };
    const machine = object("Machine", "cp-1", { status: { conditions: [condition] } });
    assert.deepEqual(reasonsIn({ ...ready, machines: [machine] }), [
      "Machine cp-1: Ready is False (NotReady): * no; * such disk",
    ]);
  });

  it("says what holds each object that should be gone", () => {
    const deletionTimestamp = "2026-11-27T12:00:00Z";
    const machine = object("Machine", "cp-1", {
      metadata: { name: "cp-1", uid: "1", deletionTimestamp, finalizers: ["machine.cluster.x-k8s.io"] },
      status: {
        conditions: [
          { type: "Deleting", status: "True", reason: "WaitingForInfra", message: "a disk is attached" },
        ],
      },
    });
    const nothing = { cluster: undefined, controlPlanes: [], machineDeployments: [] };
    assert.deepEqual(hangingIn({ ...nothing, machines: [machine] }), [
      "Machine cp-1: asked to go at 2026-11-27T12:00:00Z, held by machine.cluster.x-k8s.io",
      "  WaitingForInfra: a disk is attached",
    ]);
  });
});

describe("a hub that refuses to show a cluster of Cluster API", () => {
  let server: Server;
  let hub: string;
  /** How many requests are refused before it knows nothing of the cluster. */
  let refusals = 0;

  before(async () => {
    const { certificate, key } = certificateFor("localhost");
    server = createServer({ cert: certificate, key }, (_, response) => {
      const status = refusals-- > 0 ? 403 : 404;
      response.writeHead(status).end(JSON.stringify({ message: "no right" }));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    hub = kubeconfigFor({
      name: "hub",
      endpoint: `https://localhost:${(server.address() as AddressInfo).port}`,
      ca: Buffer.from(certificate).toString("base64"),
      user: { token: "token" },
    });
  });
  after(() => server.close());

  it("is asked again, for its stack may be granting the right at that moment", async () => {
    refusals = 3;
    await assert.rejects(awaitReady({ ...spec, hub, readySeconds: 2 }), /is not ready after 2 s:/);
  });

  it("is the reason to end when the time is up", async () => {
    refusals = Infinity;
    await assert.rejects(awaitReady({ ...spec, hub, readySeconds: 1 }), /: 403 no right$/);
  });

  it("is the reason to end at once where something is to be deleted", async () => {
    refusals = Infinity;
    await assert.rejects(deleteCluster({ ...spec, hub }), /: 403 no right$/);
  });
});
