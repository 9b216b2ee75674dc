import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readOrder, type RestoreArguments } from "../../../cli/backup/restore-order.ts";
import { UsageError } from "../../../cli/errors.ts";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import type { Fleet } from "../../../fleet/fleet.ts";

const region = (country: string, cluster: string, state = "active") =>
  `{ country: ${country}, clusters: { ${cluster}: { provisioner: { kind: kwok }, state: ${state} } } }`;

const DECLARATION = `
name: acme
residency: { eu-only: { data: [EEA] } }
environments:
  prod:
    hub: dub
    residency: eu-only
    backup: { every: 6h, keep: 1d }
    regions:
      eu-west-1: ${region("IE", "dub")}
      eu-central-1: ${region("DE", "fra")}
      eu-north-1: ${region("SE", "sto", "tombstoned")}
  stage:
    hub: bru
    regions: { eu-west-3: ${region("BE", "bru")} }
workloads: {}
`;

describe("the command line of fleet restore", () => {
  let folder: string;
  let fleet: Fleet;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "archipelago-order-"));
    writeFileSync(path.join(folder, "fleet.yaml"), DECLARATION);
    fleet = loadFleet(folder);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const refusal = async (given: RestoreArguments) => {
    const order = { backup: "dub-1", from: "dub", to: "fra", ...given };
    try {
      await readOrder(fleet, order);
    } catch (error) {
      assert.ok(error instanceof UsageError);
      return error.message;
    }
    return "";
  };

  it("is an order, with what is left out filled in", async () => {
    const { order, environment } = await readOrder(fleet, {
      ...{ backup: "dub-1", from: "dub", to: "fra", map: ["a=b"] },
    });
    assert.equal(environment.name, "prod");
    assert.deepEqual([order.mapping, order.existing, order.modifiers], [{ a: "b" }, "skip", undefined]);
  });

  it("may name a cluster that is gone as the source, and not as the target", async () => {
    assert.equal(await refusal({ from: "sto" }), "");
    assert.equal(await refusal({ to: "sto" }), "sto is gone for good: nothing can be restored there.");
  });

  it("does not cross from one environment into another", async () => {
    assert.match(await refusal({ to: "bru" }), /dub is in prod and bru in stage: nothing crosses/);
  });

  it("is told all that is wrong with it at once", async () => {
    const message = await refusal({
      backup: "",
      from: "",
      to: "frau",
      map: ["A=b", "a=c", "b=c"],
      existing: "all",
    });
    const parts = [
      "Say which backup: fleet restore <backup>; fleet backup list shows them.",
      "Say with --from whose backup it is: the name of a cluster.",
      'There is no cluster "frau"; did you mean "fra"?',
      "--map A=b: expected <namespace>=<other namespace>, each a name that Kubernetes takes",
      "--map …=c: two namespaces would become one",
      "--existing all: expected skip (what lives there stays) or update (it is made what the backup has)",
    ];
    assert.deepEqual(message.split("\n"), parts);
  });

  it("is told what is wrong with its modifiers, with the file", async () => {
    const file = path.join(folder, "modifiers.yaml");
    writeFileSync(file, "version: v1\nresourceModifierRules: []\n");
    assert.match(await refusal({ modifiers: file }), /modifiers\.yaml: resourceModifierRules: /);
    assert.match(await refusal({ modifiers: `${file}.no` }), /--modifiers .*modifiers\.yaml\.no: ENOENT/);
  });
});
