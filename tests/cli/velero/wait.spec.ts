import assert from "node:assert/strict";
import { UnreachableError } from "../../../cli/client/api-server.ts";
import { waitFor, type Awaited } from "../../../cli/velero/wait.ts";
import type { RunProgress, VeleroBackup } from "../../../fleet/backup/velero-objects.ts";

const backup = (phase?: string, itemsBackedUp?: number): VeleroBackup => ({
  metadata: { name: "b" },
  spec: {},
  status: { phase, progress: { totalItems: 4, itemsBackedUp } },
});

const awaited = (
  seen: readonly (VeleroBackup | undefined | Error)[],
  others: readonly VeleroBackup[] = [],
): Awaited<VeleroBackup> => {
  const left = [...seen];
  return {
    ...{ velero: { cluster: "eu" }, kind: "backup", name: "b" },
    look: () => {
      const next = left.length > 1 ? left.shift() : left[0];
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    others: () => Promise.resolve(others),
  };
};

const forever = new AbortController().signal;

describe("waiting for Velero", () => {
  it("ends with the outcome, and tells how far it is", async () => {
    const told: RunProgress[] = [];
    const states = [backup(), backup("InProgress", 1), backup("InProgress", 1), backup("PartiallyFailed", 4)];
    const { status } = await waitFor(awaited(states), forever, { onProgress: (each) => told.push(each) });
    assert.equal(status?.phase, "PartiallyFailed");
    assert.deepEqual(
      told,
      [0, 1, 4].map((done) => ({ done, total: 4 })),
    );
  });

  it("says so if nobody begins", async () => {
    await assert.rejects(waitFor(awaited([backup("New")]), forever, { beginMs: 300 }), {
      message: /The backup b on eu has not begun within 0.3 s: no Velero seems to run there/,
    });
  });

  it("is patient while another one is under way", async () => {
    const other = { ...backup("InProgress"), metadata: { name: "other" } };
    const states = [backup("New"), backup("New"), backup("New"), backup("New"), backup("Completed")];
    const { status } = await waitFor(awaited(states, [other]), forever, { beginMs: 300 });
    assert.equal(status?.phase, "Completed");
  });

  it("outlasts an API server that is silent for a while, and nothing else", async () => {
    const silent = new UnreachableError("ECONNREFUSED");
    assert.ok(await waitFor(awaited([silent, silent, backup("Completed")]), forever));
    await assert.rejects(waitFor(awaited([new Error("forbidden")]), forever), /forbidden/);
  });

  it("ends if it is gone, or when it is told to", async () => {
    await assert.rejects(waitFor(awaited([undefined]), forever), /The backup b on eu is not there any more/);
    await assert.rejects(waitFor(awaited([backup("InProgress")]), AbortSignal.timeout(100)), {
      name: /Abort|Timeout/,
    });
  });
});
