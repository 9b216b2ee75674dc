import assert from "node:assert/strict";
import type { Application } from "../../../fleet/declaration/platform-schema.ts";
import { applicationSets } from "../../../fleet/gitops/application-set.ts";
import { appProject, defaultProject } from "../../../fleet/gitops/project.ts";
import { cluster } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const within = environment([
  cluster("dub", "eu-west-1"),
  cluster("fra", "eu-central-1"),
  cluster("iad", "us-east-1"),
]);
const REPOSITORY = "https://git.example/apps.git";

interface Spec {
  generators: [Record<string, { selector?: object; elements?: object[] }>];
  template: { spec: { syncPolicy: object; project: string; destination: object } };
  syncPolicy: object;
  strategy?: { rollingSync: { steps: { matchExpressions: object[] }[] } };
}

function specOf(facts: Partial<Application> = {}): Spec {
  const application: Application = {
    path: "apps/web",
    revision: "main",
    clusters: "all",
    generator: "clusters",
    waves: [],
    ...facts,
  };
  const [object] = applicationSets(
    within,
    { ...within.gitops!, applications: { web: application } },
    REPOSITORY,
  );
  return (object as unknown as { spec: Spec }).spec;
}

describe("an ApplicationSet", () => {
  it("prunes, heals, tries for ever, and leaves what runs when a member goes", () => {
    const { template, syncPolicy } = specOf();
    assert.deepEqual(template.spec.syncPolicy, {
      automated: { prune: true, selfHeal: true, allowEmpty: false },
      retry: { limit: -1, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } },
    });
    assert.deepEqual(syncPolicy, { preserveResourcesOnDeletion: true });
    assert.equal(template.spec.project, "local");
    assert.deepEqual(template.spec.destination, { name: "{{ .name }}", namespace: "web" });
  });

  it("finds its clusters by label, and only in its environment", () => {
    assert.deepEqual(specOf({ clusters: { country: ["IE", "DE"] } }).generators, [
      {
        clusters: {
          selector: {
            matchExpressions: [
              { key: "archipelago/environment", operator: "In", values: ["local"] },
              { key: "archipelago/country", operator: "In", values: ["IE", "DE"] },
            ],
          },
        },
      },
    ]);
  });

  it("or has them written out", () => {
    assert.deepEqual(specOf({ generator: "list", clusters: ["iad", "dub"] }).generators, [
      {
        list: {
          elements: [
            { name: "dub", region: "eu-west-1", country: "IE" },
            { name: "iad", region: "us-east-1", country: "US" },
          ],
        },
      },
    ]);
  });

  it("goes through its waves, and then to whoever is left", () => {
    const { strategy, template } = specOf({ waves: [["fra"], { country: ["IE", "DE"] }] });
    assert.deepEqual(
      strategy!.rollingSync.steps.flatMap(({ matchExpressions }) => matchExpressions),
      [
        { key: "archipelago/cluster", operator: "In", values: ["fra"] },
        { key: "archipelago/cluster", operator: "In", values: ["dub"] },
        { key: "archipelago/cluster", operator: "NotIn", values: ["fra", "dub"] },
      ],
    );
    assert.ok(!("automated" in template.spec.syncPolicy));
    assert.equal(specOf().strategy, undefined);
  });
});

describe("the project of an environment", () => {
  it("leads from its repository to its clusters and namespaces, and nowhere else", () => {
    const { spec } = appProject(within, within.gitops!, REPOSITORY) as unknown as { spec: object };
    assert.deepEqual(spec, {
      description: "Applications of environment local",
      sourceRepos: [REPOSITORY],
      destinations: ["dub", "fra", "iad"].map((name) => ({ name, namespace: "storefront" })),
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: [{ group: "*", kind: "*" }],
    });
  });

  it("allows kinds of the whole cluster only where Argo CD is cluster-admin", () => {
    const object = appProject(within, { ...within.gitops!, rights: "cluster-admin" }, REPOSITORY);
    const { spec } = object as unknown as {
      spec: { destinations: object[]; clusterResourceWhitelist: object[] };
    };
    assert.deepEqual(spec.clusterResourceWhitelist, [{ group: "*", kind: "*" }]);
    assert.deepEqual(spec.destinations[0], { name: "dub", namespace: "*" });
  });

  it("is needed: the default one allows nothing", () => {
    const { spec } = defaultProject() as unknown as { spec: { sourceRepos: []; destinations: [] } };
    assert.deepEqual([spec.sourceRepos, spec.destinations], [[], []]);
  });
});
