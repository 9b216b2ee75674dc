import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { packagedChart, unpackedChart } from "../../charts/charts.ts";
import { Bed } from "../bed.ts";
import { rewrite } from "../cut-off.ts";
import { upgradeBegun, type HelmSecret } from "../helm-record.ts";

const ARGO_CD = { name: "argo-cd", version: "10.3.3", appVersion: "v3.5.1" };
const STACK = "local-dub";

/* Software from a mirror folder, put in by the real engine: a small chart stands in for that of Argo CD. */
describe("charts from a mirror folder, on a simulated cluster", function () {
  this.timeout("10m");
  let bed: Bed;
  let mirror: string;

  before(async () => {
    bed = await Bed.create(declaration());
    mirror = path.join(bed.root, "mirror");
    // What the environment stack makes on a hub, Argo CD's own chart would bring along.
    bed.write("mirror/argo-cd/crds/projects.yaml", PROJECTS);
    unpackedChart(mirror, ARGO_CD);
    await bed.succeed("up");
  });
  after(() => bed.destroy());

  it("are installed with their definitions, their objects and their hooks", async () => {
    const names = await bed.kubectl(
      "dub",
      "-n",
      "argocd",
      "get",
      "deployments,services,jobs,configmaps",
      "-o",
      "name",
    );
    for (const name of [
      "deployment.apps/argocd",
      "service/argocd",
      "job.batch/argocd-hook",
      "configmap/argocd",
    ])
      assert.ok(names.includes(name), `${name} is not among\n${names}`);
    await bed.kubectl("dub", "get", "crd", "greetings.hello.example");
  });

  it("are in the passport, and no path of this machine is in the state", async () => {
    assert.deepEqual(await systems(), { argocd: "3.5.1" });
    const { stdout } = await bed.pulumi("stack", "export", "--stack", STACK);
    const { resources } = (JSON.parse(stdout) as Exported).deployment;
    const releases = resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    assert.equal(releases.length, 1);
    // Beside these, the SDK notes in which line of the program a resource was made.
    const text = JSON.stringify(releases.map(({ inputs, outputs }) => [inputs, outputs]));
    const place = text.indexOf(bed.root);
    assert.equal(place, -1, text.slice(place - 200, place + 200));
  });

  it("are left alone by the next run", async () => {
    assert.deepEqual(await changes(), []);
  });

  it("are upgraded when another chart lies there under the same name", async () => {
    const file = "mirror/argo-cd/templates/hello.yaml";
    bed.write(
      file,
      readFileSync(path.join(bed.root, file), "utf8").replace("\ndata:", "\ndata:\n  second: chart"),
    );
    assert.deepEqual(await changes(), ["update"]);
    await bed.succeed("up");
    assert.equal(await field("configmap/argocd", ".data.second"), "chart");
    assert.deepEqual(await changes(), []);
  });

  it("take the values of the user over those of the program", async () => {
    bed.declare(declaration("values: { argo-cd: { greeting: ahoy, labels: { team: a } } }"));
    await bed.succeed("up");
    assert.equal(
      await field("configmap/argocd", ".data"),
      '{"colour":"blue","greeting":"ahoy","second":"chart"}',
    );
    assert.equal(await field("deployment/argocd", ".spec.template.metadata.labels.team"), "a");
    assert.deepEqual(await changes(), []);
  });

  it("are upgraded where an upgrade was cut off", async () => {
    const records = async () => {
      const list = ["-n", "argocd", "get", "secrets", "-l", "owner=helm,name=argocd", "-o", "json"];
      const { items } = JSON.parse(await bed.kubectl("dub", ...list)) as { items: HelmSecret[] };
      return items.sort((a, b) => Number(b.metadata.labels.version) - Number(a.metadata.labels.version));
    };
    const [last = assert.fail("Helm keeps no record")] = await records();
    bed.write("begun.json", JSON.stringify(upgradeBegun(last)));
    await bed.kubectl("dub", "create", "-f", "begun.json");
    rewrite(bed, STACK, (deployment) => {
      const resource = deployment.resources.find(({ type }) => type === "kubernetes:helm.sh/v3:Release");
      return { ...deployment, pending_operations: [{ type: "updating", resource: resource! }] };
    });
    bed.declare(declaration("values: { argo-cd: { greeting: moin } }"));
    await bed.succeed("up");
    assert.equal(await field("configmap/argocd", ".data.greeting"), "moin");
    const [{ metadata } = assert.fail()] = await records();
    assert.deepEqual(
      [metadata.labels.version, metadata.labels.status],
      [String(Number(last.metadata.labels.version) + 1), "deployed"],
    );
  });

  it("are refused before anything happens: bad keys, bad values, missing and wrong charts", async () => {
    await refused("values: { argo-cd: { greting: ahoy } }", 2, [
      'fleet.yaml:7:52: environments.local.charts.values.argo-cd.greting: is not a value of the chart (did you mean "greeting"?)',
    ]);
    await refused("values: { argo-cd: { replicas: 9, colour: null } }", 2, [
      "charts.values.argo-cd.replicas: must be <= 5, by the chart's schema",
      "charts.values.argo-cd.colour: null takes away what this program sets, and it sets nothing here",
    ]);
    await refused("versions: { argocd: 3.4.4 }", 2, [
      "charts.mirror: mirror/argo-cd is version 10.3.3 (of v3.5.1), and wanted is argo-cd 10.1.1 of argocd 3.4.4",
    ]);
    await refused("values: { argocd: {} }", 2, [
      'charts.values.argocd: is not a chart that the program installs (did you mean "argo-cd"?)',
    ]);
  });

  it("do not go back by a minor against what the stack's own last passport says", async () => {
    rmSync(path.join(mirror, "argo-cd"), { recursive: true });
    packagedChart(mirror, { ...ARGO_CD, version: "10.1.1", appVersion: "v3.4.4" });
    await refused("versions: { argocd: 3.4.4 }", 1, [
      "dub: argocd 3.4.4 cannot follow 3.5.1, which is installed (minors are not taken back): keep charts.versions.argocd: 3.5.1",
    ]);
  });

  it("may be archives too", async () => {
    packagedChart(mirror, ARGO_CD);
    bed.declare(declaration());
    await bed.succeed("up");
    assert.equal(await field("configmap/argocd", ".data"), '{"colour":"blue","greeting":"hello"}');
    assert.deepEqual(await changes(), []);
  });

  it("go with their objects when they are not wanted any more, but for the definitions in crds/", async () => {
    bed.declare(declaration().replace(/^.*gitops.*$/m, ""));
    const { code, stdout, stderr } = await bed.pulumi("up", "--yes", "--skip-preview", "--stack", STACK);
    assert.equal(code, 0, stdout + stderr);
    assert.equal(
      await bed.kubectl("dub", "get", "deployments,services", "-A", "-o", "name"),
      "service/kubernetes\n",
    );
    await bed.kubectl("dub", "get", "crd", "greetings.hello.example");
    assert.deepEqual(await systems(), {});
  });

  async function refused(charts: string, code: number, messages: readonly string[]): Promise<void> {
    bed.declare(declaration(charts));
    const finished = code === 2 ? await bed.fleet("check") : await bed.pulumi("preview", "--stack", STACK);
    const printed = finished.stdout + finished.stderr;
    assert.notEqual(finished.code, 0, printed);
    for (const message of messages) assert.ok(printed.includes(message), printed);
  }

  /** What the next run would do to releases, and to anything else. */
  async function changes(): Promise<string[]> {
    const { code, stdout, stderr } = await bed.pulumi("preview", "--json", "--stack", STACK);
    assert.equal(code, 0, stdout + stderr);
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    return steps
      .filter(({ op, urn }) => op !== "same" && !urn.includes("pulumi:pulumi:Stack"))
      .map(({ op }) => op);
  }

  async function systems(): Promise<unknown> {
    const { stdout } = await bed.pulumi(
      "stack",
      "output",
      "passports",
      "--json",
      "--show-secrets",
      "--stack",
      STACK,
    );
    return (JSON.parse(stdout) as Record<string, { systems?: unknown }>).dub?.systems;
  }

  async function field(object: string, jsonPath: string): Promise<string> {
    return bed.kubectl("dub", "-n", "argocd", "get", object, "-o", `jsonpath={${jsonPath}}`);
  }
});

const PROJECTS = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: appprojects.argoproj.io }
spec:
  group: argoproj.io
  scope: Namespaced
  names: { kind: AppProject, plural: appprojects, singular: appproject }
  versions:
    - name: v1alpha1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
`;

interface StateResource {
  readonly type: string;
  readonly inputs?: unknown;
  readonly outputs?: unknown;
}

interface Exported {
  readonly deployment: { readonly resources: readonly StateResource[] };
}

function declaration(charts = "", install = "install: chart"): string {
  return `name: acme
environments:
  local:
    hub: dub
    gitops: { kind: argocd, repo: ./examples, namespaces: [] }
    ${install}
    charts: { mirror: mirror${charts === "" ? "" : `, ${charts}`} }
    regions:
      dub: { country: IE, clusters: { dub: { provisioner: { kind: kwok, nodes: 1 } } } }
`;
}
