import assert from "node:assert/strict";
import { LOCAL_KUBERNETES } from "../../fleet/kubernetes-versions.ts";
import { catalogue } from "../../tools/catalogue.ts";

describe("the version of local clusters", () => {
  it("is the one the declaration is checked against", () => {
    const versions = catalogue.filter(({ name }) => name.startsWith("kube-")).map(({ version }) => version);
    assert.deepEqual(versions, [LOCAL_KUBERNETES, LOCAL_KUBERNETES, LOCAL_KUBERNETES]);
  });
});
