import assert from "node:assert/strict";
import { readModifiers } from "../../../fleet/backup/resource-modifiers.ts";

const CONDITIONS = { groupResource: "deployments.apps" };
const document = (rule: object) => ({ version: "v1", resourceModifierRules: [rule] });
const problems = (given: unknown) => {
  const read = readModifiers(given);
  return "problems" in read ? read.problems : [];
};

describe("resource modifiers", () => {
  it("are read as Velero reads them", () => {
    const rules = [
      { conditions: CONDITIONS, mergePatches: [{ patchData: "{}" }] },
      {
        conditions: { ...CONDITIONS, namespaces: ["shop"] },
        patches: [{ operation: "remove", path: "/spec" }],
      },
    ];
    for (const rule of rules) assert.deepEqual(problems(document(rule)), []);
  });

  it("are refused with all that is wrong with them, each with its place", () => {
    const wrong = {
      version: "v2",
      resourceModifierRules: [
        { conditions: { groupresource: "pods" }, patches: [{ operation: "delete", path: "/a" }] },
        { conditions: CONDITIONS },
      ],
    };
    const text = problems(wrong).join("\n");
    assert.match(text, /^version: /m);
    assert.match(
      text,
      /^resourceModifierRules\[0\]\.conditions\.groupresource: is not a known key \(did you mean "groupResource"/m,
    );
    assert.match(text, /^resourceModifierRules\[0\]\.patches\[0\]\.operation: /m);
    assert.deepEqual(problems(document({ conditions: CONDITIONS })), [
      "resourceModifierRules[0]: changes nothing; expected patches, mergePatches or strategicPatches",
    ]);
    assert.ok(problems(undefined).length > 0);
  });
});
