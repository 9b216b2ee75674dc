import assert from "node:assert/strict";
import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import {
  CLUSTER_ARGUMENTS,
  NODE_POOL_ARGUMENTS,
  type Change,
} from "../../../../fleet/clouds/gcp/cluster-arguments.ts";
import { fixedFacts } from "../../../../fleet/clouds/gcp/fixed.ts";
import { planGke, type GkePlan } from "../../../../fleet/clouds/gcp/plan.ts";
import { sdkType } from "../../../cloud/framework/sdk-types.ts";
import { gkeFleet, POOL } from "./fleets.ts";

const first = (path: string) => path.split(".")[0] ?? "";

/** Leaves of arguments by path; what stands in a list counts with the list. */
function leaves(value: unknown, path: readonly string[] = []): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path.join("."), value]];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]));
}

/** What a table says of a path: of the path itself, or of the block that it is in. */
function changeOf(table: Readonly<Record<string, Change>>, path: string): Change {
  const parts = path.split(".");
  for (let length = parts.length; length > 0; length--) {
    const change = table[parts.slice(0, length).join(".")];
    if (change !== undefined) return change;
  }
  throw new Error(`${path} is in no table`);
}

/** The arguments that differ between two sets of them. */
function changed(before: unknown, after: unknown): string[] {
  const [old, now] = [new Map(leaves(before)), new Map(leaves(after))];
  return [...new Set([...old.keys(), ...now.keys()])].filter(
    (path) => !isDeepStrictEqual(old.get(path), now.get(path)),
  );
}

/** Ignored by the program: of the pool that goes with the creation. */
const IGNORED = new Set(["initialNodeCount"]);

describe("the table of what a change does to a cluster of GKE", () => {
  for (const [type, table] of [
    ["gcp:container/cluster:Cluster", CLUSTER_ARGUMENTS],
    ["gcp:container/nodePool:NodePool", NODE_POOL_ARGUMENTS],
  ] as const) {
    it(`knows every argument of ${type}, and no other`, () => {
      const inputs = sdkType(type)?.inputs ?? [];
      assert.ok(inputs.length > 20);
      assert.deepEqual([...new Set(Object.keys(table).map(first))].sort(), [...inputs].sort());
    });
  }

  it("has a word on everything that plans say", () => {
    for (const provisioner of [{ nodePools: POOL }, { autopilot: true }]) {
      const { cluster, environment } = gkeFleet(provisioner);
      const plan = planGke(cluster, environment);
      for (const [path] of leaves(plan.cluster)) assert.ok(changeOf(CLUSTER_ARGUMENTS, path));
      for (const { pool: _, ...pool } of plan.nodePools)
        for (const [path] of leaves(pool)) assert.ok(changeOf(NODE_POOL_ARGUMENTS, path));
    }
  });
});

/** Values that an entry may have, of everything that people change in it. */
const entries = fc.record({
  autopilot: fc.boolean(),
  location: fc.constantFrom("europe-west3", "europe-west3-a"),
  name: fc.constantFrom("one", "two"),
  project: fc.constantFrom("acme-prod-1234", "acme-prod-5678"),
  channel: fc.constantFrom("rapid", "regular", "stable"),
  network: fc.constantFrom(
    { cidr: "10.40.0.0/16" },
    { cidr: "10.41.0.0/16" },
    { cidr: "10.40.0.0/16", nat: false },
  ),
  endpoint: fc.constantFrom({}, { public: ["198.51.100.0/24"] }, { private: ["10.9.0.0/16"], dns: true }),
  logs: fc.constantFrom(["system"], ["system", "scheduler"]),
  backup: fc.constantFrom({}, { schedule: "0 4 * * *" }),
  maintenance: fc.constantFrom({ start: "02:00" }, { start: "03:00", days: ["SA"] }),
  fleet: fc.constantFrom({}, { project: "acme-fleet-1234" }),
  deletionProtection: fc.boolean(),
  key: fc.constantFrom("google", "made"),
  version: fc.constantFrom("1.34", "1.35"),
  podCidr: fc.constantFrom("100.64.0.0/16", "100.65.0.0/16"),
});

function planOf({ version, podCidr, ...entry }: typeof entries extends fc.Arbitrary<infer T> ? T : never): {
  plan: GkePlan;
  fixed: Readonly<Record<string, string>>;
} {
  const nodes = entry.autopilot ? {} : { nodePools: POOL };
  const { cluster, environment } = gkeFleet({ ...entry, ...nodes }, { version, podCidr });
  return { plan: planGke(cluster, environment), fixed: fixedFacts(cluster, environment) };
}

/** All that a cluster is made of and with: a network that is made anew takes the cluster along. */
function argumentsOf({ cluster, network }: GkePlan): object {
  const where = network.kind === "made" ? network.subnetwork : network;
  return { ...cluster, subnetwork: JSON.stringify(where), network: network.network };
}

describe("the guard of a cluster of GKE", () => {
  it("sees every change of an entry that would make the cluster anew, and no other", () => {
    fc.assert(
      fc.property(entries, entries, (before, after) => {
        const [old, now] = [planOf(before), planOf(after)];
        const replaces = changed(argumentsOf(old.plan), argumentsOf(now.plan)).filter(
          (path) => !IGNORED.has(path) && changeOf(CLUSTER_ARGUMENTS, path) === "replace",
        );
        const disks = before.autopilot && after.autopilot && before.key !== after.key;
        const seen = Object.keys({ ...old.fixed, ...now.fixed }).filter((fact) => {
          const value = old.fixed[fact];
          return value !== undefined && now.fixed[fact] !== undefined && value !== now.fixed[fact];
        });
        assert.equal(
          seen.length > 0,
          replaces.length > 0 || disks,
          `${replaces.join()} against ${seen.join()}`,
        );
      }),
      { numRuns: 60 },
    );
  });

  it("says it in the words of the declaration", () => {
    const { cluster, environment } = gkeFleet({ nodePools: POOL, network: { cidr: "10.40.0.0/16" } });
    assert.deepEqual(fixedFacts(cluster, environment), {
      name: "acme-prod-fra",
      project: "acme-prod-1234",
      location: "europe-west3",
      autopilot: "false",
      network: "10.40.0.0/20",
      podCidr: "10.40.128.0/17",
      serviceCidr: "10.40.16.0/20",
    });
  });
});
