import assert from "node:assert/strict";
import fc from "fast-check";
import { compareRestored } from "../../../fleet/drills/compare.ts";
import type { DrilledObject } from "../../../fleet/drills/objects.ts";
import { applyMergePatch } from "../../../fleet/drills/merge-patch.ts";
import { resourceModifiers, sandboxModifications } from "../../../fleet/drills/sandbox.ts";

type Fields = Record<string, unknown>;

function object(
  resource: string,
  apiVersion: string,
  kind: string,
  name: string,
  rest: Fields = {},
): DrilledObject {
  const { metadata, ...fields } = rest as { metadata?: Fields };
  return {
    resource,
    object: {
      apiVersion,
      kind,
      metadata: { name, namespace: "shop", ...metadata },
      ...fields,
    },
  };
}

const web = (replicas: number, rest: Fields = {}) =>
  object("deployments.apps", "apps/v1", "Deployment", "web", {
    spec: {
      replicas,
      template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web" }] } },
    },
    ...rest,
  });
const config = (data: Fields, metadata: Fields = {}) =>
  object("configmaps", "v1", "ConfigMap", "settings", { data, metadata });

describe("what was restored, beside its backup", () => {
  it("is whole if all is there, whatever the cluster has filled in anew", () => {
    const service = {
      clusterIP: "10.0.0.1",
      clusterIPs: ["10.0.0.1"],
      ports: [{ port: 80, nodePort: 30000 }],
    };
    const backup = [
      web(3, {
        metadata: { uid: "a", resourceVersion: "1", managedFields: [], generation: 4 },
        status: { x: 1 },
      }),
      object("services", "v1", "Service", "web", { spec: service }),
    ];
    const live = [
      web(3, {
        metadata: { uid: "b", labels: { "velero.io/restore-name": "r" } },
        spec: { ...(web(3).object.spec as Fields), revisionHistoryLimit: 10 },
      }),
      object("services", "v1", "Service", "web", {
        spec: {
          clusterIP: "10.1.0.9",
          ports: [{ port: 80, nodePort: 31111 }],
          internalTrafficPolicy: "Cluster",
        },
      }),
    ];
    assert.deepEqual(compareRestored(backup, live), []);
  });

  it("lacks what is not there, has what nobody backed up, and says where the rest differs", () => {
    const backup = [web(3), config({ a: "1", "b/c": "2" })];
    const live = [
      config({ a: "9", "b/c": "2", d: "3" }),
      object("secrets", "v1", "Secret", "foreign", { data: { a: "eA==" } }),
    ];
    assert.deepEqual(compareRestored(backup, live), [
      { kind: "changed", object: "ConfigMap shop/settings", pointers: ["/data/a", "/data/d"] },
      { kind: "extra", object: "Secret shop/foreign", pointers: [] },
      { kind: "missing", object: "apps/Deployment shop/web", pointers: [] },
    ]);
  });

  it("tells a label, an item of a list and a key with a slash", () => {
    const backup = [config({ "b/c": "2" }, { labels: { app: "x" } }), web(3)];
    const spec = web(3).object.spec as { template: { spec: Fields } };
    const template = { ...spec.template, spec: { containers: [{ name: "web" }, { name: "more" }] } };
    const live = [config({ "b/c": "3" }), web(3, { spec: { ...spec, template } })];
    assert.deepEqual(
      compareRestored(backup, live).map(({ pointers }) => pointers),
      [["/data/b~1c", "/metadata/labels/app"], ["/spec/template/spec/containers"]],
    );
  });

  it("leaves aside what controllers make, the kinds that are left out, and what the drill has made", () => {
    const owned = { ownerReferences: [{ kind: "CronJob", name: "x", controller: true }] };
    const backup = [
      object("jobs.batch", "batch/v1", "Job", "x-1", { metadata: owned }),
      object("configmaps", "v1", "ConfigMap", "kube-root-ca.crt", { data: { ca: "a" } }),
      object("networkpolicies.networking.k8s.io", "networking.k8s.io/v1", "NetworkPolicy", "open"),
    ];
    const live = [
      object("configmaps", "v1", "ConfigMap", "kube-root-ca.crt", { data: { ca: "b" } }),
      object("pods", "v1", "Pod", "web-1-2", { metadata: { labels: { "pod-template-hash": "1" } } }),
      object("secrets", "v1", "Secret", "made", { metadata: { labels: { "archipelago/drill": "x" } } }),
    ];
    assert.deepEqual(compareRestored(backup, live, { excluded: ["networkpolicies.networking.k8s.io"] }), []);
  });

  it("is looked for in the namespaces that it was mapped to, and so are the subjects of bindings", () => {
    const binding = (namespace: string) =>
      object("rolebindings.rbac.authorization.k8s.io", "rbac.authorization.k8s.io/v1", "RoleBinding", "b", {
        subjects: [{ kind: "ServiceAccount", name: "web", namespace }],
      });
    const into = ({ resource, object: each }: DrilledObject): DrilledObject => {
      return { resource, object: { ...each, metadata: { ...each.metadata, namespace: "shop-drill-1" } } };
    };
    const options = { namespaces: { shop: "shop-drill-1" } };
    assert.deepEqual(compareRestored([binding("shop")], [into(binding("shop-drill-1"))], options), []);
    assert.equal(compareRestored([binding("shop")], [into(binding("shop"))], options).length, 1);
  });
});

const LEAVES = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const SPECS = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,5}$/).filter((key) => key !== "selector" && key !== "template"),
  fc.oneof(LEAVES, fc.array(LEAVES, { minLength: 1, maxLength: 3 })),
  { minKeys: 1, maxKeys: 5 },
);
const ARBITRARY = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 6 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        SPECS.map((spec) => object("things.acme.test", "acme.test/v1", "Thing", name, { spec })),
      ),
    ),
  );

describe("any backup", () => {
  it("is like itself, in whatever order, with whatever status", () => {
    fc.assert(
      fc.property(ARBITRARY, (objects) => {
        const live = objects.toReversed().map(({ resource, object: each }) => {
          return {
            resource,
            object: { ...each, status: { observed: 1 }, metadata: { ...each.metadata, uid: "x" } },
          };
        });
        assert.deepEqual(compareRestored(objects, live), []);
      }),
    );
  });

  it("tells exactly the object that is lost, and exactly the value that is another", () => {
    fc.assert(
      fc.property(ARBITRARY, fc.nat(), (objects, choice) => {
        const index = choice % objects.length;
        const victim = objects[index]!;
        const key = Object.keys(victim.object.spec as Fields)[0]!;
        const name = `acme.test/Thing shop/${victim.object.metadata.name}`;
        const lost = objects.filter((each) => each !== victim);
        assert.deepEqual(compareRestored(objects, lost), [{ kind: "missing", object: name, pointers: [] }]);
        assert.deepEqual(compareRestored(lost, objects), [{ kind: "extra", object: name, pointers: [] }]);
        const spec = { ...(victim.object.spec as Fields), [key]: { other: true } };
        const changed = objects.with(index, { ...victim, object: { ...victim.object, spec } });
        const pointers = [`/spec/${key}`];
        assert.deepEqual(compareRestored(objects, changed), [{ kind: "changed", object: name, pointers }]);
      }),
    );
  });
});

describe("the sandbox of a drill", () => {
  const backup = [
    web(3),
    object("deployments.apps", "apps/v1", "Deployment", "api", { spec: { replicas: 5 } }),
    object("deployments.apps", "apps/v1", "Deployment", "idle", { spec: { replicas: 0 } }),
    object("cronjobs.batch", "batch/v1", "CronJob", "nightly", { spec: { suspend: false } }),
    object("services", "v1", "Service", "web", {
      metadata: {
        annotations: { "external-dns.alpha.kubernetes.io/hostname": "shop.test", kept: "yes" },
        labels: { "mirror.linkerd.io/exported": "true", app: "web" },
      },
      spec: {
        type: "LoadBalancer",
        externalTrafficPolicy: "Local",
        healthCheckNodePort: 30001,
        ports: [{ port: 80, nodePort: 30000 }],
      },
    }),
    object("ingresses.networking.k8s.io", "networking.k8s.io/v1", "Ingress", "web"),
  ];
  const modifications = sandboxModifications(backup, 2);

  it("changes as little as keeps it quiet", () => {
    assert.deepEqual(
      modifications.map(({ name, patch }) => [name, patch]),
      [
        ["web", { spec: { replicas: 2 } }],
        ["api", { spec: { replicas: 2 } }],
        ["nightly", { spec: { suspend: true } }],
        [
          "web",
          {
            metadata: {
              annotations: { "external-dns.alpha.kubernetes.io/hostname": null },
              labels: { "mirror.linkerd.io/exported": null },
            },
            spec: {
              type: "ClusterIP",
              ports: [{ port: 80 }],
              externalTrafficPolicy: null,
              healthCheckNodePort: null,
            },
          },
        ],
      ],
    );
  });

  it("has one rule of Velero's for all objects that are changed alike", () => {
    const { version, resourceModifierRules: rules } = resourceModifiers(modifications);
    assert.equal(version, "v1");
    assert.deepEqual(
      rules.map(({ conditions }) => [conditions.groupResource, conditions.resourceNameRegex]),
      [
        ["cronjobs.batch", "^(nightly)$"],
        ["deployments.apps", "^(api|web)$"],
        ["services", "^(web)$"],
      ],
    );
    assert.deepEqual(rules[1]?.mergePatches, [{ patchData: '{"spec":{"replicas":2}}' }]);
    assert.deepEqual(rules[1].conditions.namespaces, ["shop"]);
  });

  it("is whole when the changes are the only ones, and is not without them", () => {
    const excluded = ["ingresses.networking.k8s.io"];
    const live = backup.slice(0, 5).map(({ resource, object: each }) => {
      const patch = modifications.find(
        (m) => m.resource === resource && m.name === each.metadata.name,
      )?.patch;
      return { resource, object: patch === undefined ? each : applyMergePatch(each, patch) };
    });
    assert.deepEqual(compareRestored(backup, live, { modifications, excluded }), []);
    assert.equal(compareRestored(backup, backup, { modifications, excluded }).length, 4);
  });
});
