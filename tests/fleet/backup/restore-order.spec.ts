import assert from "node:assert/strict";
import { orderDigest, ORDER_LABEL, restoreName, restoreObject } from "../../../fleet/backup/restore-order.ts";
import type { Environment } from "../../../fleet/fleet.ts";

const ORDER = {
  backup: "iad-20261127000000",
  from: "iad",
  to: "dub",
  mapping: { shop: "drill", web: "drill-web" },
  existing: "skip" as const,
  modifiers: undefined,
};
const ENVIRONMENT = { fleet: "acme", name: "prod" } as Environment;

describe("an order to restore", () => {
  it("is the same however it is written, and another one with another wish", () => {
    const same = { ...ORDER, mapping: { web: "drill-web", shop: "drill" } };
    assert.equal(orderDigest(same), orderDigest(ORDER));
    for (const other of [
      { ...ORDER, existing: "update" as const },
      { ...ORDER, mapping: {} },
      { ...ORDER, to: "fra" },
      { ...ORDER, backup: "iad-20261127000001" },
    ])
      assert.notEqual(orderDigest(other), orderDigest(ORDER));
  });

  it("has a name for each time that it is given", () => {
    const [first, second] = [restoreName(ORDER, 0), restoreName(ORDER, 1)];
    assert.match(first, /^iad-20261127000000-[0-9a-f]{8}-1$/);
    assert.equal(second, first.replace(/1$/, "2"));
  });

  it("is a Restore of Velero's, found by its label", () => {
    assert.deepEqual(restoreObject(ORDER, "r", ENVIRONMENT), {
      metadata: {
        name: "r",
        labels: {
          "archipelago/fleet": "acme",
          "archipelago/environment": "prod",
          "archipelago/cluster": "dub",
          [ORDER_LABEL]: orderDigest(ORDER),
        },
      },
      spec: {
        backupName: "iad-20261127000000",
        existingResourcePolicy: "none",
        namespaceMapping: { shop: "drill", web: "drill-web" },
      },
    });
    const modifiers = { version: "v1" as const, resourceModifierRules: [] };
    const { spec } = restoreObject(
      { ...ORDER, mapping: {}, existing: "update", modifiers },
      "r",
      ENVIRONMENT,
    );
    assert.deepEqual(spec, {
      backupName: "iad-20261127000000",
      existingResourcePolicy: "update",
      resourceModifier: { kind: "ConfigMap", name: "r" },
    });
  });
});
