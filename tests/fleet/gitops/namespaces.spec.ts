import assert from "node:assert/strict";
import { describeLeaving, leavingNamespaces, withNamespaces } from "../../../fleet/gitops/leaving.ts";
import { argocdNamespaces } from "../../../fleet/gitops/namespaces.ts";
import { rightsOf } from "../../../fleet/rights.ts";
import { cluster, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const shop = workload({ name: "shop", namespace: "shop", backend: "applicationset" });
const of = environment([cluster("dub", "eu-west-1")], { workloads: [shop, workload({ name: "web" })] });

describe("the namespaces of Argo CD", () => {
  it("are those declared for it, and those of the workloads that it carries out", () => {
    assert.deepEqual(argocdNamespaces(of), ["storefront", "shop"]);
    assert.deepEqual(
      rightsOf("argocd", of).namespaces.map(({ namespace }) => namespace),
      ["storefront", "shop"],
    );
    assert.deepEqual(argocdNamespaces({ ...of, gitops: undefined }), []);
  });

  it("stay until the environment's stack has let go of what was in them", () => {
    const record = { applicationset: { kinds: ["deployments.apps"], namespaces: ["shop", "old"] } };
    const leaving = leavingNamespaces(of, record);
    assert.deepEqual(leaving, ["old"]);
    assert.deepEqual(argocdNamespaces(withNamespaces(of, leaving)), ["storefront", "old", "shop"]);
    assert.deepEqual(describeLeaving(leaving), ["old (namespace, until Argo CD has let go of it)"]);
    assert.equal(withNamespaces(of, []), of);
    assert.deepEqual(leavingNamespaces(of, {}), []);
  });
});
