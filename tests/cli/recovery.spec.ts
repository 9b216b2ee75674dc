import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Project } from "../../cli/engine/project.ts";
import { readCutOff } from "../../cli/recovery/cut-off.ts";
import { leftBehind, type HelmRecord } from "../../cli/recovery/helm-records.ts";

const records = (...statuses: readonly string[]): HelmRecord[] =>
  statuses.map((status, index) => ({ secret: `v${index + 1}`, revision: index + 1, status }));
const secretsOf = (left: readonly HelmRecord[]) => left.map(({ secret }) => secret);

describe("what Helm was cut off at", () => {
  for (const status of ["pending-install", "failed", "deployed"]) {
    it(`leaves the record of an installation, which is the only one: ${status}`, () => {
      assert.deepEqual(secretsOf(leftBehind("creating", records(status))), ["v1"]);
    });
  }

  it("leaves no record that is ours where there are several: somebody else's release has that name", () => {
    assert.deepEqual(leftBehind("creating", records("superseded", "deployed")), []);
  });

  it("leaves, of an upgrade, the last record alone, wherever it stands in the list", () => {
    const all = records("superseded", "deployed", "pending-upgrade");
    assert.deepEqual(secretsOf(leftBehind("updating", all.toReversed())), ["v3"]);
    assert.deepEqual(secretsOf(leftBehind("updating", records("deployed", "pending-rollback"))), ["v2"]);
  });

  it("leaves nothing if it had not begun, or had ended", () => {
    assert.deepEqual(leftBehind("creating", []), []);
    assert.deepEqual(leftBehind("updating", records("superseded", "deployed")), []);
    assert.deepEqual(leftBehind("updating", records("deployed", "failed")), []);
    assert.deepEqual(leftBehind("deleting", records("uninstalling")), []);
  });
});

describe("what an engine was cut off at", () => {
  let folder: string;
  let project: Project;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "archipelago-cut-off-"));
    project = { backend: `file://${folder}` } as Project;
    mkdirSync(path.join(folder, ".pulumi/stacks/archipelago"), { recursive: true });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const stateIs = (checkpoint: object) => {
    writeFileSync(path.join(folder, ".pulumi/stacks/archipelago/local.json"), JSON.stringify({ checkpoint }));
  };

  it("stands in the state of its stack", async () => {
    const pending = [{ type: "creating", resource: { urn: "urn", type: "type" } }];
    stateIs({ latest: { resources: [], pending_operations: pending } });
    assert.deepEqual(await readCutOff(project, "local", () => undefined), pending);
  });

  it("is nothing in a state that an engine has ended, and in one that no engine has seen", async () => {
    stateIs({ latest: { resources: [] } });
    assert.deepEqual(await readCutOff(project, "local", () => undefined), undefined);
    stateIs({});
    assert.deepEqual(await readCutOff(project, "local", () => undefined), undefined);
  });

  it("is any upgrade, where a run that was to compare state and clusters was cut off too", async () => {
    const release = { urn: "urn", type: "kubernetes:helm.sh/v3:Release" };
    stateIs({ latest: { resources: [release, { urn: "other", type: "type" }] } });
    const tags = path.join(folder, ".pulumi/stacks/archipelago/local.pulumi-tags");
    writeFileSync(tags, JSON.stringify({ version: 1, tags: { "archipelago:comparison-due": "true" } }));
    assert.deepEqual(await readCutOff(project, "local", () => undefined), [
      { type: "updating", resource: release },
    ]);
  });
});
