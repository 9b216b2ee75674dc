import assert from "node:assert/strict";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { comesFirst, intoNamespace } from "../../fleet/scopes.ts";

function object(apiVersion: string, kind: string, rest: object = {}, namespace?: string): KubernetesObject {
  return { apiVersion, kind, metadata: { name: "it", ...(namespace && { namespace }) }, ...rest };
}

function definition(group: string, kind: string, scope: "Cluster" | "Namespaced"): KubernetesObject {
  return object("apiextensions.k8s.io/v1", "CustomResourceDefinition", {
    spec: { group, scope, names: { kind } },
  });
}

/** The namespaces of the objects after they have been put into `web`. */
function namespaces(...objects: KubernetesObject[]): (string | undefined)[] {
  return intoNamespace(objects, "web").map(({ metadata }) => metadata.namespace);
}

describe("objects put into a namespace", () => {
  it("get it if they need one and have none", () => {
    assert.deepEqual(intoNamespace([object("v1", "Service", { spec: { ports: [] } })], "web"), [
      { apiVersion: "v1", kind: "Service", metadata: { name: "it", namespace: "web" }, spec: { ports: [] } },
    ]);
  });

  it("keep the one that they have", () => {
    assert.deepEqual(namespaces(object("v1", "Service", {}, "other")), ["other"]);
  });

  it("stay without one if their kind belongs to no namespace", () => {
    const clusterScoped = [
      object("v1", "Namespace"),
      object("v1", "PersistentVolume"),
      object("rbac.authorization.k8s.io/v1", "ClusterRole"),
      object("storage.k8s.io/v1", "StorageClass"),
      object("scheduling.k8s.io/v1", "PriorityClass"),
      object("networking.k8s.io/v1", "IngressClass"),
      object("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"),
      definition("acme.example", "Anchor", "Namespaced"),
    ];
    assert.deepEqual(intoNamespace(clusterScoped, "web"), clusterScoped);
  });

  it("of a custom kind follow its definition, wherever that is among them", () => {
    const anchor = object("acme.example/v1", "Anchor");
    assert.deepEqual(namespaces(anchor, definition("acme.example", "Anchor", "Cluster")), [
      undefined,
      undefined,
    ]);
    assert.deepEqual(namespaces(definition("acme.example", "Anchor", "Namespaced"), anchor), [
      undefined,
      "web",
    ]);
    assert.deepEqual(namespaces(anchor), ["web"]);
  });

  it("do not follow the definition of a kind of the same name in another group", () => {
    const anchor = object("other.example/v1", "Anchor");
    assert.deepEqual(namespaces(definition("acme.example", "Anchor", "Cluster"), anchor), [undefined, "web"]);
  });

  it("are copies: what was given is as it was", () => {
    const service = Object.freeze(object("v1", "Service"));
    intoNamespace([service], "web");
    assert.deepEqual(service, object("v1", "Service"));
  });
});

describe("objects that others may need", () => {
  it("are namespaces and definitions of kinds", () => {
    assert.equal(comesFirst(object("v1", "Namespace")), true);
    assert.equal(comesFirst(definition("acme.example", "Anchor", "Cluster")), true);
    assert.equal(comesFirst(object("acme.example/v1", "Anchor")), false);
    assert.equal(comesFirst(object("v1", "ConfigMap")), false);
  });
});
