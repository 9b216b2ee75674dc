import assert from "node:assert/strict";
import fc from "fast-check";
import jsonpatch, { type Operation } from "fast-json-patch";
import { federatedGround, federatedRecord, federatedWorkloads } from "../../../fleet/backends/federated.ts";
import { kindNamed, kindsOf, resourceName } from "../../../fleet/backends/kinds.ts";
import {
  federate,
  federatedNamespaces,
  type FederateOptions,
} from "../../../fleet/backends/kubefed/federated.ts";
import { kubefedClusterMetadata } from "../../../fleet/backends/kubefed/member.ts";
import { memberRights } from "../../../fleet/backends/kubefed/rights.ts";
import {
  federatedDefinition,
  isFederated,
  NAMESPACE,
  OWN_KINDS,
  typeConfig,
  UPSTREAM_KINDS,
} from "../../../fleet/backends/kubefed/types.ts";
import { sharesOf, type WorkloadShares } from "../../../fleet/backends/shares.ts";
import type { Workload } from "../../../fleet/fleet.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { withLabels } from "../../../fleet/objects.ts";
import { kubefedPlan } from "../../../fleet/platform/kubefed.ts";
import { rightsOf } from "../../../fleet/rights.ts";
import { planWorkload } from "../../../fleet/workloads.ts";
import { cluster, division, divisions, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const DUB = cluster("dub", "eu-west-1");
const IAD = cluster("iad", "us-east-1");
const local = environment([DUB, IAD], {
  mesh: undefined,
  federation: { kubefed: { rights: "kinds", rebalance: false } },
});
const DEFAULTS: FederateOptions = { keep: false, rebalance: false, rights: "kinds" };

function object(
  apiVersion: string,
  kind: string,
  facts: object = {},
  metadata: object = {},
): KubernetesObject {
  return {
    apiVersion,
    kind,
    metadata: { name: "web", namespace: "shop", ...metadata },
    ...facts,
  };
}

const DEPLOYMENT = object("apps/v1", "Deployment", {
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        containers: [
          { name: "web", image: "web:1", args: ["a", "b", "c"] },
          { name: "log", image: "log:1" },
        ],
      },
    },
  },
});
const CONFIG = object(
  "v1",
  "ConfigMap",
  { data: { "a/b": "1", "c~d": "2" } },
  { annotations: { owner: "us" } },
);

function sharesFor(
  facts: Partial<Workload>,
  objects: readonly KubernetesObject[] = [DEPLOYMENT],
): WorkloadShares {
  const of = workload({ name: "shop", namespace: "shop", backend: "kubefed", ...facts });
  const shares = sharesOf(planWorkload(of, local), objects, local);
  assert.deepEqual(shares.problems, []);
  return shares;
}

interface FederatedSpec {
  readonly template: KubernetesObject;
  readonly placement: { readonly clusters: { name: string }[]; readonly clusterSelector?: object };
  readonly overrides?: readonly { clusterName: string; clusterOverrides: Operation[] }[];
  readonly retainReplicas?: boolean;
}

const specOf = (federated: KubernetesObject) => (federated as unknown as { spec: FederatedSpec }).spec;

/** What KubeFed does with a federated object (kubefed, pkg/controller/sync/resource.go), where the copy is not there yet. */
function landed(federated: KubernetesObject, on: string): KubernetesObject {
  const { template, overrides = [] } = specOf(federated);
  const { name, namespace } = federated.metadata;
  const { annotations: _unsupported, ...metadata } = template.metadata ?? {};
  const copy = structuredClone({ ...template, metadata: { ...metadata, name, namespace } });
  const steps = overrides.find(({ clusterName }) => clusterName === on)?.clusterOverrides ?? [];
  const paths = steps.map(({ path }) => path);
  assert.deepEqual(paths, [...new Set(paths)], "no path twice");
  for (const path of paths) assert.doesNotMatch(path, /^\/(kind|metadata\/(name|namespace))$/);
  const patched = jsonpatch.applyPatch(copy, structuredClone(steps), true).newDocument;
  return withLabels(patched, { "kubefed.io/managed": "true" });
}

describe("a workload as federated objects", () => {
  it("comes to the objects of the model on every cluster, whatever differs there", () => {
    const overrides: Workload["overrides"] = [
      { clusters: ["iad"], replicas: 5, image: { tag: "2", container: "web" } },
      { clusters: "all", labels: { tier: "front" }, target: { kind: "ConfigMap" } },
      { clusters: ["dub"], annotations: { note: "x" }, target: { kind: "ConfigMap" } },
      {
        clusters: { region: "us-east-1" },
        target: { kind: "Deployment" },
        patch: [
          { op: "remove", path: "/spec/template/spec/containers/0/args/1" },
          { op: "remove", path: "/spec/template/spec/containers/0/args/0" },
        ],
      },
    ];
    const shares = sharesFor({ overrides }, [DEPLOYMENT, CONFIG]);
    const { objects, problems } = federate(shares, DEFAULTS);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      objects.map(({ kind }) => kind),
      ["FederatedDeployment", "FederatedConfigMap"],
    );
    for (const { cluster, objects: own } of shares.shares)
      own.forEach((expected, index) => {
        assert.deepEqual(
          landed(objects[index] ?? assert.fail(), cluster.name),
          withLabels(expected, { "kubefed.io/managed": "true" }),
        );
      });
  });

  it("has the shares of any division", () => {
    fc.assert(
      fc.property(divisions, ({ division, names }) => {
        const clusters = names.map((name) => cluster(name));
        const of = workload({ namespace: "shop", division });
        const shares = sharesOf(planWorkload(of, { clusters }), [DEPLOYMENT], environment(clusters));
        for (const rebalance of [false, true]) {
          const { objects } = federate(shares, { ...DEFAULTS, rebalance });
          for (const { cluster, replicas } of shares.shares) {
            const { spec } = landed(objects[0] ?? assert.fail(), cluster.name) as {
              spec?: { replicas: number };
            };
            assert.equal(spec?.replicas, replicas);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("names its clusters, always, and none if it is nowhere", () => {
    const placed = specOf(federate(sharesFor({}), DEFAULTS).objects[0] ?? assert.fail());
    assert.deepEqual(placed.placement, { clusters: [{ name: "dub" }, { name: "iad" }] });
    const nowhere = { ...sharesFor({}), shares: [] };
    assert.deepEqual(specOf(federate(nowhere, DEFAULTS).objects[0] ?? assert.fail()).placement, {
      clusters: [],
    });
    assert.deepEqual(specOf(federatedNamespaces([nowhere], true)[0] ?? assert.fail()).placement, {
      clusters: [],
    });
  });

  it("says that there are no overrides where there are none, so that those that somebody left go", () => {
    assert.deepEqual(specOf(federate(sharesFor({}), DEFAULTS).objects[0] ?? assert.fail()).overrides, []);
  });

  it("leaves its copies behind if they are to be kept, and takes them along if not", () => {
    const annotationsOf = (keep: boolean) =>
      federate(sharesFor({}), { ...DEFAULTS, keep }).objects[0]?.metadata.annotations;
    assert.equal(annotationsOf(false), undefined);
    assert.deepEqual(annotationsOf(true), { "kubefed.io/orphan": "true" });
  });

  it("leaves replicas to an autoscaler where the manifests name none", () => {
    const { replicas: _none, ...spec } = (DEPLOYMENT as unknown as { spec: { replicas: number } }).spec;
    const scaled = federate(sharesFor({}, [{ ...DEPLOYMENT, spec }]), DEFAULTS);
    assert.equal(specOf(scaled.objects[0] ?? assert.fail()).retainReplicas, true);
    assert.equal(
      specOf(federate(sharesFor({}), DEFAULTS).objects[0] ?? assert.fail()).retainReplicas,
      undefined,
    );
  });

  it("has one object for each namespace, with all clusters of what is in it", () => {
    const [one, other] = [sharesFor({}), sharesFor({ name: "more" })];
    const only = { ...other, shares: other.shares.slice(1) };
    const namespaces = federatedNamespaces([only, one], false);
    assert.deepEqual(
      namespaces.map(({ metadata, ...rest }) => [
        metadata.namespace,
        metadata.name,
        specOf({ metadata, ...rest }).placement,
      ]),
      [["shop", "shop", { clusters: [{ name: "dub" }, { name: "iad" }] }]],
    );
    assert.equal(specOf(namespaces[0] ?? assert.fail()).template, undefined);
  });
});

describe("what KubeFed cannot carry", () => {
  const problemsOf = (
    of: KubernetesObject,
    rights: FederateOptions["rights"] = "kinds",
    facts: Partial<Workload> = {},
  ) => federate(sharesFor(facts, [of]), { ...DEFAULTS, rights }).problems.join("\n");

  it("is said of each object, with why and what to do", () => {
    const cases: readonly (readonly [KubernetesObject, RegExp])[] = [
      [
        object("v1", "Namespace", {}, { namespace: undefined }),
        /^shop: Namespace web: .*take it out of the manifests$/,
      ],
      [object("v1", "PersistentVolumeClaim"), /would lose the volume it is bound to; use another back end/],
      [object("v1", "Pod"), /use a Deployment/],
      [
        object("acme.example/v1", "Rocket"),
        /no federated kind for Rocket of acme\.example\/v1; use another back end/,
      ],
      [
        object("v1", "Secret"),
        /read all Secrets of every member.*federation\.kubefed\.rights: cluster-admin/,
      ],
      [object("rbac.authorization.k8s.io/v1", "RoleBinding"), /hold the rights itself that it gives/],
      [
        object("v1", "ConfigMap", {}, { namespace: "other" }),
        /in namespace other, and KubeFed carries only what is in shop/,
      ],
      [object("v1", "ConfigMap", {}, { finalizers: ["a/b"] }), /sets no metadata\.finalizers/],
    ];
    for (const [of, expected] of cases) assert.match(problemsOf(of), expected);
    assert.match(
      problemsOf({ ...DEPLOYMENT, metadata: { ...DEPLOYMENT.metadata, annotations: { a: "b" } } }),
      /patch \/spec\/template\/metadata\/annotations/,
    );
  });

  it("is also what only the overrides of one cluster ask for", () => {
    const overrides: Workload["overrides"] = [{ clusters: "all", annotations: { a: "b" } }];
    assert.match(problemsOf(DEPLOYMENT, "kinds", { overrides }), /keeps its own there/);
  });

  it("is less where it has all rights", () => {
    for (const [group, kind] of [
      ["v1", "Secret"],
      ["rbac.authorization.k8s.io/v1", "Role"],
    ] as const)
      assert.equal(problemsOf(object(group, kind), "cluster-admin"), "");
  });

  it("leaves nothing of the workload behind", () => {
    assert.deepEqual(federate(sharesFor({}, [DEPLOYMENT, object("v1", "Pod")]), DEFAULTS).objects, []);
  });
});

describe("a division that KubeFed carries out", () => {
  const shares = sharesFor({ division: division({ replicas: 7, weights: { dub: 2 }, max: { iad: 4 } }) });
  const { objects } = federate(shares, { ...DEFAULTS, rebalance: true });

  it("has the shares of the model for minima, and what may move beyond them", () => {
    const [, preference] = objects as readonly (KubernetesObject & { spec?: object })[];
    assert.deepEqual(
      [preference?.kind, preference?.metadata.name, preference?.metadata.namespace],
      ["ReplicaSchedulingPreference", "web", "shop"],
    );
    assert.deepEqual(preference?.spec, {
      targetKind: "FederatedDeployment",
      totalReplicas: 7,
      rebalance: false,
      intersectWithClusterSelector: true,
      clusters: { dub: { minReplicas: 5, weight: 2 }, iad: { minReplicas: 2, weight: 1, maxReplicas: 4 } },
    });
  });

  it("is bounded to the workload's clusters by labels, which is all that the scheduler looks at", () => {
    const selector = {
      matchExpressions: [{ key: "archipelago/cluster", operator: "In", values: ["dub", "iad"] }],
    };
    assert.deepEqual(specOf(objects[0] ?? assert.fail()).placement.clusterSelector, selector);
    assert.deepEqual(
      specOf(federatedNamespaces([shares], true)[0] ?? assert.fail()).placement.clusterSelector,
      selector,
    );
    for (const each of [DUB, IAD])
      assert.equal(kubefedClusterMetadata(each, "a").labels["archipelago/cluster"], each.name);
  });

  it("begins with what the scheduler would write", () => {
    assert.deepEqual(specOf(objects[0] ?? assert.fail()).overrides, [
      { clusterName: "dub", clusterOverrides: [{ op: "replace", path: "/spec/replicas", value: 5 }] },
      { clusterName: "iad", clusterOverrides: [{ op: "replace", path: "/spec/replicas", value: 2 }] },
    ]);
  });

  it("is an override for each cluster where the kind is none that KubeFed divides", () => {
    const set = { ...DEPLOYMENT, kind: "StatefulSet" };
    const all = federate(sharesFor({ division: division({ replicas: 4 }) }, [set]), {
      ...DEFAULTS,
      rebalance: true,
    });
    assert.deepEqual(
      all.objects.map(({ kind }) => kind),
      ["FederatedStatefulSet"],
    );
    assert.equal(specOf(all.objects[0] ?? assert.fail()).placement.clusterSelector, undefined);
  });
});

describe("the kinds that KubeFed is told of", () => {
  it("are named for the resource, and federated under a name of their own", () => {
    const { metadata, spec } = typeConfig(
      kindNamed("networking.k8s.io", "Ingress"),
      "Enabled",
    ) as KubernetesObject & { spec?: object };
    assert.equal(metadata.name, "ingresses.networking.k8s.io");
    assert.deepEqual(spec, {
      federatedType: {
        group: "types.kubefed.io",
        version: "v1beta1",
        kind: "FederatedIngress",
        pluralName: "federatedingresses",
        scope: "Namespaced",
      },
      propagation: "Enabled",
      targetType: {
        group: "networking.k8s.io",
        version: "v1",
        kind: "Ingress",
        pluralName: "ingresses",
        scope: "Namespaced",
      },
    });
  });

  it("have namespaces among them, in which the federated ones lie", () => {
    const { spec } = typeConfig(NAMESPACE, "Disabled") as {
      spec?: { federatedType: { scope: string }; targetType: { scope: string } };
    };
    assert.deepEqual([spec?.federatedType.scope, spec?.targetType.scope], ["Namespaced", "Cluster"]);
  });

  it("have definitions, upstream's or our own, and no kind has two", () => {
    const names = [...UPSTREAM_KINDS, ...OWN_KINDS].map(resourceName);
    assert.equal(new Set(names).size, names.length);
    assert.ok(!isFederated(kindNamed("", "Pod")));
    const definition = federatedDefinition(kindNamed("rbac.authorization.k8s.io", "ClusterRoleBinding")) as {
      spec?: { scope: string };
    };
    assert.equal(definition.spec?.scope, "Cluster");
  });
});

describe("what the regions know of KubeFed", () => {
  const held = {
    workload: sharesFor({}).workload,
    backend: "kubefed",
    holding: "carried",
    shares: sharesFor({}),
  } as const;

  it("is written down by the environment's stack", () => {
    assert.deepEqual(federatedRecord([held]), {
      kubefed: { kinds: ["deployments.apps"], namespaces: ["shop"] },
    });
    assert.deepEqual(federatedRecord([]), {});
  });

  it("is what is declared, and what it has not let go of yet", () => {
    const workloads = [
      workload({ name: "a", backend: "kubefed" }),
      workload({ name: "b" }),
      workload({ name: "c" }),
    ];
    const names = (holdings: Parameters<typeof federatedWorkloads>[2]) =>
      federatedWorkloads("kubefed", workloads, holdings).map(({ name }) => name);
    assert.deepEqual(names({}), ["a"]);
    assert.deepEqual(names({ kubefed: { b: "kept" }, karmada: { c: "carried" } }), ["a", "b"]);
    const record = { kubefed: { kinds: ["cronjobs.batch", "rockets.acme"], namespaces: ["gone"] } };
    const { carried } = federatedGround("kubefed", workloads.slice(0, 1), [DEPLOYMENT], record);
    assert.deepEqual(carried.kinds.map(resourceName), ["cronjobs.batch", "deployments.apps"]);
    assert.deepEqual(carried.namespaces, ["gone", "storefront"]);
  });

  it("gives it rights to look at its kinds everywhere, and to write them where it carries them", () => {
    const kinds = kindsOf([DEPLOYMENT, CONFIG]);
    const rights = rightsOf("kubefed", local, { kinds, namespaces: ["shop"] });
    const rules = (verbs: readonly string[]) => [
      { apiGroups: [""], resources: ["configmaps"], verbs },
      { apiGroups: ["apps"], resources: ["deployments"], verbs },
    ];
    assert.deepEqual(rights.cluster, rules(["get", "list", "watch"]));
    assert.deepEqual(rights.namespaces, [
      { namespace: "shop", rules: rules(["create", "update", "patch", "delete"]) },
    ]);
    const counting = memberRights({ rights: "kinds", rebalance: true }, { kinds, namespaces: [] }).cluster.at(
      -1,
    );
    assert.deepEqual(counting, { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] });
    assert.deepEqual(rightsOf("kubefed", local), { cluster: [], namespaces: [] });
  });

  it("gives it everything only where that is declared", () => {
    const { cluster } = memberRights(
      { rights: "cluster-admin", rebalance: false },
      { kinds: [], namespaces: [] },
    );
    assert.deepEqual(cluster, [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]);
  });

  it("changes with the slot of its token: only then does KubeFed read the token anew", () => {
    const [a, b] = ["a", "b"].map((slot) => kubefedClusterMetadata(IAD, slot));
    assert.notDeepEqual(a?.annotations, b?.annotations);
    assert.deepEqual(a?.labels, b?.labels);
    assert.equal(a?.labels["archipelago/region"], "us-east-1");
  });
});

describe("KubeFed on a cluster", () => {
  const real = { ...DUB, simulated: false };

  it("is there on the hub, if it is declared", () => {
    assert.equal(kubefedPlan(IAD, local), undefined);
    assert.equal(kubefedPlan(DUB, { ...local, federation: undefined }), undefined);
    assert.deepEqual(
      kubefedPlan(DUB, local)?.namespaces.map(({ name }) => name),
      ["kube-federation-system"],
    );
  });

  it("is its types and a configuration where nothing runs, and its chart elsewhere", () => {
    const api = kubefedPlan(DUB, local) ?? assert.fail();
    assert.deepEqual([api.apis, api.charts], [["kubefed"], []]);
    assert.ok(api.objects.some(({ kind }) => kind === "KubeFedConfig"));
    const chart =
      kubefedPlan(real, environment([real, IAD], { federation: local.federation })) ?? assert.fail();
    assert.deepEqual(
      chart.charts.map(({ chart }) => chart),
      ["kubefed"],
    );
    assert.ok(chart.objects.every(({ kind }) => kind === "CustomResourceDefinition"));
    const { controllermanager } = chart.charts[0]?.values as {
      controllermanager: { controller: object; webhook: object };
    };
    assert.deepEqual(
      [controllermanager.controller, controllermanager.webhook],
      [{ tag: "v0.10.0" }, { tag: "v0.10.0" }],
    );
  });
});
