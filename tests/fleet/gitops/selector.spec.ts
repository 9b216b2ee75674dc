import assert from "node:assert/strict";
import fc from "fast-check";
import type { ClusterSelector } from "../../../fleet/declaration/schema.ts";
import { memberMetadata } from "../../../fleet/gitops/member.ts";
import { memberExpressions, type Expression } from "../../../fleet/gitops/selector.ts";
import { selects } from "../../../fleet/selectors.ts";
import { cluster, REGIONS } from "../arbitraries.ts";
import { environment } from "../environments.ts";

/** As the API server reads a label selector: kubernetes.io, "Labels and Selectors". */
function matches(expressions: readonly Expression[], labels: Readonly<Record<string, string>>): boolean {
  return expressions.every(({ key, operator, values = [] }) => {
    const value = labels[key];
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
    }
  });
}

const value = fc.constantFrom("gold", "silver", ...REGIONS);
const condition = fc.oneof(
  value,
  fc.array(value, { minLength: 1 }),
  fc.record({ not: fc.array(value, { minLength: 1 }) }),
  fc.record({ exists: fc.boolean() }),
);
const selector: fc.Arbitrary<ClusterSelector> = fc.oneof(
  fc.constant("all" as const),
  fc.uniqueArray(fc.constantFrom("one", "two"), { minLength: 1 }),
  fc.dictionary(fc.constantFrom("tier", "region", "example.com/team"), condition),
);
const clusters = fc
  .record({
    name: fc.constantFrom("one", "two"),
    region: fc.constantFrom(...REGIONS),
    tier: fc.option(value),
  })
  .map(({ name, region, tier }) => cluster(name, region, { labels: tier === null ? {} : { tier } }));

describe("a selector, in the words of Kubernetes", () => {
  it("takes the same clusters as in a placement", () => {
    fc.assert(
      fc.property(selector, clusters, (selector, cluster) => {
        const { labels } = memberMetadata(cluster, environment([cluster]), { endpoint: "", version: "" });
        assert.equal(matches(memberExpressions(selector, "local"), labels), selects(selector, cluster));
      }),
    );
  });

  it("takes no member of another environment", () => {
    const edge = cluster("edge");
    const { labels } = memberMetadata(edge, environment([edge]), { endpoint: "", version: "" });
    assert.ok(!matches(memberExpressions("all", "prod"), labels));
  });
});
