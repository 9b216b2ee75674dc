import assert from "node:assert/strict";
import fc from "fast-check";
import jsonpatch from "fast-json-patch";
import { beyondRights, planKarmada } from "../../../fleet/backends/karmada/plan.ts";
import { controlRights, memberRights } from "../../../fleet/backends/karmada/rights.ts";
import { sharesOf } from "../../../fleet/backends/shares.ts";
import type { Workload } from "../../../fleet/fleet.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { templateNamespacesOf } from "../../../fleet/namespaces.ts";
import { planWorkload } from "../../../fleet/workloads.ts";
import { cluster, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const CLUSTERS = [
  cluster("dub", "eu-west-1"),
  cluster("fra", "eu-central-1"),
  cluster("kar", "eu-west-1", { controlPlane: true }),
];
const MEMBERS = new Set(["dub", "fra"]);

const DEPLOYMENT: KubernetesObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "storefront" },
  spec: { replicas: 1, template: { spec: { containers: [{ name: "web", image: "web:1" }] } } },
};
const SERVICE: KubernetesObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "storefront" },
};

function planOf(
  facts: Partial<Workload>,
  { members = MEMBERS, keep = false, objects = [DEPLOYMENT, SERVICE] } = {},
) {
  const carried = workload({ backend: "karmada", ...facts });
  const whole = environment(CLUSTERS, { mesh: undefined, workloads: [carried] });
  const shares = sharesOf(planWorkload(carried, whole), objects, whole);
  return { shares, plan: planKarmada({ shares, members, keep }) };
}

interface Policy {
  readonly spec: {
    readonly preserveResourcesOnDeletion: boolean;
    readonly placement: {
      readonly clusterAffinity: { readonly clusterNames: readonly string[] };
      readonly replicaScheduling: {
        readonly replicaSchedulingType: string;
        readonly weightPreference?: {
          readonly staticWeightList?: readonly { readonly weight: number }[];
          readonly dynamicWeight?: string;
        };
      };
    };
  };
}

interface OverridePolicy {
  readonly spec: {
    readonly overrideRules: readonly {
      readonly targetCluster: { readonly clusterNames: readonly string[] };
      readonly overriders: {
        readonly plaintext: readonly {
          path: string;
          operator: "add" | "remove" | "replace";
          value?: unknown;
        }[];
      };
    }[];
  };
}

const policy = (object: unknown) => (object as Policy).spec;

/** What Karmada makes of a template on one cluster. */
function carriedOut(template: KubernetesObject, override: unknown, name: string): KubernetesObject {
  const rules = (override as OverridePolicy).spec.overrideRules;
  const rule = rules.find(({ targetCluster }) => targetCluster.clusterNames.includes(name));
  const patch = (rule?.overriders.plaintext ?? []).map(({ path, operator: op, value }) => ({
    op,
    path,
    value,
  }));
  return jsonpatch.applyPatch(structuredClone(template), patch as jsonpatch.Operation[]).newDocument;
}

const division = (facts: object) => ({
  replicas: 10,
  by: "weight" as const,
  weights: {},
  min: 0,
  ...facts,
});

describe("a workload of Karmada", () => {
  it("has its shares for weights, and as what the overrides say", () => {
    const { plan } = planOf({ division: division({ weights: { dub: 2 } }) });
    const [rest, divided] = plan.policies.map(policy);
    assert.equal(rest?.placement.replicaScheduling.replicaSchedulingType, "Duplicated");
    const { weightPreference } = divided!.placement.replicaScheduling;
    assert.deepEqual(
      weightPreference?.staticWeightList?.map(({ weight }) => weight),
      [7, 3],
    );
    assert.deepEqual(
      ["dub", "fra"].map((name) => replicasOf(carriedOut(plan.templates[0]!, plan.overrides[0], name))),
      [7, 3],
    );
  });

  it("becomes on each cluster what direct would make there", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.record({ dub: fc.integer({ min: 0, max: 5 }), fra: fc.integer({ min: 1, max: 5 }) }),
        fc.constantFrom("web:2", "registry.example/web@sha256:" + "a".repeat(64)),
        (replicas, weights, image) => {
          const override = {
            clusters: ["fra"],
            image: { tag: "2" },
            annotations: { note: image },
            labels: { tier: "far" },
          };
          const { shares, plan } = planOf({
            division: division({ replicas, weights }),
            overrides: [override] as Workload["overrides"],
          });
          for (const share of shares.shares)
            for (const [index, wanted] of share.objects.entries()) {
              const made = carriedOut(plan.templates[index]!, plan.overrides[index], share.cluster.name);
              const { annotations = {} } = wanted.metadata;
              assert.deepEqual(made, { ...wanted, metadata: { ...wanted.metadata, annotations } });
            }
        },
      ),
    );
  });

  it("is everywhere where a share is 0, for Karmada knows no weight 0", () => {
    const { plan } = planOf({ division: division({ replicas: 1 }) });
    const divided = policy(plan.policies[1]);
    assert.equal(divided.placement.replicaScheduling.replicaSchedulingType, "Duplicated");
    assert.deepEqual(divided.placement.clusterAffinity.clusterNames, ["dub", "fra"]);
  });

  it("is divided by Karmada where that is asked for, and no override says a number", () => {
    const { plan } = planOf({ division: division({ by: "available" }) });
    const { weightPreference } = policy(plan.policies[1]).placement.replicaScheduling;
    assert.deepEqual(weightPreference, { dynamicWeight: "AvailableReplicas" });
    assert.ok(!JSON.stringify(plan.overrides[0]).includes("/spec/replicas"));
    assert.equal(replicasOf(plan.templates[0]!), 10);
  });

  it("names no member that Karmada does not know yet, and divides what the others get", () => {
    const { plan } = planOf({ division: division({}) }, { members: new Set(["dub"]) });
    for (const each of plan.policies)
      assert.deepEqual(policy(each).placement.clusterAffinity.clusterNames, ["dub"]);
    assert.equal(replicasOf(plan.templates[0]!), 5);
    const none = planOf({}, { members: new Set() }).plan;
    assert.deepEqual(none, { overrides: [], policies: [], templates: [] });
  });

  it("stays on the members while it is handed over", () => {
    for (const keep of [true, false])
      for (const each of planOf({}, { keep }).plan.policies)
        assert.equal(policy(each).preserveResourcesOnDeletion, keep);
  });

  it("of a kind that Karmada has no right to is named", () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "key", namespace: "storefront" } };
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: "all" },
    };
    const { shares } = planOf({}, { objects: [DEPLOYMENT, secret, role] });
    assert.match(beyondRights(shares) ?? "", /^storefront: .*Secret key, ClusterRole all/);
    assert.equal(beyondRights(planOf({}).shares), undefined);
  });
});

describe("Karmada", () => {
  const whole = environment(CLUSTERS, { workloads: [workload()] });

  it("carries nothing on the cluster that has its API", () => {
    const { clusters } = planWorkload(workload(), whole);
    assert.deepEqual(
      clusters.map(({ cluster: { name }, exclusion }) => [name, exclusion?.kind]),
      [
        ["dub", undefined],
        ["fra", undefined],
        ["kar", "control-plane"],
      ],
    );
  });

  it("makes and deletes no namespace on a member", () => {
    for (const { labels } of templateNamespacesOf(whole, []))
      assert.equal(labels["namespace.karmada.io/skip-auto-propagation"], "true");
  });

  it("writes in the namespaces of workloads only, and has no Secrets of members", () => {
    const { cluster: everywhere, namespaces } = memberRights(whole, ["storefront"]);
    for (const { verbs, resources } of everywhere) {
      assert.deepEqual(verbs, ["get", "list", "watch"]);
      assert.ok(!resources.includes("secrets"));
    }
    assert.deepEqual(
      namespaces.map(({ namespace }) => namespace),
      ["storefront"],
    );
    assert.deepEqual(
      controlRights(whole).namespaces.map(({ namespace }) => namespace),
      ["karmada-cluster"],
    );
  });
});

function replicasOf(object: KubernetesObject): number | undefined {
  return (object as { spec?: { replicas?: number } }).spec?.replicas;
}
