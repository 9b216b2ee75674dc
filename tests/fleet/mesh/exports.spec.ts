import assert from "node:assert/strict";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { exportedServices } from "../../../fleet/mesh/exports.ts";

const service = (name: string, spec: object, namespace?: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  spec,
});
const pods = (labels: Record<string, string>, serviceAccountName?: string): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "pods" },
  spec: {
    template: { metadata: { labels }, spec: serviceAccountName === undefined ? {} : { serviceAccountName } },
  },
});
const exported = (objects: readonly KubernetesObject[], ...exports: string[]) =>
  exportedServices({ exports, namespace: "shop" }, objects);

describe("the Services that a workload exports", () => {
  it("are those of its manifests, in its namespace unless they say otherwise", () => {
    const ports = [{ name: "http", port: 80 }];
    const objects = [
      service("web", { ports }),
      service("db", { ports }, "data"),
      service("admin", { ports }),
    ];
    assert.deepEqual(
      exported(objects, "web", "db").services.map(({ name, namespace }) => `${namespace}/${name}`),
      ["shop/web", "data/db"],
    );
  });

  it("have their TCP ports, each with a name and the protocol that Istio would see in it", () => {
    const ports = [
      { port: 80, name: "http-web" },
      { port: 443, name: "https" },
      { port: 50051, appProtocol: "grpc", name: "http" },
      { port: 81, appProtocol: "kubernetes.io/h2c" },
      { port: 5432, name: "postgres" },
      { port: 9000 },
      { port: 53, name: "dns", protocol: "UDP" },
    ];
    const [web] = exported([service("web", { ports })], "web").services;
    assert.deepEqual(
      web?.ports.map(({ name, number, protocol }) => `${name} ${number} ${protocol}`),
      [
        "http-web 80 HTTP",
        "https 443 HTTPS",
        "http 50051 GRPC",
        "port-81 81 HTTP2",
        "postgres 5432 TCP",
        "port-9000 9000 TCP",
      ],
    );
  });

  it("may be answered for by the accounts of the pods that they select, and nobody else", () => {
    const selector = { app: "web" };
    const objects = [
      service("web", { selector, ports: [{ port: 80 }] }),
      pods({ app: "web", tier: "front" }, "frontend"),
      pods({ app: "web" }),
      pods({ app: "other" }, "other"),
    ];
    assert.deepEqual(exported(objects, "web").services[0]?.serviceAccounts, ["default", "frontend"]);
    const [bare] = exported([service("web", { ports: [{ port: 80 }] }), ...objects.slice(1)], "web").services;
    assert.deepEqual(bare?.serviceAccounts, []);
  });

  it("cannot be what the manifests do not hold, or what no gateway could pass on", () => {
    const udp = { ports: [{ port: 53, protocol: "UDP" }] };
    const { services, problems } = exported([service("dns", udp)], "web", "dns");
    assert.deepEqual(services, []);
    assert.deepEqual(problems, [
      {
        path: ["exports", 0],
        message: 'there is no Service "web" in the manifests',
        hint: "they hold: dns",
      },
      {
        path: ["exports", 1],
        message: 'Service "dns" has no TCP port',
        hint: "only TCP passes the gateway of a mesh",
      },
    ]);
    assert.equal(exported([], "web").problems[0]?.hint, "they hold no Service");
  });
});
