import assert from "node:assert/strict";
import {
  hasEnded,
  messageLines,
  outcomeOf,
  progressOf,
  readRestored,
  reasonsOf,
} from "../../../fleet/backup/velero-objects.ts";

const run = (phase?: string) => ({ metadata: { name: "b" }, spec: {}, status: { phase } });

describe("what Velero says of a run", () => {
  it("is an outcome, whichever of its phases it is in", () => {
    const outcomes = [
      undefined,
      "New",
      "Queued",
      "InProgress",
      "WaitingForPluginOperationsPartiallyFailed",
      "Finalizing",
      "Completed",
      "PartiallyFailed",
      "Failed",
      "FailedValidation",
    ].map((phase) => outcomeOf(run(phase)));
    assert.deepEqual(outcomes, [
      ...["new", "new", "running", "running", "running", "running"],
      ...["completed", "partly-failed", "failed", "failed"],
    ]);
    assert.deepEqual(
      [hasEnded(run("New")), hasEnded(run("InProgress")), hasEnded(run("Failed"))],
      [false, false, true],
    );
  });

  it("counts objects alike in backups and restores", () => {
    const counted = (progress: object) => progressOf({ ...run("InProgress"), status: { progress } });
    assert.deepEqual(counted({ totalItems: 9, itemsBackedUp: 3 }), { done: 3, total: 9 });
    assert.deepEqual(counted({ totalItems: 9, itemsRestored: 4 }), { done: 4, total: 9 });
    assert.deepEqual(counted({}), { done: 0, total: 0 });
  });

  it("gives reasons and messages, with what they are about", () => {
    const status = {
      phase: "FailedValidation",
      validationErrors: ["no such location"],
      failureReason: "stopped",
    };
    assert.deepEqual(reasonsOf({ ...run(), status }), ["no such location", "stopped"]);
    assert.deepEqual(messageLines({ velero: ["a"], cluster: ["b"], namespaces: { shop: ["c"] } }), [
      "a",
      "b",
      "shop: c",
    ]);
  });

  it("lists what became of each object of a restore", () => {
    assert.deepEqual(
      readRestored({ "v1/Namespace": ["shop(created)"], "v1/ConfigMap": ["shop/a.b(failed)"] }),
      [
        { type: "v1/Namespace", namespace: undefined, name: "shop", action: "created" },
        { type: "v1/ConfigMap", namespace: "shop", name: "a.b", action: "failed" },
      ],
    );
  });
});
