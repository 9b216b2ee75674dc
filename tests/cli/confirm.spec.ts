import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { PROJECT_ROOT } from "../../cli/engine/project.ts";

const QUESTION = { verb: "destroy", what: "Destroys 2 stacks: a, b.", answer: "2", otherwise: "Kept." };
const SCRIPT = `
  const { confirm } = await import("./cli/confirm.ts");
  process.stdin.isTTY = process.argv[1] === "terminal";
  await confirm(${JSON.stringify(QUESTION)}).then(() => console.log("done"), ({ message }) => console.log(message));
`;

function asked(how: "terminal" | "pipe", typed: string): string {
  const args = ["--input-type=module", "-e", SCRIPT, how];
  return spawnSync(process.execPath, args, { cwd: PROJECT_ROOT, input: `${typed}\n`, encoding: "utf8" })
    .stdout;
}

describe("what cannot be undone", () => {
  it("is done when what was asked for is typed", () => {
    assert.match(asked("terminal", " 2 "), /^Destroys 2 stacks: a, b\. Type 2 to go on: .*done\n$/s);
  });

  it("is not done when anything else is typed", () => {
    for (const typed of ["yes", "", "3"]) assert.match(asked("terminal", typed), /Kept\.\n$/);
  });

  it("is not asked for where nobody can answer", () => {
    assert.equal(asked("pipe", "2"), "destroy asks before it starts; without a terminal, pass --yes.\n");
  });
});
