import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Project } from "../../cli/engine/project.ts";
import { brokenStates, refuseBroken } from "../../cli/state/broken.ts";
import { copiedStacks, copiesOf, keepCopy, readCopy } from "../../cli/state/copies.ts";

const STACK = "local-eu";

describe("copies of states", () => {
  let root: string;
  let project: Project;
  let minute = 0;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "archipelago-state-"));
    project = { root, backend: `file://${root}/state?metadata=skip` } as Project;
    mkdirSync(path.dirname(stateFile()), { recursive: true });
    minute = 0;
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const stateFile = (stack = STACK) => path.join(root, "state/.pulumi/stacks/archipelago", `${stack}.json`);
  const state = (resources: number, time = "now") =>
    JSON.stringify({
      version: 3,
      checkpoint: {
        stack: STACK,
        latest: {
          manifest: { time },
          resources: Array.from({ length: resources }, (_, index) => ({ urn: `urn:${index}`, type: "t" })),
        },
      },
    });
  const keep = (text: string) => {
    writeFileSync(stateFile(), text);
    return keepCopy(project, STACK, new Date(Date.UTC(2026, 10, 27, 18, minute++)));
  };

  it("are what an export holds, for nobody else to read", async () => {
    await keep(state(2));
    const [copy] = await copiesOf(project, STACK);
    assert.equal(copy?.taken, "2026-11-27T18:00:00.000Z");
    assert.equal(copy.resources, 2);
    assert.deepEqual(Object.keys(await readCopy(copy)).sort(), ["deployment", "version"]);
    assert.equal(statSync(copy.file).mode & 0o777, 0o600);
    assert.equal(statSync(path.dirname(path.dirname(copy.file))).mode & 0o777, 0o700);
    assert.deepEqual(await copiedStacks(project), [STACK]);
  });

  it("are taken of another state only, and not of one that holds nothing", async () => {
    await keep(state(0));
    assert.deepEqual(await copiesOf(project, STACK), []);
    await keep(state(2));
    await keep(state(2, "later"));
    assert.equal((await copiesOf(project, STACK)).length, 1);
    await keep(state(3));
    assert.deepEqual(
      (await copiesOf(project, STACK)).map(({ resources }) => resources),
      [3, 2],
    );
  });

  it("are taken of no state that says the same in another order, and sealed anew", async () => {
    const sealed = (text: string, order: 1 | -1) => {
      const whole = JSON.parse(state(2)) as { checkpoint: { latest: { resources: object[] } } };
      const { latest } = whole.checkpoint;
      latest.resources = latest.resources.map((each) => ({
        ...each,
        outputs: { ciphertext: text },
        dependencies: order > 0 ? ["a", "b"] : ["b", "a"],
      }));
      if (order < 0) latest.resources.reverse();
      return JSON.stringify(whole);
    };
    await keep(sealed("v1:a", 1));
    await keep(sealed("v1:b", -1));
    assert.equal((await copiesOf(project, STACK)).length, 1);
  });

  it("are ten; the oldest goes first", async () => {
    for (let resources = 1; resources <= 13; resources++) await keep(state(resources));
    assert.deepEqual(
      (await copiesOf(project, STACK)).map(({ resources }) => resources),
      [13, 12, 11, 10, 9, 8, 7, 6, 5, 4],
    );
  });

  it("leave out one that was cut off as it was written", async () => {
    await keep(state(2));
    await keep(state(3));
    const [newest, older] = await copiesOf(project, STACK);
    writeFileSync(newest!.file, readFileSync(newest!.file, "utf8").slice(0, 40));
    assert.deepEqual(await copiesOf(project, STACK), [older]);
    assert.ok(readdirSync(path.dirname(newest!.file)).every((name) => !name.endsWith(".new")));
  });

  const broken: [string, string, string][] = [
    ["empty", "", "is empty"],
    ["cut off", state(3).slice(0, -20), "is cut off, or was written over"],
    ["of something else", '{"version":3}', "is no state of Pulumi"],
    ["nothing", "null", "is no state of Pulumi"],
  ];
  for (const [what, text, fault] of broken)
    it(`are what is offered for a state that is ${what}`, async () => {
      await keep(state(2));
      assert.deepEqual(await brokenStates(project), []);
      await refuseBroken(project);
      writeFileSync(stateFile(), text);
      await assert.rejects(refuseBroken(project), {
        message:
          "States that cannot be read, and that nothing is done with:\n" +
          `  ${STACK}: state/.pulumi/stacks/archipelago/${STACK}.json ${fault}. ` +
          `The last copy is of 2026-11-27T18:00:00.000Z: npx fleet state restore ${STACK}\n` +
          "Clusters are untouched.",
      });
    });

  it("name all broken states at once, and say where there is no copy", async () => {
    for (const stack of ["a", "b"]) writeFileSync(stateFile(stack), "{");
    await assert.rejects(refuseBroken(project), (error: Error) => {
      assert.match(
        error.message,
        /\n {2}a: .*There is no copy of it; Pulumi keeps one beside it, .*a\.json\.bak\n {2}b: /,
      );
      return true;
    });
  });
});
