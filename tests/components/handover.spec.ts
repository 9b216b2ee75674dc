import assert from "node:assert/strict";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { BackEndName } from "../../fleet/backends/back-end.ts";
import type { Holdings } from "../../fleet/backends/handover.ts";
import { loadFleet } from "../../fleet/declaration/load.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { roleOf } from "../../fleet/stacks.ts";
import { regionStack } from "../../stacks/region.ts";
import { Settings } from "../../stacks/settings.ts";
import { trustConfig } from "../trust.ts";
import { record, type Registration } from "./recorder.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

interface Run {
  readonly workload: Registration[];
  readonly others: Registration[];
  readonly outputs: { readonly holdings: Holdings; readonly links: { readonly pending: readonly string[] } };
}

/** The stack of a region in which the storefront is carried out by `backend`, after a run that has written `before` down. */
async function run(backend: BackEndName, before: Holdings): Promise<Run> {
  let outputs: object = {};
  const seen = await record(
    async () => {
      const role = roleOf(loadFleet(ROOT), "local-eu-west-1");
      assert.equal(role.kind, "region");
      const workloads = role.environment.workloads.map((each) =>
        each.name === "storefront" ? { ...each, backend } : each,
      );
      const environment: Environment = { ...role.environment, workloads };
      pulumi.runtime.setAllConfig(trustConfig(environment));
      const settings = new Settings(ROOT, role.region);
      outputs = await regionStack({ ...role, environment, root: ROOT, settings });
    },
    { "local-eu-west-1": { holdings: before } },
  );
  const objects = seen.filter(({ urn }) => urn.includes("DirectWorkload$"));
  return {
    workload: objects.filter(({ name }) => name.includes("/storefront/")),
    others: objects.filter(({ name }) => !name.includes("/storefront/")),
    outputs: outputs as Run["outputs"],
  };
}

describe("a region stack and a workload that moves", () => {
  const before: Holdings = {
    direct: { gateway: "carried", "patient-records": "carried", storefront: "carried" },
  };

  it("has nothing to keep as long as it carries it", async () => {
    const { workload, others, outputs } = await run("direct", before);
    assert.ok(workload.length > 0 && others.length > 0);
    assert.ok([...workload, ...others].every(({ retainOnDelete }) => !retainOnDelete));
    assert.deepEqual(outputs.holdings, before);
  });

  it("first marks its objects to stay, and no others, and says that another run is due", async () => {
    const { workload, others, outputs } = await run("kubefed", before);
    assert.ok(workload.length > 0);
    assert.ok(workload.every(({ retainOnDelete }) => retainOnDelete));
    assert.ok(others.every(({ retainOnDelete }) => !retainOnDelete));
    assert.equal(outputs.holdings.direct?.storefront, "kept");
    assert.ok(outputs.links.pending.includes("storefront (direct hands it over to kubefed)"));
  });

  it("then lets go of them", async () => {
    const kept: Holdings = { direct: { ...before.direct, storefront: "kept" } };
    const { workload, others, outputs } = await run("kubefed", kept);
    assert.deepEqual(workload, []);
    assert.ok(others.length > 0);
    assert.equal(outputs.holdings.direct?.storefront, undefined);
    assert.ok(outputs.links.pending.every((each) => !each.includes("storefront")));
  });

  it("makes none where another back end has had it from the start", async () => {
    const { workload } = await run("karmada", {});
    assert.deepEqual(workload, []);
  });

  it("reads nothing into a record that it does not understand", async () => {
    const { workload } = await run("direct", { direct: { storefront: "lost" } } as unknown as Holdings);
    assert.ok(workload.length > 0);
  });
});
