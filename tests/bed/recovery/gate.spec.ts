import assert from "node:assert/strict";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { writeRecord } from "../../../cli/drills/record.ts";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { planDigest } from "../../../fleet/drills/digest.ts";
import { recordOf, type DrillFacts } from "../../../fleet/drills/record.ts";
import { environmentOf } from "../../../fleet/fleet.ts";
import { drillFacts } from "../../fleet/drills/records.ts";
import { Bed } from "../bed.ts";

const PACK = path.resolve(import.meta.dirname, "../../../policies/guardrails/pack");
const STACK = "prod-eu";

/** Without a key there are no drills either. */
const declaration = (publicKey?: string, rpo = "6h") => `name: acme
environments:
  prod:
    hub: dub
    backup: { every: 6h, keep: 30d }
${publicKey === undefined ? "" : recovery(publicKey, rpo)}    regions:
      eu: { country: IE, clusters: { dub: { provisioner: { kind: kwok }, podCidr: 10.0.0.0/16 } } }
      us: { country: US, clusters: { iad: { provisioner: { kind: kwok }, podCidr: 10.1.0.0/16 } } }
workloads:
  storefront: { environments: [prod], manifests: examples/storefront }
`;
const recovery = (publicKey: string, rpo: string) => `    recovery:
      publicKey: ${publicKey}
      records: drills
      drills: { exercise: { mode: sandbox, source: dub, target: iad, budget: { rto: 5m, rpo: ${rpo} } } }
`;

/* The real engine: from the key in its config to the preview that is refused. Nothing has to be up for it. */
describe("the gate of production", function () {
  this.timeout("5m");
  let bed: Bed;
  let publicKey = "";
  let privateKey: KeyObject;

  before(async () => {
    bed = await Bed.create(declaration());
    await bed.succeed("preview");
  });
  after(() => bed.destroy());

  const preview = () => bed.pulumi("preview", "--policy-pack", PACK, "--stack", STACK);
  const write = (facts: Partial<DrillFacts> = {}) => {
    const plan = planDigest(environmentOf(loadFleet(bed.root), "prod"), "exercise");
    const now = new Date().toISOString();
    const record = recordOf(drillFacts({ environment: "prod", plan, ordered: now, ended: now, ...facts }));
    return writeRecord(bed.root, "drills", record, privateKey);
  };

  it("has a key whose private half is in the config of the stack, encrypted, and nowhere else", async () => {
    const { code, stdout, stderr } = await bed.fleet("drill", "key", "prod");
    assert.equal(code, 0, stderr);
    publicKey = stdout.trim();
    assert.match(publicKey, /^ed25519:[A-Za-z0-9+/]{43}=$/);
    assert.match(stderr, /environments\.prod\.recovery\.publicKey/);
    const answer = JSON.parse(await bed.succeed("drill", "key", "prod", "--json")) as object;
    assert.deepEqual(answer, { environment: "prod", publicKey, made: false, declared: false });
    const secret = (
      await bed.pulumi("config", "get", "archipelago:drillKey", "--stack", "prod")
    ).stdout.trim();
    privateKey = createPrivateKey({ key: Buffer.from(secret, "base64"), type: "pkcs8", format: "der" });
    assert.match(
      readFileSync(path.join(bed.root, "stacks/Pulumi.prod.yaml"), "utf8"),
      /drillKey:\n\s+secure: v1:/,
    );
    for (const file of filesIn(bed.root)) assert.ok(!readFileSync(file, "utf8").includes(secret), file);
  });

  it("is shut as long as nothing was recovered, whatever the stack would change", async () => {
    bed.declare(declaration(publicKey));
    const { code, stdout } = await preview();
    assert.notEqual(code, 0);
    assert.match(stdout, /drills-are-fresh/);
    assert.match(
      stdout,
      /drill exercise of prod is not fresh: it has never been run; run it: npx fleet drill exercise/,
    );
  });

  it("lets no up make anything, either", async () => {
    const up = ["up", "--yes", "--skip-preview", "--policy-pack", PACK, "--stack", STACK];
    const { code, stdout } = await bed.pulumi(...up);
    assert.notEqual(code, 0);
    assert.match(stdout, /drills-are-fresh/);
    assert.deepEqual(bed.processes(), []);
  });

  it("is opened by a record, and by none that was changed", async () => {
    await write({ leftBehind: ["Namespace shop-drill-1"], ordered: "2026-01-01T00:00:00.000Z" });
    assert.match((await preview()).stdout, /it has never been passed/);
    const file = await write();
    const { code, stdout, stderr } = await preview();
    assert.equal(code, 0, stdout + stderr);
    assert.match(
      await bed.succeed("drill", "verify"),
      /✓ drills\/prod\/exercise\/\d{8}T\d{6}Z\.json: passed/,
    );
    bed.write(
      file,
      readFileSync(path.join(bed.root, file), "utf8").replace('"compared":12', '"compared":99'),
    );
    assert.match((await preview()).stdout, /or it was changed since; its page says something else/);
    const verified = await bed.fleet("drill", "verify", "exercise", "--json");
    assert.equal(verified.code, 1);
    assert.equal((JSON.parse(verified.stdout) as { records: object[] }).records.length, 2);
  });

  it("is shut again when the plan changes, and the list of drills says so", async () => {
    await write();
    const listed = async () =>
      (
        JSON.parse(await bed.succeed("drill", "list", "--json")) as {
          drills: { fresh: boolean; why: string }[];
        }
      ).drills;
    assert.equal((await listed())[0]?.fresh, true);
    bed.declare(declaration(publicKey, "12h"));
    assert.match((await preview()).stdout, /it was passed \d+(\.\d)?s ago, and its plan has changed since/);
    assert.equal((await listed())[0]?.fresh, false);
  });

  it("has another key when it is asked to, and none that everybody could read", async () => {
    const another = (await bed.succeed("drill", "key", "prod", "--new")).trim();
    assert.notEqual(another, publicKey);
    bed.declare(declaration(another));
    assert.match((await preview()).stdout, /its signature is not of recovery\.publicKey/);
    const plain = privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
    await bed.pulumi("config", "set", "--plaintext", "archipelago:drillKey", plain, "--stack", "prod");
    const { code, stdout, stderr } = await bed.fleet("drill", "key", "prod");
    assert.equal(code, 1);
    assert.match(stderr, /archipelago:drillKey of stack prod is not secret/);
    assert.ok(!(stdout + stderr).includes(plain));
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesIn(file);
    return entry.isFile() && statSync(file).size < 1_000_000 ? [file] : [];
  });
}
