import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { deleteCluster, ensureCluster } from "../../../components/cluster/kwok/lifecycle.ts";
import { identityOf, type KubernetesObject } from "../../../fleet/manifests.ts";
import { ensureApiCharts } from "../../../tools/api-charts/api-charts.ts";
import { DECLARATIONS } from "../../components/schemas/declarations.ts";
import { objectsOf } from "../../components/schemas/objects.ts";
import { Bed, type Finished } from "../bed.ts";
import { until } from "../until.ts";

/*
 * What tests/components/schemas.spec.ts asks packages of models, asked of a real API server with the resource types that
 * the program installs: also the kinds of which there is no package (velero.io), and the rules that are no schema (CEL).
 */
describe("a real API server", function () {
  this.timeout("5m");
  let bed: Bed;
  let objects: readonly KubernetesObject[] = [];

  before(async () => {
    bed = await Bed.create();
    const { kubeconfig } = await ensureCluster(bed.root, { name: "schemas", nodes: 1 });
    bed.write("schemas.kubeconfig", kubeconfig);
    for (const declaration of Object.values(DECLARATIONS))
      objects = [...objects, ...(await objectsOf(declaration))];
    await succeed("apply", "--server-side", ...fileOf("types", typesIn(await ensureApiCharts())));
    // Fails as long as one of them has no conditions at all.
    await until(
      () => kubectl("wait", "--for=condition=Established", "customresourcedefinitions", "--all"),
      ({ code }) => code === 0,
    );
    const namespaces = objects.filter(({ kind }) => kind === "Namespace");
    await succeed("apply", ...fileOf("namespaces", unique(namespaces)));
  });
  after(async () => {
    await deleteCluster(bed.root, "schemas");
    await bed.destroy();
  });

  it("takes every object that the program makes, and knows all its fields", async () => {
    const inside = objects.filter(({ kind }) => kind !== "Namespace");
    assert.ok(inside.some(({ apiVersion }) => apiVersion === "velero.io/v1"));
    const { stderr, stdout } = await tryOut(inside);
    assert.equal(stderr, "");
    assert.equal(stdout.trim().split("\n").length, inside.length);
  });

  it("would not take one with a field that it does not know", async () => {
    const schedule = objects.find(({ kind }) => kind === "Schedule") ?? assert.fail("no Schedule");
    const { spec } = schedule as unknown as { spec: object };
    const { stderr } = await tryOut([{ ...schedule, spec: { ...spec, every: "6h" } }]);
    assert.match(stderr, /unknown field "every" in io\.velero\.v1\.Schedule\.spec/);
  });

  function tryOut(all: readonly KubernetesObject[]): Promise<Finished> {
    return kubectl(
      "create",
      "--dry-run=server",
      "--validate=strict",
      "-o",
      "name",
      ...fileOf("objects", all),
    );
  }

  async function succeed(...args: string[]): Promise<void> {
    const { code, stderr } = await kubectl(...args);
    assert.equal(code, 0, stderr);
  }

  function kubectl(...args: string[]): Promise<Finished> {
    return bed.run("kubectl", ["--kubeconfig", path.join(bed.root, "schemas.kubeconfig"), ...args]);
  }

  function fileOf(name: string, items: readonly object[]): string[] {
    bed.write(`${name}.json`, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
    return ["-f", path.join(bed.root, `${name}.json`)];
  }
});

/** The resource types in the charts; what Helm would read as its own is written as tools/api-charts/chart.ts writes it. */
function typesIn(charts: string): object[] {
  return globSync("*/templates/*.yaml", { cwd: charts }).map((file) => {
    const text = readFileSync(path.join(charts, file), "utf8");
    return JSON.parse(text.replaceAll('{{ "{{" }}', "{{")) as object;
  });
}

function unique(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return [...new Map(objects.map((object) => [identityOf(object, ""), object])).values()];
}
