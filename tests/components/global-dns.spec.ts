import assert from "node:assert/strict";
import path from "node:path";
import { environmentStack } from "../../stacks/environment.ts";
import { readDeclaration } from "../../fleet/declaration/load.ts";
import { resolveFleet } from "../../fleet/fleet.ts";
import { GOOD } from "../declaration/malformed.ts";
import { makeProject, PROJECT, removeProject } from "../declaration/project.ts";
import { Analyzer } from "../policies/analyzer.ts";
import { record, type Registration } from "./recorder.ts";

const WEIGHTED = `{ policy: weighted, workload: web, answers: { dub: [198.51.100.1, 198.51.100.4], iad: [198.51.100.2] }, check: { path: /healthz } }`;
const AWS = `dns: { zone: acme.example, hosting: { account: "123456789012" }, names: { shop: ${WEIGHTED} } }`;
const GOOGLE = `dns: { zone: acme.example, provider: google, hosting: { project: acme }, names: { shop: ${WEIGHTED.replace("/healthz", "/healthz, from: [europe-west1, europe-west3, europe-west4]")} } }`;

describe("the global names of an environment stack", () => {
  let root: string;
  before(() => {
    root = makeProject(PROJECT);
  });
  after(() => {
    removeProject(root);
  });

  /** What the stack registers besides what waits for its hub. */
  async function registered(
    dns: string,
    edit: (text: string) => string = (text) => text,
  ): Promise<Registration[]> {
    const text = edit(GOOD.replace("    hub: dub", `    hub: dub\n    ${dns}`));
    const declaration = readDeclaration(text, root);
    const [environment] = resolveFleet(declaration).environments;
    assert.ok(environment !== undefined);
    return record(() => environmentStack({ environment, root }), {}, environment.name);
  }
  /** By name: creation follows what is known first. */
  const of = (seen: readonly Registration[], type: string) =>
    seen.filter((each) => each.type === type).sort((a, b) => (a.name < b.name ? -1 : 1));

  it("are a zone, a record for each cluster, and checks that they depend on, with a provider of their own", async () => {
    const seen = await registered(AWS);
    const [provider] = of(seen, "pulumi:providers:aws");
    assert.deepEqual(provider?.inputs.allowedAccountIds, '["123456789012"]');
    const records = of(seen, "aws:route53/record:Record");
    assert.deepEqual(
      records.map(({ name, inputs: { records, setIdentifier, ttl } }) => [name, records, setIdentifier, ttl]),
      [
        ["shop.acme.example/A/dub", ["198.51.100.1", "198.51.100.4"], "dub", 60],
        ["shop.acme.example/A/iad", ["198.51.100.2"], "iad", 60],
      ],
    );
    const checks = of(seen, "aws:route53/healthCheck:HealthCheck");
    assert.deepEqual(
      checks.map(({ name, inputs: { type, childHealthThreshold } }) => [name, type, childHealthThreshold]),
      [
        ["shop.acme.example/dub", "CALCULATED", 1],
        ["shop.acme.example/dub/0", "HTTPS", undefined],
        ["shop.acme.example/dub/1", "HTTPS", undefined],
        ["shop.acme.example/iad", "HTTPS", undefined],
      ],
    );
    for (const each of [...records, ...checks]) assert.match(each.provider, /::local\/route53::/);
    assert.equal(records[0]?.inputs.healthCheckId, "shop.acme.example/dub-id");
  });

  it("leave a zone alone that others have made", async () => {
    const seen = await registered(AWS.replace('account: "123456789012"', "zoneId: Z123"));
    assert.deepEqual(of(seen, "aws:route53/zone:Zone"), []);
    assert.equal(of(seen, "aws:route53/record:Record")[0]?.inputs.zoneId, "Z123");
  });

  it("are one record in Cloud DNS, with addresses that it checks itself", async () => {
    const seen = await registered(GOOGLE);
    const [zone] = of(seen, "gcp:dns/managedZone:ManagedZone");
    assert.equal(zone?.inputs.dnsName, "acme.example.");
    const [set, ...more] = of(seen, "gcp:dns/recordSet:RecordSet");
    assert.deepEqual(more, []);
    const targets = (...externalEndpoints: string[]) => ({ healthCheckedTargets: { externalEndpoints } });
    const { wrrs } = set?.inputs.routingPolicy as { wrrs: unknown };
    assert.deepEqual(wrrs, [
      { weight: 1, ...targets("198.51.100.1", "198.51.100.4") },
      { weight: 1, ...targets("198.51.100.2") },
    ]);
    const [check] = of(seen, "gcp:compute/healthCheck:HealthCheck");
    assert.deepEqual(check?.inputs.httpsHealthCheck, {
      port: 443,
      requestPath: "/healthz",
      host: "shop.acme.example",
    });
  });

  it("send nobody to a cluster that may not hold what the name stands for", async () => {
    const confined = (text: string) =>
      text.replace("manifests: web.yaml", "manifests: web.yaml\n    residency: eu-only");
    for (const [dns, type] of [
      [AWS, "aws:route53/record:Record"],
      [GOOGLE, "gcp:dns/recordSet:RecordSet"],
    ] as const) {
      const said = JSON.stringify(of(await registered(dns, confined), type));
      assert.ok(said.includes("198.51.100.1") && !said.includes("198.51.100.2"), said);
    }
  });

  for (const [server, dns] of [
    ["Route 53", AWS],
    ["Cloud DNS", GOOGLE],
  ] as const) {
    it(`pass the residency pack where clusters answer that are allowed, and are refused where one is not: ${server}`, async () => {
      const seen = await registered(dns);
      for (const [data, expected] of [
        ["[EEA, US]", false],
        ["[EEA]", true],
      ] as const) {
        const folder = makeProject({
          "residency.yaml": `data: ${data}\nhosts:\n  198.51.100.1: { country: IE }\n  198.51.100.4: { country: IE }\n  198.51.100.2: { country: US }\n`,
        });
        const pack = await Analyzer.start("residency", {
          RESIDENCY_PROFILE: path.join(folder, "residency.yaml"),
        });
        try {
          const found = await pack.violations(
            seen
              .filter(({ custom }) => custom)
              .map(({ type, name, inputs, provider }) => {
                const [, , , providerName] = provider.split("::");
                return {
                  type,
                  name,
                  props: inputs,
                  ...(providerName === undefined ? {} : { provider: providerName }),
                };
              }),
          );
          assert.equal(found.length > 0, expected, JSON.stringify(found));
          for (const { message } of found) assert.match(message, /198\.51\.100\.2|US/);
        } finally {
          pack.stop();
          removeProject(folder);
        }
      }
    });
  }
});
