import assert from "node:assert/strict";
import { waitFor } from "../../../cli/velero/wait.ts";
import type { VeleroRestore } from "../../../fleet/backup/velero-objects.ts";

describe("waiting for a restore that Velero cannot file", () => {
  it("ends when it is known to be stuck, and not before", async () => {
    const restore: VeleroRestore = {
      metadata: { name: "r" },
      spec: {},
      status: { phase: "FinalizingPartiallyFailed" },
    };
    let asked = 0;
    const awaited = {
      ...{ velero: { cluster: "eu" }, kind: "restore" as const, name: "r" },
      look: () => Promise.resolve(restore),
      others: () => Promise.resolve([]),
      isStuck: () => Promise.resolve(++asked > 1),
    };
    const { status } = await waitFor(awaited, AbortSignal.timeout(10_000), { windUpMs: 300 });
    assert.deepEqual([status?.phase, asked], ["FinalizingPartiallyFailed", 2]);
  });
});
