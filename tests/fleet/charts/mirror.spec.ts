import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { LocalChart } from "../../../fleet/charts/chart.ts";
import { ChartFolder, type WantedChart } from "../../../fleet/charts/mirror.ts";
import { mirrorFolder, sourceChart } from "../../../fleet/charts/plan.ts";
import { CATALOGUE, type SystemRelease } from "../../../fleet/compatibility.ts";
import type { SystemName } from "../../../fleet/platform/system.ts";
import { packagedChart, unpackedChart } from "../../charts/charts.ts";
import { makeProject, removeProject } from "../../declaration/project.ts";

const release = (system: SystemName): SystemRelease => CATALOGUE[system].releases[0];
const wanted = (chart: string, system: SystemName): WantedChart => ({
  chart,
  system,
  release: release(system),
});
const VELERO = wanted("velero", "velero");
const DESCRIBED = { name: "velero", version: "12.1.0", appVersion: "1.18.1" };

describe("a mirror folder", () => {
  let root: string;
  let mirror: string;
  beforeEach(() => {
    root = makeProject({ "mirror/README.md": "charts" });
    mirror = path.join(root, "mirror");
  });
  afterEach(() => {
    removeProject(root);
  });

  const find = (chart: WantedChart) => {
    const found = new ChartFolder(root, "mirror/").find(chart);
    return "message" in found ? `${found.message} (${found.hint})` : found;
  };

  const said = (chart: WantedChart): string => {
    const found = find(chart);
    assert.ok(typeof found === "string", "the chart was taken");
    return found;
  };

  it("gives a chart that lies there unpacked, with a digest of all that is in it", () => {
    unpackedChart(mirror, DESCRIBED);
    const first = find(VELERO);
    assert.ok(typeof first === "object");
    assert.deepEqual(
      [first.name, first.version, first.path, first.archive],
      ["velero", "12.1.0", "mirror/velero", false],
    );
    assert.deepEqual(first.values.greeting, "hello");
    assert.ok(first.templates.includes("kind: Deployment") && first.schema !== undefined);
    writeFileSync(path.join(mirror, "velero/templates/more.yaml"), "# more");
    const second = find(VELERO);
    assert.ok(typeof second === "object");
    assert.notEqual(second.digest, first.digest);
  });

  it("gives one that lies there as an archive, with the same content", () => {
    const cd = { name: "argo-cd", version: "10.3.3", appVersion: "v3.5.1" };
    packagedChart(mirror, cd);
    const packed = find(wanted("argo-cd", "argocd"));
    unpackedChart(mirror, cd);
    const unpacked = find(wanted("argo-cd", "argocd"));
    assert.ok(typeof packed === "object" && typeof unpacked === "object");
    assert.equal(packed.archive, true);
    assert.equal(unpacked.archive, false);
    const sorted = ({ templates }: LocalChart) => templates.split("\n").sort();
    assert.deepEqual(sorted(packed), sorted(unpacked));
    for (const key of ["name", "version", "values", "valuesText", "schema"] as const)
      assert.deepEqual(packed[key], unpacked[key], key);
  });

  it("refuses an archive that is not what upstream published", () => {
    packagedChart(mirror, DESCRIBED);
    assert.match(
      said(VELERO),
      /^mirror\/velero-12\.1\.0\.tgz is not what upstream published: its SHA-256 is [0-9a-f]{64}, and should be cd23589a[0-9a-f]{56} \(fetch it again/,
    );
  });

  it("says what was looked for and what there is", () => {
    packagedChart(mirror, { ...DESCRIBED, version: "12.0.0" });
    mkdirSync(path.join(mirror, "istiod"));
    assert.equal(
      find(VELERO),
      "the chart velero 12.1.0 of velero 1.18.1 is not in mirror: looked for mirror/velero/Chart.yaml and " +
        "mirror/velero-12.1.0.tgz (there are: .staging, README.md, istiod, velero-12.0.0.tgz)",
    );
  });

  it("refuses another version, another chart, and what is no chart", () => {
    unpackedChart(mirror, { ...DESCRIBED, version: "12.2.0", appVersion: "1.18.3" });
    assert.equal(
      find(VELERO),
      "mirror/velero is version 12.2.0 (of 1.18.3), and wanted is velero 12.1.0 of velero 1.18.1 " +
        "(put that version there, or name the one that is there under charts.versions)",
    );
    const chart = path.join(mirror, "velero/Chart.yaml");
    writeFileSync(chart, readFileSync(chart, "utf8").replace("name: velero", "name: valero"));
    assert.match(said(VELERO), /^mirror\/velero holds the chart valero, not velero/);
    writeFileSync(chart, "name: velero");
    assert.match(said(VELERO), /cannot be read: mirror\/velero is no chart: .*version/);
    writeFileSync(path.join(mirror, "argo-cd-10.3.3.tgz"), "no archive");
    assert.match(said(wanted("argo-cd", "argocd")), /^the chart argo-cd .* cannot be read: /);
  });

  it("is inside the project, and is there", () => {
    const problem = (folder: string) => new ChartFolder(root, folder).problem?.message;
    assert.equal(problem("mirror"), undefined);
    assert.equal(problem("/mirror"), '"/mirror" is an absolute path');
    assert.equal(problem("a/../../mirror"), '"../mirror" leads out of the project');
    assert.equal(problem("charts"), 'there is no folder "charts"');
    assert.equal(problem("mirror/README.md"), 'there is no folder "mirror/README.md"');
  });
});

describe("the source of a chart", () => {
  const plan = { chart: "velero", values: { a: { b: 1, c: 2 } } };
  const source = (charts: object, system: SystemName = "velero", chart = plan) =>
    sourceChart(chart, {
      charts: { versions: {}, values: {}, ...charts },
      folder: undefined,
      system,
      release: release(system),
    });

  it("is upstream's repository, or upstream's registry", () => {
    assert.deepEqual(source({}), {
      chart: "velero",
      repository: "https://vmware-tanzu.github.io/helm-charts",
      version: "12.1.0",
      values: plan.values,
    });
    assert.deepEqual(source({}, "istio", { ...plan, chart: "istiod" }), {
      chart: "oci://ghcr.io/istio/release/charts/istiod",
      version: "1.31.1",
      values: plan.values,
    });
  });

  it("is the registry of the mirror, with the values of the user over the program's", () => {
    assert.deepEqual(
      source({ mirror: "oci://registry.example/charts/", values: { velero: { a: { c: 3 } } } }),
      {
        chart: "oci://registry.example/charts/velero",
        version: "12.1.0",
        values: { a: { b: 1, c: 3 } },
      },
    );
  });

  it("is the folder of the mirror, by a path that says nothing of the machine", () => {
    const root = makeProject({});
    try {
      unpackedChart(path.join(root, "mirror"), DESCRIBED);
      const charts = { versions: {}, values: {}, mirror: "mirror" };
      const folder = mirrorFolder(charts, root);
      const { digest, ...sourced } = sourceChart(plan, {
        charts,
        folder,
        system: "velero",
        release: release("velero"),
      });
      assert.deepEqual(sourced, { chart: "mirror/velero", values: plan.values });
      assert.match(digest ?? "", /^[0-9a-f]{64}$/);
      const missing = { charts, folder, system: "argocd", release: release("argocd") } as const;
      assert.throws(
        () => sourceChart({ ...plan, chart: "argo-cd" }, missing),
        /charts\.mirror: the chart argo-cd 10\.3\.3 /,
      );
    } finally {
      removeProject(root);
    }
  });

  it("is an error for a chart that is not of the system", () => {
    assert.throws(
      () => source({}, "velero", { ...plan, chart: "valero" }),
      /no chart valero of velero 1\.18\.1/,
    );
  });
});
