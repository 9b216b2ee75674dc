import assert from "node:assert/strict";
import { API_VERSIONS } from "../../fleet/compatibility.ts";
import { LOCAL_KUBERNETES } from "../../fleet/kubernetes-versions.ts";
import { apiBundles } from "../../tools/api-charts/bundles.ts";
import { catalogue } from "../../tools/catalogue.ts";

describe("the version of local clusters", () => {
  it("is the one the declaration is checked against", () => {
    const versions = catalogue.filter(({ name }) => name.startsWith("kube-")).map(({ version }) => version);
    assert.deepEqual(versions, [LOCAL_KUBERNETES, LOCAL_KUBERNETES, LOCAL_KUBERNETES]);
  });
});

describe("the versions of resource types that are installed by themselves", () => {
  it("are those that the program asks for", () => {
    assert.deepEqual(
      Object.fromEntries(apiBundles.map(({ name, version }) => [name, version])),
      Object.fromEntries(Object.entries(API_VERSIONS)),
    );
  });
});
