import assert from "node:assert/strict";
import { dns } from "../../fleet/declaration/dns-schema.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { PAD_KINDS } from "../../fleet/links.ts";
import { rightsOf } from "../../fleet/rights.ts";
import { cluster } from "./arbitraries.ts";
import { environment } from "./environments.ts";

const everything = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };

function withNamespaces(...namespaces: string[]): Environment {
  return environment([cluster("hub")], { gitops: { ...environment([]).gitops!, namespaces } });
}

describe("the rights of a landing pad", () => {
  const [without, ...environments] = [
    environment([cluster("hub")], { gitops: undefined }),
    withNamespaces(),
    withNamespaces("storefront", "records"),
  ] as const;

  for (const kind of PAD_KINDS) {
    it(`for ${kind} hold over the whole cluster only for reading, and never for Secrets`, () => {
      for (const environment of [without, ...environments]) {
        for (const { apiGroups, resources, verbs } of rightsOf(kind, environment).cluster) {
          for (const name of [...apiGroups, ...resources, ...verbs]) assert.notEqual(name, "*");
          assert.ok(!resources.includes("secrets"));
          // Templates, on a cluster that runs nothing.
          if (kind === "karmada-control") continue;
          // The caches of Karmada watch what it carries in all namespaces.
          const hidden = kind === "karmada" ? ["secrets"] : ["secrets", "configmaps"];
          for (const name of hidden) assert.ok(!resources.includes(name), name);
          // A review is a question that has to be created in order to be asked.
          const isReview = resources.every((name) => name.endsWith("reviews"));
          assert.deepEqual(verbs, isReview ? ["create"] : ["get", "list", "watch"]);
        }
      }
    });
  }

  it("for istio are the settings of the mesh beside what endpoints are made of, with Argo CD and without", () => {
    const rights = rightsOf("istio", without);
    const settings = {
      apiGroups: [""],
      resources: ["configmaps"],
      resourceNames: ["istio"],
      verbs: ["get", "list", "watch"],
    };
    assert.deepEqual(rights.namespaces, [{ namespace: "istio-system", rules: [settings] }]);
    const readable = rights.cluster.flatMap(({ resources }) => resources);
    for (const name of ["endpoints", "endpointslices", "pods", "services", "nodes", "namespaces"])
      assert.ok(readable.includes(name), name);
    for (const environment of environments) assert.deepEqual(rightsOf("istio", environment), rights);
  });

  it("for istio hold for Secrets if that is asked for by name, and for reading only", () => {
    const mesh = { ...without.mesh!, rights: "reader" } as Environment["mesh"];
    const [least, more] = [without, { ...without, mesh }].map((each) => rightsOf("istio", each));
    const secrets = { apiGroups: [""], resources: ["secrets"], verbs: ["get", "list", "watch"] };
    assert.deepEqual(more, { ...least, cluster: [...least!.cluster, secrets] });
    assert.deepEqual(rightsOf("linkerd", { ...without, mesh }), rightsOf("linkerd", without));
  });

  it("for argocd are everything in the declared namespaces, and nothing anywhere else", () => {
    assert.deepEqual(rightsOf("argocd", withNamespaces("storefront", "records")), {
      cluster: [],
      namespaces: [
        { namespace: "storefront", rules: [everything] },
        { namespace: "records", rules: [everything] },
      ],
    });
    assert.deepEqual(rightsOf("argocd", withNamespaces()), { cluster: [], namespaces: [] });
    assert.deepEqual(rightsOf("argocd", without), { cluster: [], namespaces: [] });
  });

  it("for the hub are Argo CD's members, which are Secrets, its projects and its applications", () => {
    const verbs = ["get", "list", "watch", "create", "update", "patch", "delete"];
    assert.deepEqual(rightsOf("hub", withNamespaces("storefront")), {
      cluster: [],
      namespaces: [
        {
          namespace: "argocd",
          rules: [
            { apiGroups: [""], resources: ["secrets"], verbs },
            {
              apiGroups: ["argoproj.io"],
              resources: ["appprojects", "applicationsets", "applications"],
              verbs,
            },
          ],
        },
      ],
    });
    assert.deepEqual(rightsOf("hub", without), { cluster: [], namespaces: [] });
  });

  it("for the hub are also the names that its external-dns writes for all, and no others", () => {
    const named = (facts: object) =>
      rightsOf("hub", { ...without, dns: dns.parse({ zone: "acme.example", policy: "sync", ...facts }) })
        .namespaces;
    const answers = Object.fromEntries(without.clusters.map(({ name }) => [name, ["198.51.100.1"]]));
    const verbs = ["get", "list", "watch", "create", "update", "patch", "delete"];
    assert.deepEqual(named({ names: { shop: { policy: "simple", answers } } }), [
      {
        namespace: "external-dns",
        rules: [{ apiGroups: ["externaldns.k8s.io"], resources: ["dnsendpoints"], verbs }],
      },
    ]);
    assert.deepEqual(named({}), []);
    assert.deepEqual(
      named({ names: { shop: { policy: "weighted", answers } } }),
      [],
      "clusters write their own",
    );
    assert.deepEqual(named({ hosting: {}, names: { shop: { policy: "simple", answers } } }), []);
  });
});
