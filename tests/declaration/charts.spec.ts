import { readdirSync } from "node:fs";
import assert from "node:assert/strict";
import path from "node:path";
import { packagedChart, unpackedChart } from "../charts/charts.ts";
import { problemsOf } from "./malformed.ts";
import { makeProject, removeProject } from "./project.ts";

const ARGO_CD = { name: "argo-cd", version: "10.3.3", appVersion: "v3.5.1" };

describe("the charts of a declaration", () => {
  let root: string;
  beforeEach(() => {
    root = makeProject({ "mirror/README.md": "charts", "apps/web.yaml": "" });
  });
  afterEach(() => {
    removeProject(root);
  });

  it("need no mirror, and name what they do not know", () => {
    assert.deepEqual(problemsOf(declaration("{}"), root), []);
    assert.deepEqual(
      problemsOf(declaration("{ values: { argocd: {} }, versions: { argocd: 2.0.0 } }"), root),
      [
        'fleet.yaml:7:25: environments.prod.charts.values.argocd: is not a chart that the program installs (did you mean "argo-cd"?)',
        "fleet.yaml:7:59: environments.prod.charts.versions.argocd: dub: argocd 2.0.0 is not in the catalogue (known: 3.5.1, 3.4.4)",
      ],
    );
  });

  it("are looked for in the mirror, wherever systems are installed as software", () => {
    const [missing, ...others] = problemsOf(declaration("{ mirror: ./mirror }"), root);
    assert.deepEqual(others, []);
    assert.equal(
      missing,
      "fleet.yaml:7:23: environments.prod.charts.mirror: the chart argo-cd 10.3.3 of argocd 3.5.1 is not in mirror: " +
        "looked for mirror/argo-cd/Chart.yaml and mirror/argo-cd-10.3.3.tgz (there are: README.md)",
    );
    assert.deepEqual(problemsOf(declaration("{ mirror: nowhere }"), root), [
      'fleet.yaml:7:23: environments.prod.charts.mirror: there is no folder "nowhere" (expected a folder of the project with charts, or an OCI prefix (oci://…))',
    ]);
    packagedChart(path.join(root, "mirror"), ARGO_CD);
    assert.ok(readdirSync(path.join(root, "mirror")).includes("argo-cd-10.3.3.tgz"));
    assert.deepEqual(problemsOf(declaration("{ mirror: mirror }"), root), []);
    assert.deepEqual(problemsOf(declaration("{ mirror: oci://registry.example/charts }"), root), []);
  });

  it("are not looked for where only resource types are installed", () => {
    assert.deepEqual(problemsOf(declaration("{ mirror: mirror }, install: api"), root), []);
  });

  it("take the values that they know", () => {
    unpackedChart(path.join(root, "mirror"), ARGO_CD);
    const values = (text: string) =>
      problemsOf(declaration(`{ mirror: mirror, values: { argo-cd: ${text} } }`), root);
    assert.deepEqual(values("{ greeting: ahoy, labels: { a: b } }"), []);
    assert.deepEqual(values("{ greting: ahoy, service: { type: Cluster } }"), [
      'fleet.yaml:7:52: environments.prod.charts.values.argo-cd.greting: is not a value of the chart (did you mean "greeting"?)',
      'fleet.yaml:7:84: environments.prod.charts.values.argo-cd.service.type: must be equal to one of the allowed values: "ClusterIP", "NodePort", "LoadBalancer", by the chart\'s schema',
    ]);
  });

  it("do not fit every Kubernetes", () => {
    const old = declaration("{}").replace('"1.35"', '"1.31"');
    assert.deepEqual(problemsOf(old, root), [
      "fleet.yaml:6:13: environments.prod.gitops: dub: argocd 3.5.1 supports Kubernetes 1.33 to 1.36, and the cluster has 1.31 (upgrade the cluster to 1.32 first)",
    ]);
  });
});

function declaration(charts: string): string {
  return `name: acme
environments:
  prod:
    hub: dub
    regions: { dub: { country: IE, clusters: { dub: { version: "1.35", provisioner: { kind: existing, secret: dub } } } } }
    gitops: { kind: argocd, repo: https://git.example/apps, namespaces: [web] }
    charts: ${charts.replace(/, install: api$/, "")}
${charts.endsWith("install: api") ? "    install: api\n" : ""}`;
}
