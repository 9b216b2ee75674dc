import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { ensureApiCharts, linkApiCharts, locateApiCharts } from "../../tools/api-charts/api-charts.ts";
import type { ApiBundle, OwnBundle } from "../../tools/api-charts/bundles.ts";
import { definitionsIn, writeChart } from "../../tools/api-charts/chart.ts";
import type { Digest } from "../../tools/catalogue.ts";
import { DownloadHost, ToolBed } from "./bed.ts";

const OWN: OwnBundle = { name: "linkerd", version: "2.20.0", own: ["linkerd/links.yaml"] };

/** A release's file: a type whose schema has a description and a field called so, and something that is no type. */
const SHIPS = `apiVersion: v1
kind: Namespace
metadata: { name: harbour }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ships.harbour.example }
spec:
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          description: A ship, named by a template such as {{ .name }}.
          properties:
            name: { type: string, default: "{{{ name }}}" }
            description: { type: string, description: What it is like. }
`;

const STRIPPED = {
  properties: { name: { type: "string", default: "{{{ name }}}" }, description: { type: "string" } },
};

interface Definition {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: unknown } }[] };
}

/** What Helm makes of a template that has no actions but quoted braces. It fails on any other. */
function rendered(template: string): unknown {
  const text = template.split('{{ "{{" }}');
  assert.ok(!text.some((part) => part.includes("{{")), "no other action");
  return JSON.parse(text.join("{{"));
}

describe("charts of resource types", () => {
  let bed: ToolBed;
  let host: DownloadHost;

  beforeEach(async () => {
    bed = await ToolBed.create();
    host = await DownloadHost.open();
  });

  afterEach(async () => {
    await host.close();
    await bed.remove();
  });

  // The host is on loopback, so no proxy is in the way.
  const env = () => ({ ...bed.env, NODE_USE_ENV_PROXY: "0" });
  const ensure = (...bundles: ApiBundle[]) => ensureApiCharts({ env: env(), bundles });
  const charts = () => readdirSync(join(bed.cache, "charts"));

  /** A release on the host, which is also in a Go module where the fake Go says modules lie. */
  function release(name = "ships", { digest }: { digest?: Digest } = {}): ApiBundle {
    const file = `crds/${name}.yaml`;
    mkdirSync(dirname(join(bed.root, file)), { recursive: true });
    writeFileSync(join(bed.root, file), SHIPS);
    const offered = host.offer(`/${file}`, SHIPS) as `sha256:${string}`;
    const files = { [file]: (digest ?? offered) as `sha256:${string}` };
    return { name, version: "1.2.3", url: host.url("/"), module: `example.org/${name}@v1.2.3`, files };
  }

  it("holds the types of a release and nothing else, without their descriptions", async () => {
    const folder = join(await ensure(release()), "api-ships-1.2.3");
    const chart = JSON.parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as Record<string, string>;
    assert.equal(chart.name, "api-ships");
    assert.match(chart.version!, /^1\.2\.3\+[0-9a-f]{10}$/);
    assert.deepEqual(readdirSync(join(folder, "templates")), ["ships.harbour.example.yaml"]);
    const template = readFileSync(join(folder, "templates/ships.harbour.example.yaml"), "utf8");
    const { spec } = rendered(template) as Definition;
    assert.deepEqual(spec.versions[0]?.schema.openAPIV3Schema, STRIPPED);
  });

  it("has the labels that its release puts on all types", async () => {
    const labels = { "harbour.example/v1": "v1" };
    const folder = join(await ensure({ ...release(), labels }), "api-ships-1.2.3");
    const template = readFileSync(join(folder, "templates/ships.harbour.example.yaml"), "utf8");
    assert.deepEqual((rendered(template) as Definition).metadata?.labels, labels);
  });

  it("has another version when its types are others: a release looks at nothing else", async () => {
    const version = async (group: string) => {
      const folder = join(bed.root, "chart");
      const definition = { metadata: { name: "ships.example" }, spec: { group } };
      await writeChart(folder, { name: "ships", version: "1.2.3" }, [definition]);
      return (JSON.parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as { version: string }).version;
    };
    assert.equal(await version("a.example"), await version("a.example"));
    assert.notEqual(await version("a.example"), await version("b.example"));
  });

  it("gives Helm back every text as it was, whatever braces it has", async () => {
    const texts = fc.string({ unit: fc.constantFrom("{", "}", '"', "\\", " ", "a") });
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const definition = { metadata: { name: "texts.example" }, spec: { text, list: [{ text }] } };
        await writeChart(join(bed.root, "chart"), { name: "texts", version: "1.0.0" }, [definition]);
        const template = readFileSync(join(bed.root, "chart/templates/texts.example.yaml"), "utf8");
        assert.deepEqual(rendered(template), definition);
      }),
      { numRuns: 200 },
    );
  });

  it("expands anchors, as many as there are", () => {
    const uses = Array.from({ length: 200 }, (_, index) => `  f${index}: *type`).join("\n");
    const text = `kind: CustomResourceDefinition\nmetadata: { name: a }\nspec:\n  type: &type { type: string }\n${uses}\n`;
    assert.equal(JSON.stringify(definitionsIn(text)).split('{"type":"string"}').length, 202);
  });

  it("is there the next time: nothing is fetched, nothing is started", async () => {
    await bed.go();
    const bundles = [release(), OWN];
    assert.equal(await locateApiCharts({ env: env(), bundles }), undefined);
    const folder = await ensure(...bundles);
    assert.equal(await ensure(...bundles), folder);
    assert.equal(await locateApiCharts({ env: env(), bundles }), folder);
    assert.equal(host.requests.length, 1);
    assert.deepEqual(await bed.calls(), []);
  });

  it("comes out of the Go module where the release is out of reach", async () => {
    const bundle = release();
    await host.close();
    await bed.go();
    const folder = await ensure(bundle);
    assert.deepEqual(await bed.calls(), [
      "go mod download example.org/ships@v1.2.3",
      "go list -m -f {{.Dir}} example.org/ships@v1.2.3",
    ]);
    assert.ok(existsSync(join(folder, "api-ships-1.2.3/templates/ships.harbour.example.yaml")));
    host = await DownloadHost.open();
  });

  it("stops at a wrong checksum, of a download and of a module", async () => {
    await bed.go();
    const wrong = release("ships", { digest: `sha256:${"0".repeat(64)}` });
    await assert.rejects(ensure(wrong), /ships\.yaml has sha256 [0-9a-f]{64}, pinned is 0000/);
    assert.deepEqual(await bed.calls(), []);
    await host.close();
    await assert.rejects(
      ensure(wrong),
      /Go module: crds\/ships\.yaml of example\.org\/ships@v1\.2\.3 has sha256/,
    );
    host = await DownloadHost.open();
  });

  it("names every bundle that could not be had, and why, and leaves nothing half-made", async () => {
    const bundles = [release("ships"), release("piers")];
    await host.close();
    await assert.rejects(ensure(OWN, ...bundles), (error: Error) => {
      const lines = error.message.split("\n");
      assert.equal(lines.length, 2);
      assert.match(
        lines[0]!,
        /^Resource types of ships 1\.2\.3: download: .*; Go module: Go is not on PATH$/,
      );
      assert.match(lines[1]!, /^Resource types of piers 1\.2\.3: download: .* failed before/);
      return true;
    });
    assert.equal(existsSync(join(bed.cache, "charts")), false);
    assert.deepEqual(await bed.cached("tmp"), []);
    assert.deepEqual(await bed.cached("locks"), []);

    await bed.script("go", 'echo "go: module ships: 403 Forbidden" >&2; exit 1');
    await assert.rejects(
      ensure(bundles[0]!),
      /Go module: go mod ended with 1: go: module ships: 403 Forbidden/,
    );
    host = await DownloadHost.open();
  });

  it("is made anew when the table changes, beside what older clones still use", async () => {
    const bundle = release();
    await ensure(bundle);
    await ensure({ ...bundle, version: "1.2.4" });
    assert.equal(charts().length, 2);
  });

  it("is made once by two that want it at the same time", async () => {
    const bundle = release();
    const [first, second] = await Promise.all([ensure(bundle), ensure(bundle)]);
    assert.equal(first, second);
    assert.equal(host.requests.length, 1);
  });

  it("is linked into the project, in the place of an older link", async () => {
    const place = join(bed.root, "project/.archipelago/charts");
    await linkApiCharts("/older", place);
    const folder = await ensure(OWN);
    await Promise.all([linkApiCharts(folder, place), linkApiCharts(folder, place)]);
    assert.equal(readlinkSync(place), folder);
  });
});

describe("our own resource types of Linkerd", () => {
  it("has the fields that a link needs", async () => {
    const bed = await ToolBed.create();
    const folder = await ensureApiCharts({ env: bed.env, bundles: [OWN] });
    const file = join(folder, "api-linkerd-2.20.0/templates/links.multicluster.linkerd.io.yaml");
    const { spec } = rendered(readFileSync(file, "utf8")) as Definition;
    await bed.remove();
    const schema = spec.versions[0]?.schema.openAPIV3Schema as Schema;
    const fields = Object.keys(schema.properties?.spec?.properties ?? {});
    for (const field of ["targetClusterName", "clusterCredentialsSecret", "gatewayIdentity", "probeSpec"])
      assert.ok(fields.includes(field), field);
  });
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}
