import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Environment } from "../../fleet/fleet.ts";
import { PLATFORM_PADS } from "../../fleet/links.ts";
import { rightsOf, type Rights } from "../../fleet/rights.ts";
import type { Rule } from "../../fleet/rule.ts";
import { describeRow, renderRights, RIGHTS_TABLE, type RightsRow } from "../rights-table.ts";
import { cluster } from "./arbitraries.ts";
import { environment } from "./environments.ts";

const DOCUMENT = path.join(import.meta.dirname, "../../docs/links.md");

const LEAST = environment([cluster("hub")]);
const READER = { ...LEAST, mesh: { ...LEAST.mesh, rights: "reader" } } as Environment;

describe("the table of rights", () => {
  for (const kind of PLATFORM_PADS) {
    it(`says of ${kind} what its landing pad is given`, () => {
      for (const [environment, yes] of [
        [LEAST, ["yes"]],
        [READER, ["yes", "reader"]],
      ] as const) {
        const rights = rightsOf(kind, environment);
        for (const row of RIGHTS_TABLE)
          assert.equal(allows(rights, row), yes.includes(row.answers[kind] as "yes"), describeRow(row));
      }
    });

    it(`leaves out nothing that ${kind} may read, and no right over the whole cluster`, () => {
      const { cluster, namespaces } = rightsOf(kind, READER);
      const everywhere = cluster.map((rule) => ({ rule, where: "everywhere" }));
      const inside = namespaces.flatMap(({ namespace, rules }) =>
        rules.map((rule) => ({ rule, where: namespace === "storefront" ? "gitops.namespaces" : namespace })),
      );
      for (const { rule, where } of [...everywhere, ...inside])
        for (const resource of rule.resources.filter((name) => name !== "*")) {
          const rows = RIGHTS_TABLE.filter((row) => row.resource === resource && row.where === where);
          assert.ok(
            rows.some((row) => row.answers[kind] !== "no" && grants(rule, row)),
            `${kind}: ${resource} in ${where}`,
          );
        }
    });
  }

  it("is shown in docs/links.md", () => {
    const text = readFileSync(DOCUMENT, "utf8");
    const [before = "", rest = ""] = text.split("<!-- rights -->\n");
    const [, after = ""] = rest.split("<!-- /rights -->");
    const expected = `${before}<!-- rights -->\n\n${renderRights()}\n\n<!-- /rights -->${after}`;
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(DOCUMENT, expected);
    assert.equal(readFileSync(DOCUMENT, "utf8"), expected);
  });
});

/** As Kubernetes' RBAC decides. */
function allows({ cluster, namespaces }: Rights, row: RightsRow): boolean {
  const inside = namespaces.filter(
    ({ namespace }) => namespace === (row.where === "gitops.namespaces" ? "storefront" : row.where),
  );
  return [...cluster, ...inside.flatMap(({ rules }) => rules)].some((rule) => grants(rule, row));
}

function grants({ apiGroups, resources, verbs, resourceNames }: Rule, row: RightsRow): boolean {
  const { verb, group, name, resource, subresource } = row;
  const type = subresource === undefined ? resource : `${resource}/${subresource}`;
  const wanted = verb === "list" ? ["list", "watch"] : [verb];
  const covers = (granted: readonly string[], one: string) => granted.includes("*") || granted.includes(one);
  return (
    covers(apiGroups, group) &&
    covers(resources, type) &&
    wanted.every((each) => covers(verbs, each)) &&
    (resourceNames === undefined || (name !== undefined && resourceNames.includes(name)))
  );
}
