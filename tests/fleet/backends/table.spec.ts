import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { BACK_ENDS } from "../../../fleet/backends/back-end.ts";
import { FEATURES, type FeatureName } from "../../../fleet/backends/features.ts";
import { ABILITIES, featureTable, inexpressible } from "../../../fleet/backends/table.ts";
import { declaration, type WorkloadDeclaration } from "../../../fleet/declaration/schema.ts";

const DOCUMENT = path.join(import.meta.dirname, "../../../docs/workloads.md");

/** A workload as it is read from a file, with one thing asked for. */
function declared(asked: object): WorkloadDeclaration {
  const { workloads } = declaration.parse({
    name: "acme",
    environments: {
      local: {
        hub: "dub",
        regions: { eu: { country: "IE", clusters: { dub: { provisioner: { kind: "kwok" } } } } },
      },
    },
    workloads: { shop: { environments: ["local"], manifests: "shop", ...asked } },
  });
  return workloads.shop ?? assert.fail();
}

/** What asks for a feature and for none that a back end could refuse beside it. */
const ASKING: Readonly<Record<FeatureName, object>> = {
  plain: {},
  kustomization: {},
  chart: {},
  clusters: { placement: { clusters: ["dub"] } },
  affinities: { placement: { affinities: [{ name: "home", clusters: "all" }] } },
  spread: { placement: { spread: [{ by: "region", max: 1 }] } },
  residency: { residency: "eu-only" },
  division: { division: { replicas: 3 } },
  bounds: { division: { replicas: 3, min: 1 } },
  available: { division: { replicas: 3, by: "available" } },
  overrides: { overrides: [{ clusters: "all", env: { A: "b" } }] },
  patch: {
    overrides: [{ clusters: "all", target: { kind: "Service" }, patch: [{ op: "remove", path: "/spec" }] }],
  },
  after: { after: ["database"] },
  exports: { exports: ["shop"] },
  rollout: { rollout: { waves: ["all"] } },
  pause: { rollout: { waves: ["all"], pause: "5m" } },
  minAvailable: { minAvailable: 2 },
};

describe("the table of what back ends can do", () => {
  for (const feature of Object.keys(FEATURES) as FeatureName[]) {
    const manifests = feature === "chart" || feature === "kustomization" ? feature : "yaml";

    it(`knows where ${feature} is asked for, and where it is not`, () => {
      const { askedAt } = FEATURES[feature];
      assert.ok(askedAt(declared(ASKING[feature]), manifests).length > 0);
      if (feature !== "plain" && feature !== "clusters")
        assert.deepEqual(askedAt(declared({ placement: { clusters: "all" } }), "yaml"), []);
    });

    for (const backend of BACK_ENDS)
      it(`refuses ${feature} with ${backend} exactly where the table says no, and names who can`, () => {
        const problems = inexpressible(declared({ ...ASKING[feature], backend }), manifests);
        const answer = ABILITIES[backend][feature];
        const own = problems.filter(({ message }) => "why" in answer && message.endsWith(answer.why));
        assert.equal(own.length > 0, "why" in answer);
        for (const { hint } of own)
          for (const able of BACK_ENDS)
            assert.equal(
              new RegExp(`\\b${able}\\b`).test(hint ?? ""),
              "how" in ABILITIES[able][feature],
              hint,
            );
      });
  }

  it("has somebody for every feature", () => {
    for (const feature of Object.keys(FEATURES) as FeatureName[])
      assert.ok(
        BACK_ENDS.some((backend) => "how" in ABILITIES[backend][feature]),
        feature,
      );
  });

  it("is shown in docs/workloads.md", async () => {
    const text = readFileSync(DOCUMENT, "utf8");
    const [before = "", rest = ""] = text.split("<!-- features -->\n");
    const [, after = ""] = rest.split("<!-- /features -->");
    const table = (await format(featureTable(), { parser: "markdown" })).trimEnd();
    const expected = `${before}<!-- features -->\n\n${table}\n\n<!-- /features -->${after}`;
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(DOCUMENT, expected);
    assert.equal(readFileSync(DOCUMENT, "utf8"), expected);
  });
});
