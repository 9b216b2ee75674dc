import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { once } from "node:events";
import { describeState, Journal, newRun, runFolder } from "../../../cli/drills/journal.ts";
import { withDrillLock } from "../../../cli/drills/lock.ts";
import { runSteps, StepError, type Step } from "../../../cli/drills/steps.ts";

const NAME = { environment: "local", drill: "dub-to-iad" };

interface Notes {
  readonly backup?: string;
  readonly restored?: readonly string[];
}

let root: string;
beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), "archipelago-drills-"))));
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const begin = () =>
  Journal.begin<Notes>(
    root,
    newRun(NAME, { mode: "failover", direction: "there", plan: "0".repeat(64), notes: {} }),
  );

describe("the journal of a drill", () => {
  it("is there again after the command has ended, with what was noted", async () => {
    const journal = await begin();
    await journal.note({ backup: "nightly" });
    await journal.note({ restored: ["web"] });
    const again = await Journal.open<Notes>(root, NAME);
    assert.deepEqual(again?.run, journal.run);
    assert.deepEqual(again?.run.notes, { backup: "nightly", restored: ["web"] });
    assert.match(again?.run.id ?? "", /^[0-9a-f]{6}$/);
    assert.equal(await Journal.open(root, { ...NAME, drill: "other" }), undefined);
  });

  it("is not half there, whatever a killed command has left beside it", async () => {
    const journal = await begin();
    writeFileSync(path.join(runFolder(root, NAME), "run.json.4711"), '{"version": 1, "st');
    await journal.note({ backup: "nightly" });
    assert.deepEqual(readdirSync(runFolder(root, NAME)), ["run.json"]);
  });

  it("says what to do with one that cannot be read", async () => {
    mkdirSync(runFolder(root, NAME), { recursive: true });
    for (const text of ["", "{}", '{"version": 2, "steps": []}']) {
      writeFileSync(path.join(runFolder(root, NAME), "run.json"), text);
      await assert.rejects(
        Journal.open(root, NAME),
        /run\.json is not the journal of a drill.*remove the file/,
      );
    }
  });
});

describe("the steps of a drill", () => {
  const ran: string[] = [];
  const steps = (failing?: string): Step<undefined>[] =>
    ["traffic-off", "restore", "cordon"].map((name) => ({
      name,
      run: () => {
        ran.push(name);
        if (name === failing) return Promise.reject(new Error("no answer in time"));
        return Promise.resolve(name === "cordon" ? { leftOut: "it is cordoned" } : `${name} is done`);
      },
    }));
  beforeEach(() => (ran.length = 0));
  const carryOut = (journal: Journal<Notes>, failing?: string) =>
    runSteps(journal, steps(failing), undefined, () => undefined);

  it("are written down as they are done", async () => {
    const journal = await begin();
    await carryOut(journal);
    assert.deepEqual(
      journal.run.steps.map(({ name, state, said }) => [name, state, said]),
      [
        ["traffic-off", "done", "traffic-off is done"],
        ["restore", "done", "restore is done"],
        ["cordon", "left out", "it is cordoned"],
      ],
    );
  });

  it("stop at the one that fails, and go on from there", async () => {
    const journal = await begin();
    const error = await carryOut(journal, "restore").catch((thrown: unknown) => thrown);
    assert.ok(error instanceof StepError);
    assert.equal(error.message, "restore: no answer in time");
    assert.equal(describeState(journal.run), "stopped in restore");
    const again = (await Journal.open<Notes>(root, NAME)) ?? assert.fail();
    const { began } = again.run.steps[1] ?? {};
    await carryOut(again);
    assert.deepEqual(ran, ["traffic-off", "restore", "restore", "cordon"]);
    assert.equal(again.run.steps[1]?.began, began, "its time counts from the first try");
  });

  it("that were cut off are named, and done again", async () => {
    const journal = await begin();
    await journal.plan(["traffic-off", "restore", "cordon"]);
    assert.equal(describeState(journal.run), "running before traffic-off");
    await journal.setStep("traffic-off", { state: "done" });
    await journal.setStep("restore", { state: "begun" });
    assert.equal(describeState(journal.run), "running in restore");
    await carryOut(journal);
    assert.deepEqual(ran, ["restore", "cordon"]);
  });
});

describe("the lock of a drill", () => {
  it("keeps a second command away, and is gone afterwards", async () => {
    const result = await withDrillLock(root, NAME, async () => {
      await assert.rejects(
        withDrillLock(root, NAME, () => Promise.resolve(2)),
        new RegExp(`Another command works on drill dub-to-iad of local \\(process ${process.pid}\\)`),
      );
      return withDrillLock(root, { ...NAME, drill: "other" }, () => Promise.resolve(1));
    });
    assert.equal(result, 1);
    assert.equal(await withDrillLock(root, NAME, () => Promise.resolve(3)), 3);
  });

  it("goes also when the work fails", async () => {
    await assert.rejects(
      withDrillLock(root, NAME, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(await withDrillLock(root, NAME, () => Promise.resolve(3)), 3);
  });

  it("is taken over from a command that was killed, or cut off as it took it", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const { pid } = child;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    const file = path.join(runFolder(root, NAME), "lock");
    mkdirSync(path.dirname(file), { recursive: true });
    for (const left of [JSON.stringify({ pid, started: "Fri Nov 27 22:25:11 2026" }), '{"pid": 4', ""]) {
      writeFileSync(file, left);
      assert.equal(
        await withDrillLock(root, NAME, () => Promise.resolve(readFileSync(file, "utf8") !== left)),
        true,
      );
    }
  });

  it("is not kept by another process that has got the number", async () => {
    const file = path.join(runFolder(root, NAME), "lock");
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: "Thu Jan  1 00:00:00 1970" }));
    assert.equal(await withDrillLock(root, NAME, () => Promise.resolve(3)), 3);
  });
});
