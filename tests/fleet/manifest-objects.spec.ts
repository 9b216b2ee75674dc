import assert from "node:assert/strict";
import fc from "fast-check";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import {
  containersOf,
  describeObject,
  isScalable,
  mapContainers,
  podTemplatePath,
  valueAt,
  withValue,
} from "../../fleet/objects.ts";

const metadata = { name: "web" };

/** An object of this kind with containers wherever that kind keeps them. */
function running(apiVersion: string, kind: string, spec: object): KubernetesObject {
  const object: KubernetesObject = { apiVersion, kind, metadata };
  return withValue(object, [...(podTemplatePath(object) ?? ["nowhere"]), "spec"], () => spec);
}

describe("an object of Kubernetes", () => {
  it("is called by its kind and name", () => {
    assert.equal(describeObject({ apiVersion: "apps/v1", kind: "Deployment", metadata }), "Deployment web");
  });

  const kinds: [string, string, string | undefined, boolean][] = [
    ["v1", "Pod", "", false],
    ["apps/v1", "Deployment", "spec.template", true],
    ["apps/v1", "StatefulSet", "spec.template", true],
    ["apps/v1", "ReplicaSet", "spec.template", true],
    ["apps/v1beta2", "Deployment", "spec.template", true],
    ["apps/v1", "DaemonSet", "spec.template", false],
    ["batch/v1", "Job", "spec.template", false],
    ["batch/v1", "CronJob", "spec.jobTemplate.spec.template", false],
    ["v1", "Service", undefined, false],
    ["v1", "Deployment", undefined, false],
    ["acme.example/v1", "Deployment", undefined, false],
    ["acme.example/v1", "Pod", undefined, false],
  ];
  for (const [apiVersion, kind, template, scalable] of kinds) {
    it(`of kind ${apiVersion}/${kind} has its pods ${template === undefined ? "nowhere" : `at "${template}"`}`, () => {
      const object = { apiVersion, kind, metadata };
      assert.equal(podTemplatePath(object)?.join("."), template);
      assert.equal(isScalable(object), scalable);
    });
  }

  it("has its init containers before its containers, as they start", () => {
    const spec = { containers: [{ name: "app" }, { name: "proxy" }], initContainers: [{ name: "migrate" }] };
    for (const [apiVersion, kind] of [
      ["apps/v1", "Deployment"],
      ["batch/v1", "CronJob"],
      ["v1", "Pod"],
    ] as const) {
      const names = containersOf(running(apiVersion, kind, spec)).map(({ name }) => name);
      assert.deepEqual(names, ["migrate", "app", "proxy"], kind);
    }
  });

  it("has no containers where its manifest holds something else", () => {
    for (const containers of [undefined, null, "app", {}, ["app"], [null], [{ name: "app" }, 1]])
      assert.deepEqual(containersOf(running("apps/v1", "Deployment", { containers })), []);
    assert.deepEqual(containersOf({ apiVersion: "v1", kind: "Service", metadata }), []);
  });

  it("is copied when its containers are replaced, and nothing else in it changes", () => {
    const spec = { containers: [{ name: "app" }], initContainers: [{ name: "migrate" }], hostNetwork: true };
    const object = running("apps/v1", "Deployment", spec);
    const before = structuredClone(object);
    const changed = mapContainers(object, (container) => ({ ...container, image: `${container.name}:1` }));
    assert.deepEqual(
      changed,
      running("apps/v1", "Deployment", {
        containers: [{ name: "app", image: "app:1" }],
        initContainers: [{ name: "migrate", image: "migrate:1" }],
        hostNetwork: true,
      }),
    );
    assert.deepEqual(object, before);
  });

  it("is itself when there are no containers to replace", () => {
    const service: KubernetesObject = { apiVersion: "v1", kind: "Service", metadata };
    assert.equal(
      mapContainers(service, () => assert.fail()),
      service,
    );
  });
});

describe("a value at a path", () => {
  const keys = fc.constantFrom("a", "b", "c");
  const paths = fc.array(keys, { minLength: 1, maxLength: 4 });
  const mapOf = <T>(values: fc.Arbitrary<T>) => fc.dictionary(keys, values, { noNullPrototype: true });
  const objects = mapOf(fc.oneof(fc.nat(), mapOf(mapOf(fc.nat()))));

  it("is what was put there, and what is off the path is the same object as before", () => {
    fc.assert(
      fc.property(objects, paths, fc.nat(), (object, path, value) => {
        const before = structuredClone(object);
        const changed = withValue(object, path, (old) => {
          assert.equal(old, valueAt(object, path));
          return value;
        });
        assert.equal(valueAt(changed, path), value);
        assert.deepEqual(object, before);
        for (const key of Object.keys(object).filter((key) => key !== path[0]))
          assert.equal(changed[key], object[key]);
      }),
    );
  });

  it("is undefined if there is none, also if objects inherit one", () => {
    assert.equal(valueAt({ spec: { replicas: 0 } }, ["spec", "replicas"]), 0);
    assert.equal(valueAt({ spec: null }, ["spec", "replicas"]), undefined);
    assert.equal(valueAt(undefined, ["spec"]), undefined);
    assert.equal(valueAt({}, ["constructor"]), undefined);
  });
});
