import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeRecord } from "../../../cli/drills/record.ts";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { planDigest } from "../../../fleet/drills/digest.ts";
import { recordOf } from "../../../fleet/drills/record.ts";
import { printPublicKey } from "../../../fleet/drills/signature.ts";
import { environmentOf } from "../../../fleet/fleet.ts";
import { drillFacts } from "../../fleet/drills/records.ts";
import { MANDATORY } from "../pack-process.ts";
import { Analyzer, type Resource } from "./analyzer.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const DAY = 86_400_000;

function declaration(every = "30d"): string {
  return `name: acme
environments:
  prod:
    hub: dub
    backup: { every: 6h, keep: 30d }
    recovery:
      publicKey: ${printPublicKey(publicKey)}
      records: drills
      drills:
        exercise:
          { mode: sandbox, source: dub, target: iad, every: ${every}, budget: { rto: 5m, rpo: 6h } }
    regions:
      eu: { country: IE, clusters: { dub: { provisioner: { kind: kwok }, podCidr: 10.0.0.0/16 } } }
      us: { country: US, clusters: { iad: { provisioner: { kind: kwok }, podCidr: 10.1.0.0/16 } } }
workloads:
  shop: { environments: [prod], manifests: shop.yaml }
`;
}

const SHOP = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\n";
const stack = (name: string): Resource => ({
  type: "pulumi:pulumi:Stack",
  name: `acme-${name}`,
  stack: name,
  provider: null,
});

describe("drills-are-fresh", function () {
  this.timeout(60_000);
  let pack: Analyzer | undefined;

  afterEach(() => {
    pack?.stop();
    pack = undefined;
  });

  /** The pack in a project whose drill was passed so many days ago. */
  const start = async (
    days?: number,
    { config, text = declaration() }: { config?: object; text?: string } = {},
  ) => {
    pack = await Analyzer.start(config, undefined, async (folder) => {
      writeFileSync(path.join(folder, "fleet.yaml"), text);
      writeFileSync(path.join(folder, "shop.yaml"), SHOP);
      if (days === undefined) return;
      const plan = planDigest(environmentOf(loadFleet(folder), "prod"), "exercise");
      const ended = new Date(Date.now() - days * DAY).toISOString();
      const facts = drillFacts({ environment: "prod", plan, ordered: ended, ended });
      await writeRecord(folder, "drills", recordOf(facts), privateKey);
    });
    return pack;
  };
  const said = async (asked: Analyzer, name: string) =>
    (await asked.analyze(stack(name))).map(({ rule, level, message }) => {
      assert.deepEqual([rule, level], ["drills-are-fresh", MANDATORY]);
      return message;
    });

  it("refuses every stack of production whose drill has never been run", async () => {
    const asked = await start();
    for (const name of ["prod", "prod-eu", "prod-us"])
      assert.deepEqual(await said(asked, name), [
        "drill exercise of prod is not fresh: it has never been run; run it: npx fleet drill exercise.",
      ]);
  });

  it("lets them through when it was passed lately, and refuses them when that is too long ago", async () => {
    assert.deepEqual(await said(await start(29), "prod-eu"), []);
    pack?.stop();
    assert.deepEqual(await said(await start(31), "prod-eu"), [
      "drill exercise of prod is not fresh: it was passed 31d ago, and that may be 30d at most; run it: npx fleet drill exercise.",
    ]);
  });

  it("refuses them when the plan has changed since", async () => {
    const asked = await start(1);
    assert.deepEqual(await said(asked, "prod"), []);
    pack?.stop();
    pack = await Analyzer.start(undefined, undefined, async (folder) => {
      writeFileSync(path.join(folder, "fleet.yaml"), declaration());
      writeFileSync(path.join(folder, "shop.yaml"), SHOP);
      const facts = drillFacts({
        environment: "prod",
        plan: "2".repeat(64),
        ordered: new Date().toISOString(),
      });
      await writeRecord(folder, "drills", recordOf({ ...facts, ended: facts.ordered }), privateKey);
    });
    assert.match((await said(pack, "prod"))[0] ?? "", /and its plan has changed since; run it/);
  });

  it("asks only what is production, and only of a fleet", async () => {
    const asked = await start(undefined, { config: { production: ["live"] } });
    assert.deepEqual(await said(asked, "prod"), []);
    pack?.stop();
    pack = await Analyzer.start();
    assert.deepEqual(await said(pack, "prod"), []);
  });

  it("does not stop a drill that is under way, and may bring the stacks up itself", async () => {
    const run = (folder: string, state: string) => {
      const journal = path.join(folder, ".archipelago/drills/prod/exercise");
      mkdirSync(journal, { recursive: true });
      writeFileSync(path.join(journal, "run.json"), JSON.stringify({ version: 1, state }));
    };
    for (const [state, refusals] of [
      ["stopped", 0],
      ["done", 1],
    ] as const) {
      pack = await Analyzer.start(undefined, undefined, (folder) => {
        writeFileSync(path.join(folder, "fleet.yaml"), declaration());
        writeFileSync(path.join(folder, "shop.yaml"), SHOP);
        run(folder, state);
        return Promise.resolve();
      });
      assert.equal((await said(pack, "prod-us")).length, refusals, state);
      pack.stop();
    }
  });

  it("lets nothing through that it cannot judge", async () => {
    const asked = await start(1, { text: declaration() });
    assert.match(
      (await said(asked, "prod-asia"))[0] ?? "",
      /^cannot be proved: fleet\.yaml cannot be used: Stack "prod-asia"/,
    );
  });

  it("has exceptions as every rule", async () => {
    const exception = {
      rule: "drills-are-fresh",
      match: "urn:pulumi:prod*::**",
      reason: "moving",
      expires: "2999-01-01",
    };
    assert.deepEqual(await said(await start(undefined, { config: { exceptions: [exception] } }), "prod"), []);
  });
});
