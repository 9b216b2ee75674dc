import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { planClusterApi } from "../../../fleet/clouds/cluster-api/plan.ts";
import { API_VERSIONS } from "../../../fleet/compatibility.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { ensureApiCharts } from "../../../tools/api-charts/api-charts.ts";
import { schemaIn, type Definition } from "../../components/schemas/definition.ts";
import { clusterApiClusters } from "../../fleet/clouds/cluster-api/clusters.ts";
import { AWS_PROVIDER, GCP_PROVIDER, IN_MEMORY, objectsOf } from "./cluster-api-files.ts";

/* The schemas are those of the releases: of Cluster API, of its in-memory infrastructure, of AWS and Google Cloud. */
describe("objects of Cluster API and its providers", function () {
  this.timeout("3m");
  const types = new Map<string, Definition>();

  before(async () => {
    const fetched = await Promise.all([AWS_PROVIDER, GCP_PROVIDER, IN_MEMORY].map(objectsOf));
    const charts = path.join(
      await ensureApiCharts(),
      `api-cluster-api-${API_VERSIONS["cluster-api"]}`,
      "templates",
    );
    const own = readdirSync(charts).map(
      (file) => parse(readFileSync(path.join(charts, file), "utf8")) as Definition,
    );
    for (const definition of [...own, ...(fetched.flat() as unknown as Definition[])]) {
      if (definition.kind !== "CustomResourceDefinition") continue;
      types.set(`${definition.spec.group} ${definition.spec.names.kind}`, definition);
    }
  });

  for (const { name, cluster, declared } of clusterApiClusters()) {
    it(`are as their schemas want them: ${name}`, () => {
      const { objects } = planClusterApi(cluster, declared, "acme-prod-dub", "dub");
      assert.deepEqual(objects.flatMap(problems), []);
    });
  }

  it("are refused with a field that their type does not have", () => {
    const [{ cluster, declared } = assert.fail()] = clusterApiClusters();
    const [object = assert.fail()] = planClusterApi(cluster, declared, "acme-prod-dub", "dub").objects;
    const wrong = { ...object, spec: { ...(object.spec as object), topologie: {} } };
    assert.deepEqual(problems(wrong), ["Cluster: /spec/topologie: the schema has no such field"]);
  });

  function problems(object: KubernetesObject): string[] {
    const [group = "", version = ""] = object.apiVersion.split("/");
    const definition = types.get(`${group} ${object.kind}`) ?? assert.fail(`no type ${group} ${object.kind}`);
    return schemaIn(definition, version)(object).map((problem) => `${object.kind}: ${problem}`);
  }
});
