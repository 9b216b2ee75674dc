import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import type { StoredObject } from "../../cloud/framework/folder.ts";
import { assertNoDrift } from "../no-drift.ts";
import { CloudBed } from "./cloud-bed.ts";

const RECORD = "aws:route53/record:Record";
const ANSWERS = { "eu-west-1": ["198.51.100.1"], "us-east-1": ["198.51.100.2"] };

interface FleetArgs {
  readonly cordoned?: boolean;
  /** Whether the workload is in us-east-1, and not in eu-west-1. */
  readonly moved?: boolean;
}

/** Two local clusters, and names in Route 53 that both answer to. */
function named({ cordoned = false, moved = false }: FleetArgs = {}): string {
  const region = (country: string, name: string, facts = {}) => {
    return { country, clusters: { [name]: { provisioner: { kind: "kwok", nodes: 1 }, ...facts } } };
  };
  const check = { path: "/healthz" };
  return stringify({
    name: "acme",
    environments: {
      local: {
        hub: "us-east-1",
        dns: {
          zone: "acme.example",
          hosting: {},
          names: {
            shop: { policy: "weighted", answers: ANSWERS },
            near: { policy: "latency", answers: ANSWERS, check },
            here: {
              policy: "geolocation",
              answers: ANSWERS,
              areas: { "eu-west-1": ["EU"], "us-east-1": ["US"] },
              default: "eu-west-1",
            },
            api: { policy: "failover", answers: ANSWERS, order: ["eu-west-1", "us-east-1"], check },
          },
        },
        regions: {
          "eu-west-1": region("IE", "eu-west-1", { cordoned }),
          "us-east-1": region("US", "us-east-1"),
        },
      },
    },
    // A name of its own, which only clusters that carry it answer to.
    workloads: {
      web: {
        environments: ["local"],
        manifests: "examples/gateway",
        placement: { clusters: moved ? ["us-east-1"] : ["eu-west-1"] },
        dns: { name: "web", policy: "latency", answers: ANSWERS },
      },
    },
  });
}

describe("global names in Route 53", function () {
  this.timeout("10m");
  let at: CloudBed;

  before(async () => {
    at = await CloudBed.create(named());
    at.folder.put(STRANGER);
  });
  after(() => at.destroy());

  /** What a name is answered with, by set identifier. */
  const answers = (name: string): Record<string, string> =>
    Object.fromEntries(
      at.folder
        .ofType(RECORD)
        .filter(({ inputs }) => inputs.name === `${name}.acme.example`)
        .map(({ inputs }): [string, string] => [
          String(inputs.setIdentifier),
          (inputs.records as string[]).join(),
        ])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  const checks = () => at.folder.ofType("aws:route53/healthCheck:HealthCheck").length;

  it("are made with their zone and their checks", async () => {
    await at.bed.succeed("up");
    assert.deepEqual(answers("shop"), { "eu-west-1": "198.51.100.1", "us-east-1": "198.51.100.2" });
    assert.deepEqual(answers("near"), answers("shop"));
    assert.deepEqual(answers("here"), { EU: "198.51.100.1", US: "198.51.100.2", default: "198.51.100.1" });
    assert.deepEqual(answers("api"), { primary: "198.51.100.1", secondary: "198.51.100.2" });
    assert.deepEqual(answers("web"), { "eu-west-1": "198.51.100.1" });
    assert.equal(checks(), 4);
    const { stdout } = await at.bed.pulumi("stack", "output", "nameServers", "--json", "--stack", "local");
    assert.equal((JSON.parse(stdout) as unknown[]).length, 4);
  });

  it("are as they should be the second time, and after a comparison with the cloud", async () => {
    const { stacks } = JSON.parse(await at.bed.succeed("up", "--json")) as {
      stacks: { changes: Record<string, number> }[];
    };
    for (const { changes } of stacks) assert.deepEqual(Object.keys(changes), ["same"]);
    await assertNoDrift(at.bed, "local");
  });

  it("lose the answers of a cluster that is cordoned, and are not without one for a moment", async () => {
    at.bed.declare(named({ cordoned: true, moved: true }));
    const up = at.bed.start("up");
    const ended = new Promise((resolve) => up.once("exit", resolve));
    while (up.exitCode === null) {
      for (const name of ["shop", "near", "here", "api", "web"]) assert.notDeepEqual(answers(name), {}, name);
      assert.ok("default" in answers("here") && "primary" in answers("api"));
      await sleep(5);
    }
    await ended;
    assert.equal(up.exitCode, 0);
    assert.deepEqual(answers("shop"), { "us-east-1": "198.51.100.2" });
    assert.deepEqual(answers("near"), answers("shop"));
    assert.deepEqual(answers("here"), { US: "198.51.100.2", default: "198.51.100.2" });
    assert.deepEqual(answers("api"), { primary: "198.51.100.2" });
    assert.deepEqual(answers("web"), { "us-east-1": "198.51.100.2" });
    assert.equal(checks(), 2);
  });

  it("get them back", async () => {
    at.bed.declare(named());
    await at.bed.succeed("up");
    assert.deepEqual(answers("api"), { primary: "198.51.100.1", secondary: "198.51.100.2" });
    assert.deepEqual(Object.keys(answers("here")), ["EU", "US", "default"]);
  });

  it("go with their zone, and nothing else does", async () => {
    await at.bed.succeed("destroy", "--environment", "local", "--yes");
    assert.deepEqual(at.folder.all(), [STRANGER]);
  });
});

/** A zone that somebody else has made. */
const STRANGER: StoredObject = {
  type: "aws:route53/zone:Zone",
  id: "ZSTRANGER",
  place: { account: "123456789012", region: "global", partition: "aws" },
  inputs: { name: "acme.example", comment: "by hand" },
  outputs: {},
  madeBy: "stranger",
};
