import assert from "node:assert/strict";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { inLinkerd } from "../../../fleet/mesh/linkerd-workloads.ts";
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
const mesh = (mode: "gateway" | "flat" | "federated") =>
  environment([], { mesh: { kind: "linkerd", trustDomain: "local.acme", mode } });

describe("the objects of a workload in a mesh of Linkerd", () => {
  const labels = {
    gateway: { "mirror.linkerd.io/exported": "true" },
    flat: { "mirror.linkerd.io/exported": "remote-discovery" },
    federated: { "mirror.linkerd.io/federated": "member" },
  } as const;

  for (const mode of ["gateway", "flat", "federated"] as const) {
    it(`offer what is exported, and nothing else, by the label for ${mode}`, () => {
      const given = [service("web"), service("admin")];
      const { objects, problems } = inLinkerd(given, ["web"], mesh(mode));
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
    const { objects } = inLinkerd(given, [], mesh("gateway"));
    assert.deepEqual(objects, [
      workload("Deployment", { "linkerd.io/inject": "enabled" }),
      ...given.slice(1),
    ]);
  });

  it("cannot be federated if they are headless", () => {
    const headless = service("db", { clusterIP: "None" });
    assert.deepEqual(inLinkerd([headless], ["web", "db"], mesh("federated")).problems, [
      {
        path: ["exports", 1],
        message: 'Service "db" is headless, and cannot be federated',
        hint: "export another, or use mode: flat",
      },
    ]);
    assert.deepEqual(inLinkerd([headless], ["db"], mesh("flat")).problems, []);
    assert.deepEqual(inLinkerd([headless], [], mesh("federated")).problems, []);
  });

  it("are as they were in any other mesh", () => {
    const given = [service("web"), workload("Deployment")];
    assert.deepEqual(inLinkerd(given, ["web"], environment([])), { objects: given, problems: [] });
  });
});
