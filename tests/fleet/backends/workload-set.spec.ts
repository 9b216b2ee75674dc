import assert from "node:assert/strict";
import jsonpatch, { type Operation } from "fast-json-patch";
import { kustomizePatches } from "../../../fleet/backends/kustomize-patches.ts";
import { sharesOf } from "../../../fleet/backends/shares.ts";
import { forbiddenObjects, workloadSet } from "../../../fleet/backends/workload-set.ts";
import type { Environment, Workload } from "../../../fleet/fleet.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { intoNamespace } from "../../../fleet/scopes.ts";
import { planWorkload } from "../../../fleet/workloads.ts";
import { cluster, division, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const CLUSTERS = [cluster("dub", "eu-west-1"), cluster("iad", "us-east-1")];
const MANIFESTS: readonly KubernetesObject[] = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "shop.web" },
    spec: { replicas: 1, template: { spec: { containers: [{ name: "web", image: "shop:1" }] } } },
  },
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "shop-4d8f2tk6gm" }, data: { a: "1" } },
];

function shared(facts: Partial<Workload> = {}, objects = MANIFESTS, own: Partial<Environment> = {}) {
  const shop = workload({
    name: "shop",
    namespace: "shop",
    manifests: "apps/shop",
    backend: "applicationset",
    division: division({ replicas: 5, weights: { dub: 3, iad: 2 } }),
    overrides: [{ clusters: { country: "US" }, image: { tag: "2" }, labels: { tier: "far" } }],
    ...facts,
  });
  const of = environment(CLUSTERS, { mesh: undefined, workloads: [shop], ...own });
  return { of, shares: sharesOf(planWorkload(shop, of), intoNamespace(objects, "shop"), of) };
}

interface Set {
  readonly spec: {
    readonly generators: readonly {
      list: { elements: readonly { name: string; patches: readonly Patch[] }[] };
    }[];
    readonly syncPolicy: object;
    readonly strategy?: object;
    readonly template: { readonly spec: { readonly source: object; readonly syncPolicy: object } };
  };
}
interface Patch {
  readonly target: { readonly kind: string; readonly name: string; readonly group?: string };
  readonly patch: string;
}

const setOf = (facts: Partial<Workload> = {}, keep = false) => {
  const { of, shares } = shared(facts);
  return { set: workloadSet(shares, keep, of, "/project") as unknown as Set, shares };
};

/** As kustomize finds and patches objects: expressions that match from end to end. */
function patched(objects: readonly KubernetesObject[], patches: readonly Patch[]): KubernetesObject[] {
  return objects.map((object) =>
    patches
      .filter(
        ({ target }) =>
          new RegExp(`^(${target.kind})$`).test(object.kind) &&
          new RegExp(`^(${target.name})$`).test(object.metadata.name),
      )
      .reduce(
        (own, { patch }) =>
          jsonpatch.applyPatch(structuredClone(own), JSON.parse(patch) as Operation[]).newDocument,
        object,
      ),
  );
}

describe("a workload as an ApplicationSet", () => {
  it("has an entry for each cluster, whose patches make of the manifests what the model says", () => {
    const { set, shares } = setOf();
    const [generator] = set.spec.generators;
    assert.deepEqual(
      generator?.list.elements.map(({ name }) => name),
      ["dub", "iad"],
    );
    for (const [index, { patches }] of generator.list.elements.entries())
      assert.deepEqual(patched(shares.rendered, patches), shares.shares[index]?.objects);
  });

  it("names each object exactly, with the hash of a generated one or without", () => {
    const [first, second] = setOf().set.spec.generators[0]!.list.elements[0]!.patches;
    assert.deepEqual(first?.target, { group: "apps", version: "v1", kind: "Deployment", name: "shop\\.web" });
    assert.deepEqual(second?.target, { version: "v1", kind: "ConfigMap", name: "shop(-4d8f2tk6gm)?" });
    const stray = { apiVersion: "v1", kind: "Secret", metadata: { name: "a", namespace: "other" } };
    const [elsewhere] = kustomizePatches([stray], [{ ...stray, type: "Opaque" }], "shop");
    assert.equal(elsewhere?.target.namespace, "other");
  });

  it("deploys from the repository of the environment, and deletes what it leaves, unless it is to be kept", () => {
    const { set } = setOf();
    assert.deepEqual(set.spec.template.spec.source, {
      repoURL: "file:///project/examples",
      targetRevision: "HEAD",
      path: "apps/shop",
    });
    assert.deepEqual(set.spec.syncPolicy, { preserveResourcesOnDeletion: false });
    assert.deepEqual(setOf({}, true).set.spec.syncPolicy, { preserveResourcesOnDeletion: true });
  });

  it("goes in waves where the workload does", () => {
    assert.equal(setOf().set.spec.strategy, undefined);
    const { set } = setOf({ rollout: { waves: [["iad"]], pause: "0s" } });
    const key = "archipelago/cluster";
    assert.deepEqual(set.spec.strategy, {
      type: "RollingSync",
      rollingSync: {
        steps: [
          { matchExpressions: [{ key, operator: "In", values: ["iad"] }] },
          { matchExpressions: [{ key, operator: "NotIn", values: ["iad"] }] },
        ],
      },
    });
    assert.ok(!("automated" in set.spec.template.spec.syncPolicy));
  });

  it("holds nothing that Argo CD has no right to", () => {
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: "shop" },
    };
    const stray = { apiVersion: "v1", kind: "Service", metadata: { name: "shop", namespace: "other" } };
    const inside = { apiVersion: "v1", kind: "Service", metadata: { name: "a", namespace: "storefront" } };
    const forbidden = (own: Partial<Environment> = {}) => {
      const { of, shares } = shared({ overrides: [] }, [...MANIFESTS, role, stray, inside], own);
      return forbiddenObjects(shares, of);
    };
    assert.deepEqual(forbidden(), [
      "shop: ClusterRole shop is in no namespace, for which gitops.rights: cluster-admin is needed",
      "shop: Service shop is in namespace other, which is not among gitops.namespaces",
    ]);
    const { gitops } = environment(CLUSTERS);
    assert.deepEqual(forbidden({ gitops: gitops && { ...gitops, rights: "cluster-admin" } }), []);
  });
});
