import assert from "node:assert/strict";
import { toMarkdown } from "../../cli/audit/markdown.ts";
import { toPage } from "../../cli/audit/page.ts";
import { auditReport, isViolated, type AuditReport } from "../../cli/audit/report.ts";
import type { StackAudit } from "../../cli/audit/analyze.ts";
import { fleetsOfThisSuite, TWO_REGIONS } from "./declarations.ts";

const SECTIONS = [
  "hub: eu",
  "    backup: { every: 6h, keep: 30d }",
  "    observability: { sinks: { all: { endpoint: https://otlp.example, country: DE, accepts: [EU, US] } } }",
].join("\n");
const EXCEPTION =
  'exceptions: [{ match: "urn:pulumi:local-eu-west-1::**", basis: "<b>SCC</b> | 2", approver: A. Weber, expires: 2027-01-31 }]';

const urn = (stack: string, rest: string) => `urn:pulumi:${stack}::archipelago::${rest}`;

function stack(name: string, facts: Partial<StackAudit> = {}): StackAudit {
  return { stack: name, state: "audited", urns: [], violations: [], ...facts };
}

describe("the report of an audit", () => {
  const fleetOf = fleetsOfThisSuite();
  const report = (stacks: readonly StackAudit[] = [], declared = TWO_REGIONS): AuditReport => {
    const fleet = fleetOf(
      declared.replace("hub: eu", SECTIONS).replace("data: [EEA]", `data: [EEA], ${EXCEPTION}`),
    );
    const state = { backend: "file://./state", secretsProviders: new Map(), country: "IE" };
    return auditReport({
      fleet,
      environments: fleet.environments,
      stacks,
      undeclared: ["local-old"],
      surroundings: { state, today: "2026-12-01" },
    });
  };
  const violation = {
    stack: "local",
    urn: urn("local", "aws:s3/bucket:Bucket::abroad"),
    pack: "residency",
    policy: "declared-locality",
    message: "region: us-east-1 is in US",
    mandatory: true,
  };

  it("says what is on each cluster, by the declaration and by what is recorded", () => {
    const recorded = ["eu/web", "us/web", "us/records"].map((name) =>
      urn("local-us-east-1", `archipelago:workloads:DirectWorkload::${name}`),
    );
    const [local] = report([stack("local-us-east-1", { urns: recorded })]).environments;
    assert.deepEqual(
      local!.clusters.map(({ name, country, hub, workloads }) => [name, country, hub, workloads]),
      [
        [
          "eu",
          "IE",
          true,
          [
            { name: "records", profile: "eu-only", declared: true, recorded: false },
            { name: "web", profile: undefined, declared: true, recorded: true },
          ],
        ],
        [
          "us",
          "US",
          false,
          [
            { name: "records", profile: "eu-only", declared: false, recorded: true },
            { name: "web", profile: undefined, declared: true, recorded: true },
          ],
        ],
      ],
    );
  });

  it("says who holds rights across a border, and leaves out who holds them at home", () => {
    const { crossings } = report().environments[0]!;
    assert.deepEqual(
      crossings.map(({ kind, holder, holderCountry, target, targetCountry }) =>
        [kind, holder, holderCountry, target, targetCountry].join(" "),
      ),
      [
        "istio eu IE us US",
        "istio us US eu IE",
        "argocd eu IE us US",
        "backup eu IE backups of us US",
        "telemetry sink all DE eu IE",
        "telemetry sink all DE us US",
      ],
    );
    assert.deepEqual(crossings.find(({ holder }) => holder === "sink all")!.groups, ["EU", "EEA"]);
  });

  it("lists exceptions with what they cover, and counts what is wrong", () => {
    const urns = [urn("local-eu-west-1", "a:b:C::one"), urn("local-us-east-1", "a:b:C::two")];
    const { environments, totals } = report([stack("local", { urns, violations: [violation] })]);
    const [exception] = environments[0]!.exceptions;
    assert.deepEqual([exception!.active, exception!.covers], [true, 1]);
    assert.deepEqual(totals, {
      violations: 1,
      refused: 0,
      exceptions: 1,
      endedExceptions: 0,
      crossings: 6,
      unread: 0,
    });
    assert.ok(isViolated(totals));
    const advice = report([stack("local", { violations: [{ ...violation, mandatory: false }] })]);
    assert.ok(!isViolated(advice.totals));
  });

  it("is Markdown in which text of others stays text", () => {
    const text = toMarkdown(report([stack("local", { violations: [violation] })]));
    assert.match(text, /^# Residency of fleet acme, 2026-12-01\n/);
    assert.match(text, /declared locality, enforced and shown/);
    assert.match(text, /✗ local \| aws:s3\/bucket:Bucket abroad \| region: us-east-1 is in US/);
    assert.match(text, /&lt;b>SCC&lt;\/b> \\\| 2/);
    assert.match(text, /local-old/);
    assert.doesNotMatch(text, /complian/i);
    for (const table of text.split("\n\n").filter((block) => block.startsWith("|"))) {
      const widths = table
        .trim()
        .split("\n")
        .map((line) => line.replaceAll(String.raw`\|`, "").split("|").length);
      assert.equal(new Set(widths).size, 1, table);
    }
  });

  it("is one page that needs nothing else, with a picture by country", async () => {
    const page = await toPage(report([stack("local", { violations: [violation] })]));
    assert.match(page, /<svg[\s\S]*Ireland \(IE\)[\s\S]*<\/svg>/);
    assert.match(page, /&lt;b&gt;SCC&lt;\/b&gt; \| 2/);
    assert.doesNotMatch(page, /<b>SCC/);
    assert.doesNotMatch(page, /<script|<link|<img|<iframe|@import|url\(|\b(src|href)="/i);
    assert.doesNotMatch(page, /complian/i);
    assert.equal(page.match(/<svg/g)?.length, 1);
  });

  it("puts violations that say the same into one line", () => {
    const many = ["one", "two", "three"].map((name) => ({
      ...violation,
      urn: urn("local", `a:b:C::${name}`),
    }));
    const text = toMarkdown(report([stack("local", { violations: many })]));
    assert.match(text, /b:C one, and 2 more/);
  });
});
