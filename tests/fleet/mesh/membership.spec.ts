import assert from "node:assert/strict";
import type { IstioMesh, LinkerdMesh } from "../../../fleet/declaration/platform-schema.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { sharesOf } from "../../../fleet/backends/shares.ts";
import { inMesh } from "../../../fleet/mesh/membership.ts";
import { planWorkload } from "../../../fleet/workloads.ts";
import { cluster, workload as carried } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const service = (name: string, spec: object = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, labels: { app: name } },
  spec,
});
const workload = (kind: string, annotations?: Record<string, string>): KubernetesObject => ({
  apiVersion: kind === "Job" ? "batch/v1" : "apps/v1",
  kind,
  metadata: { name: "web" },
  spec: { template: { metadata: annotations === undefined ? {} : { annotations }, spec: {} } },
});
const mesh = (mode: LinkerdMesh["mode"]): LinkerdMesh => ({
  kind: "linkerd",
  trustDomain: "local.acme",
  mode,
});

describe("the objects of a workload in a mesh of Linkerd", () => {
  const labels = {
    gateway: { "mirror.linkerd.io/exported": "true" },
    flat: { "mirror.linkerd.io/exported": "remote-discovery" },
    federated: { "mirror.linkerd.io/federated": "member" },
  } as const;

  for (const mode of ["gateway", "flat", "federated"] as const) {
    it(`offer what is exported, and nothing else, by the label for ${mode}`, () => {
      const given = [service("web"), service("admin")];
      const { objects, problems } = inMesh(given, ["web"], mesh(mode));
      assert.deepEqual(problems, []);
      assert.deepEqual(
        objects.map(({ metadata }) => metadata.labels),
        [{ app: "web", ...labels[mode] }, { app: "admin" }],
      );
      assert.deepEqual(given, [service("web"), service("admin")]);
    });
  }

  it("have a proxy in each pod, unless they say otherwise or end by themselves", () => {
    const off = { "linkerd.io/inject": "disabled" };
    const given = [workload("Deployment"), workload("Deployment", off), workload("Job")];
    const { objects } = inMesh(given, [], mesh("gateway"));
    assert.deepEqual(objects, [
      workload("Deployment", { "linkerd.io/inject": "enabled" }),
      ...given.slice(1),
    ]);
  });

  it("cannot be federated if they are headless", () => {
    const headless = service("db", { clusterIP: "None" });
    assert.deepEqual(inMesh([headless], ["web", "db"], mesh("federated")).problems, [
      {
        path: ["exports", 1],
        message: 'Service "db" is headless, and cannot be federated',
        hint: "export another, or use mode: flat",
      },
    ]);
    assert.deepEqual(inMesh([headless], ["db"], mesh("flat")).problems, []);
    assert.deepEqual(inMesh([headless], [], mesh("federated")).problems, []);
  });

  it("are as they were where there is none", () => {
    const given = [service("web"), workload("Deployment")];
    assert.deepEqual(inMesh(given, ["web"], undefined), { objects: given, problems: [] });
  });
});

const istio = (profile: IstioMesh["profile"]): IstioMesh => ({
  kind: "istio",
  meshId: "acme-local",
  trustDomain: "local.acme",
  rights: "endpoints",
  profile,
});

describe("the objects of a workload in a mesh of Istio", () => {
  const given = [service("web"), service("admin"), workload("Deployment")];

  it("say what is exported where gateways go by the Service: ambient", () => {
    const { objects, problems } = inMesh(given, ["web"], istio("ambient"));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      objects.map(({ metadata }) => metadata.labels),
      [{ app: "web", "istio.io/global": "true" }, { app: "admin" }, undefined],
    );
  });

  it("are as they were where gateways pass on what they are asked for: sidecar", () => {
    assert.deepEqual(inMesh(given, ["web"], istio("sidecar")), { objects: given, problems: [] });
  });
});

describe("what a cluster without traffic offers to the others", () => {
  /** By cluster: whether it says that its Service is one of those of all. */
  const offered = (used: Parameters<typeof environment>[1], traffic: readonly ("on" | "off")[]) => {
    const names = ["dub", "fra", "iad"];
    const clusters = names.map((name, index) => cluster(name, name, { traffic: traffic[index] ?? "on" }));
    const one = carried({ exports: ["web"] });
    const whole = environment(clusters, { ...used, workloads: [one] });
    const web = service("web", { ports: [{ port: 80 }] });
    const { shares } = sharesOf(planWorkload(one, whole), [web], whole);
    return shares.map(({ objects }) => Object.keys(objects[0]?.metadata.labels ?? {}).length > 2);
  };

  it("is no part of a Service of all, as long as another cluster is", () => {
    for (const used of [{ mesh: istio("ambient") }, { mesh: mesh("federated") }]) {
      assert.deepEqual(offered(used, ["on", "off", "on"]), [true, false, true]);
      assert.deepEqual(offered(used, ["off", "off", "off"]), [true, true, true]);
    }
  });

  it("is what it was where a client names the cluster that it means", () => {
    assert.deepEqual(offered({ mesh: mesh("flat") }, ["on", "off", "on"]), [true, true, true]);
  });
});
