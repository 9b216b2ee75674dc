import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeRecord } from "../../../cli/drills/record.ts";
import { planDigest } from "../../../fleet/drills/digest.ts";
import { freshnessOf, judgedRecords } from "../../../fleet/drills/freshness.ts";
import { recordOf, type DrillFacts } from "../../../fleet/drills/record.ts";
import { printPublicKey } from "../../../fleet/drills/signature.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import { drill, drilled, recovery } from "../../fleet/drills/drills.ts";
import { drillFacts } from "../../fleet/drills/records.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const NOW = new Date("2026-11-28T22:25:50.000Z");

/** The environment that the records are of. */
function environmentWith(every = "30d", key: string | undefined = printPublicKey(publicKey)): Environment {
  return drilled(drill(), {
    recovery: { ...recovery({ exercise: drill({ every }) }), publicKey: key },
  });
}
const environment = environmentWith();
const plan = planDigest(environment, "exercise");

describe("the records of a drill", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "archipelago-records-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const write = (facts: Partial<DrillFacts> = {}, key: typeof privateKey | undefined = privateKey) =>
    writeRecord(root, "drills", recordOf(drillFacts({ plan, ...facts })), key);
  const at = (ordered: string, ended = ordered) => ({ ordered, ended });
  const fresh = (within = environment) => {
    const { fresh: is, why } = freshnessOf(root, within, "exercise", NOW);
    return `${is ? "fresh" : "stale"}: ${why}`;
  };

  it("are three files each: what it is, a page, and a signature", async () => {
    assert.equal(await write(), "drills/local/exercise/20261127T222500Z.json");
    assert.deepEqual(readdirSync(path.join(root, "drills/local/exercise")).sort(), [
      "20261127T222500Z.json",
      "20261127T222500Z.md",
      "20261127T222500Z.sig",
    ]);
    const [judged] = judgedRecords(root, environment, "exercise", NOW);
    assert.deepEqual([judged?.faults, judged?.current], [[], true]);
  });

  it("are read the newest first, and nothing else that is in the folder", async () => {
    await write(at("2026-11-26T00:00:00.000Z"));
    await write(at("2026-11-27T00:00:00.000Z"));
    writeFileSync(path.join(root, "drills/local/exercise/run.json"), "{}");
    assert.deepEqual(
      judgedRecords(root, environment, "exercise", NOW).map(({ file }) => path.basename(file)),
      ["20261127T000000Z.json", "20261126T000000Z.json"],
    );
  });

  it("keep production fresh as long as declared", async () => {
    assert.equal(fresh(), "stale: it has never been run");
    await write();
    assert.equal(fresh(), "fresh: it was passed 1d ago");
    assert.equal(fresh(environmentWith("12h")), "stale: it was passed 1d ago, and that may be 12h at most");
    assert.equal(fresh(environmentWith("1d")), "fresh: it was passed 1d ago");
  });

  it("do not keep it so if it has failed, but one that has failed later takes nothing back", async () => {
    await write({ leftBehind: ["Namespace shop-drill-1"] });
    assert.equal(fresh(), "stale: it has never been passed");
    await write(at("2026-11-26T00:00:00.000Z"));
    assert.equal(fresh(), "fresh: it was passed 2d 22h ago");
  });

  it("do not keep it so for another plan", async () => {
    await write({ plan: "1".repeat(64) });
    assert.equal(fresh(), "stale: it was passed 1d ago, and its plan has changed since");
  });

  const FILE = "drills/local/exercise/20261127T222500Z";
  const forged: [string, () => Promise<unknown>, RegExp][] = [
    [
      "was not signed",
      () => writeRecord(root, "drills", recordOf(drillFacts({ plan })), undefined),
      /it is not signed$/,
    ],
    [
      "was signed by somebody else",
      () => write({}, generateKeyPairSync("ed25519").privateKey),
      /not of recovery\.publicKey/,
    ],
    [
      "is of another drill",
      () => write({ environment: "local", fleet: "other" }),
      /it is of drill exercise of local in fleet other$/,
    ],
    ["is of a time to come", () => write(at("2027-01-01T00:00:00.000Z")), /it is of a time to come, 2027/],
    [
      "was changed",
      async () => {
        await write({ leftBehind: ["x"] });
        edit(`${FILE}.json`, (text) => text.replace('"failed"', '"passed"'));
      },
      /or it was changed since/,
    ],
    [
      "is no record any more",
      async () => {
        await write();
        edit(`${FILE}.json`, (text) => text.replace('"verdict"', '"judgement"'));
      },
      /it is not a record of this version$/,
    ],
    [
      "has a page that says something else",
      async () => {
        await write();
        edit(`${FILE}.md`, (text) => text.replace("passed", "failed"));
      },
      /its page says something else$/,
    ],
  ];
  const edit = (file: string, change: (text: string) => string) => {
    writeFileSync(path.join(root, file), change(readFileSync(path.join(root, file), "utf8")));
  };

  for (const [title, make, why] of forged) {
    it(`do not count for one that ${title}`, async () => {
      await make();
      assert.match(fresh(), /^stale: drills\/local\/exercise\/\d{8}T\d{6}Z\.json does not count: /);
      assert.match(fresh(), why);
    });
  }

  it("count for nobody who has not declared a key", async () => {
    await write();
    const without = { ...environment, recovery: { ...environment.recovery!, publicKey: undefined } };
    assert.match(fresh(without), /^stale: recovery\.publicKey is not declared/);
  });
});
