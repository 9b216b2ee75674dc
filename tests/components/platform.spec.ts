import assert from "node:assert/strict";
import { revealedEach } from "./values.ts";
import * as pulumi from "../../components/sdk/pulumi.ts";
import { Provider } from "../../components/sdk/kubernetes.ts";
import { System } from "../../components/platform/system.ts";
import type { SystemPlan } from "../../fleet/platform/system.ts";
import { record, type Registration } from "./recorder.ts";

const object = (kind: string, name: string) => {
  return { apiVersion: "v1", kind, metadata: { name, namespace: "system" } };
};

const PLAN: SystemPlan = {
  system: "observability",
  namespaces: [],
  apis: ["velero"],
  prerequisites: [object("ServiceAccount", "account")],
  charts: [{ chart: "chart", release: "release", namespace: "system", values: {} }],
  objects: [object("ConfigMap", "last")],
};

describe("a system, as it is registered", () => {
  let seen: Registration[];

  before(async () => {
    seen = await record(() => {
      const provider = new Provider("dub", { kubeconfig: "kubeconfig", clusterIdentifier: "id" });
      const release = (name: string) => {
        return { release: name, args: { name, namespace: "system", chart: name, values: {} } };
      };
      new System("dub/system", {
        cluster: { name: "dub", provider, deletedWith: undefined },
        plan: PLAN,
        secrets: [{ name: "key", namespace: "system", stringData: { token: pulumi.secret("canary-5e9a") } }],
        charts: {
          version: () => undefined,
          api: (name) => release(`api-${name}`),
          chart: ({ release: name }) => release(name),
        },
      });
    });
  });

  const dependenciesOf = (name: string) => {
    const found = seen.find((each) => each.name === name) ?? assert.fail(`no ${name}`);
    return found.dependencies.map((urn) => urn.slice(urn.lastIndexOf("::") + 2)).sort();
  };

  it("has its secrets and what its pods need first, then types, then charts, then its objects", () => {
    assert.deepEqual(dependenciesOf("dub/system/key"), []);
    assert.deepEqual(dependenciesOf("dub/system/ServiceAccount/system/account"), []);
    assert.deepEqual(dependenciesOf("dub/system/api-velero"), [
      "dub/system/ServiceAccount/system/account",
      "dub/system/key",
    ]);
    assert.deepEqual(dependenciesOf("dub/system/release"), ["dub/system/api-velero"]);
    assert.deepEqual(dependenciesOf("dub/system/ConfigMap/system/last"), ["dub/system/release"]);
  });

  it("has no empty maps, which an API server would drop and each run add again", () => {
    const { inputs } = seen.find(({ name }) => name === "dub/system/key") ?? assert.fail();
    assert.deepEqual(inputs.metadata, { name: "key", namespace: "system" });
  });

  it("keeps what its Secrets carry secret", () => {
    const { inputs, additionalSecretOutputs } =
      seen.find(({ name }) => name === "dub/system/key") ?? assert.fail();
    assert.ok(Object.keys(revealedEach(inputs.stringData)).length > 0);
    assert.deepEqual(additionalSecretOutputs, ["data", "stringData"]);
  });
});
