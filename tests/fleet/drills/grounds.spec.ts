import assert from "node:assert/strict";
import { modifiersObject, sandboxGround, sandboxWalls } from "../../../fleet/drills/grounds.ts";
import { sandboxModifications } from "../../../fleet/drills/sandbox.ts";
import { workload } from "../arbitraries.ts";

const ID = "3f9a1c";
const NAMESPACES = { shop: `shop-drill-${ID}`, db: `db-drill-${ID}` };

describe("the ground of a sandbox", () => {
  it("is namespaces as strict as those of the workloads, and outside the mesh", () => {
    const strict = [
      workload({ namespace: "shop", podSecurity: "baseline" }),
      workload({ name: "db", namespace: "db", podSecurity: "restricted" }),
    ];
    const ground = sandboxGround("nightly", ID, NAMESPACES, strict);
    assert.deepEqual(ground[0], {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: "shop-drill-3f9a1c",
        labels: {
          "archipelago/drill": ID,
          "pod-security.kubernetes.io/enforce": "baseline",
          "pod-security.kubernetes.io/warn": "baseline",
          "pod-security.kubernetes.io/audit": "baseline",
        },
        annotations: { "archipelago/drill-name": "nightly" },
      },
    });
    assert.equal(ground[1]?.metadata.labels?.["pod-security.kubernetes.io/enforce"], "restricted");
  });

  it("lets nothing in or out, but within the drill and to where names are looked up", () => {
    const walls = sandboxWalls(ID, NAMESPACES);
    assert.deepEqual(
      walls.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name, metadata.labels]),
      Object.values(NAMESPACES).flatMap((namespace) =>
        ["closed", "within"].map((name) => [
          "NetworkPolicy",
          namespace,
          `archipelago-drill-${name}`,
          { "archipelago/drill": ID },
        ]),
      ),
    );
    const [closed, within] = walls as unknown as { spec: Record<string, unknown> }[];
    assert.deepEqual(closed?.spec, { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const peers = [{ namespaceSelector: { matchLabels: { "archipelago/drill": ID } } }];
    assert.deepEqual(within?.spec.ingress, [{ from: peers }]);
    assert.deepEqual((within?.spec.egress as object[])[0], { to: peers });
  });

  it("takes the label away by which the fleet counts the replicas of a workload", () => {
    const labels = { "archipelago/workload": "shop", app: "shop" };
    const object = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "shop", labels },
    };
    const modifications = sandboxModifications([{ resource: "services", object }], 1);
    const { data, metadata } = modifiersObject(`drill-${ID}`, ID, modifications) as unknown as {
      data: Record<string, string>;
      metadata: object;
    };
    assert.deepEqual(metadata, {
      name: `drill-${ID}`,
      namespace: "velero",
      labels: { "archipelago/drill": ID },
    });
    const rules = JSON.parse(data["modifiers.json"] ?? "") as { resourceModifierRules: unknown };
    assert.deepEqual(rules.resourceModifierRules, [
      {
        conditions: { groupResource: "services", namespaces: ["shop"], resourceNameRegex: "^(web)$" },
        mergePatches: [{ patchData: '{"metadata":{"labels":{"archipelago/workload":null}}}' }],
      },
    ]);
  });
});
