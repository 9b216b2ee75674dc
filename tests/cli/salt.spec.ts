import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { shareSalt } from "../../cli/engine/salt.ts";

describe("the salt of a new stack", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "archipelago-salt-"));
    mkdirSync(path.join(root, "stacks"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const file = (stack: string) => path.join(root, "stacks", `Pulumi.${stack}.yaml`);

  it("is that of the stacks there are", async () => {
    writeFileSync(file("local"), "config: { archipelago:a: b }\nencryptionsalt: v1:c2FsdA==:v1:x:y\n");
    await shareSalt(root, "local-us-east-1");
    assert.equal(readFileSync(file("local-us-east-1"), "utf8"), "encryptionsalt: v1:c2FsdA==:v1:x:y\n");
  });

  it("is left to the engine for the first stack, and with another secrets provider", async () => {
    await shareSalt(root, "local");
    writeFileSync(file("prod"), "secretsprovider: awskms://alias/key\n");
    await shareSalt(root, "local");
    assert.ok(!existsSync(file("local")));
  });

  it("does not change a configuration that is there", async () => {
    writeFileSync(file("local"), "encryptionsalt: v1:c2FsdA==:v1:x:y\n");
    writeFileSync(file("stage"), "config: {}\n");
    await shareSalt(root, "stage");
    assert.equal(readFileSync(file("stage"), "utf8"), "config: {}\n");
  });
});
