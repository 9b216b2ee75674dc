import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Observation } from "../../cli/status/observation.ts";
import { countLive } from "../../cli/what-if/live.ts";
import type { WhatIf } from "../../fleet/what-if/what-if.ts";
import { removeProject } from "../declaration/project.ts";
import { fleetsOfThisSuite, projectWith, TWO_REGIONS } from "./declarations.ts";
import { copyProgram, fleet } from "./program.ts";

const NAMES = `
    dns:
      zone: acme.example
      hosting: {}
      names:
        shop:
          policy: failover
          workload: web
          answers: { eu: [198.51.100.1], us: [198.51.100.2] }
          order: [eu, us]
          check: { path: /healthz }
        all: { policy: simple, answers: { eu: [198.51.100.1], us: [198.51.100.2] } }
    backup: { every: 6h, keep: 30d }`;

const named = TWO_REGIONS.replace("    hub: eu", `    hub: eu${NAMES}`);
const guarded = (minAvailable: number) =>
  named.replace("    division: {", `    minAvailable: ${minAvailable}\n    division: {`);

describe("fleet what-if, without engine, toolchain or cluster", () => {
  let root: string;
  before(() => {
    root = projectWith(named);
    copyProgram(root);
  });
  after(() => {
    removeProject(root);
  });
  const declare = (declaration: string) => {
    writeFileSync(path.join(root, "fleet.yaml"), declaration);
  };

  it("tells what a region is missed for", () => {
    declare(named);
    const { status, stdout, stderr } = fleet(root, "what-if", "eu-west-1", "down");
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.deepEqual(stdout.split("\n"), [
      "If region eu-west-1 of environment local were down, by the declaration (eu):",
      "  control planes that stop",
      "    the hub eu: the stack of environment local cannot be brought up until another cluster is named as hub",
      "    Argo CD, with 0 applications",
      "  names",
      "    · all.acme.example loses eu; us is left",
      "        clients are given the lost answer until the cluster is declared gone: fleet tombstone",
      "    · shop.acme.example loses eu; us is left",
      "        its check takes the answer away, for all clients after 150 s at most",
      "  workloads",
      "    · records: 2 of 2 replicas lost, 0 left",
      "        nowhere to go: wanted all clusters, and no cluster is left of eu (tombstoned); us (jurisdiction US not in [EEA])",
      "        us may not take over: jurisdiction US not in [EEA]",
      "    · web: 7 of 10 replicas lost, 3 left",
      "        then, once it is declared gone: us 3 → 10",
      "  backups",
      "    ✗ eu: acme-local-eu-west-1-backups/eu is down as well",
      "  trust",
      "    the issuers of eu, which vouch for nothing elsewhere",
      "    not the root: it is kept offline, and no cluster has it",
      "✓ no declared minimum is at stake: none of them has minAvailable",
      "",
    ]);
  });

  it("ends with 1 where a declared minimum is breached, and says whether moving mends it", () => {
    declare(guarded(4));
    const { status, stdout } = fleet(root, "what-if", "eu", "down");
    assert.equal(status, 1);
    assert.match(stdout, /✗ web: 7 of 10 replicas lost, 3 left, minimum 4: below, until it is moved\n/);
    assert.match(stdout, /✗ web would fall below minAvailable\n$/);
    assert.match(stdout, /· eu: acme-local-eu-west-1-backups\/eu nobody may restore them\n/);
    const json = fleet(root, "what-if", "eu", "down", "--json");
    assert.equal(json.status, 1);
    const { kind, lost, breaches, workloads } = JSON.parse(json.stdout) as WhatIf;
    assert.deepEqual([kind, lost, breaches], ["cluster", ["eu"], ["web"]]);
    assert.deepEqual(
      workloads.map(({ workload, left, isBelow }) => [workload, left, isBelow]),
      [
        ["records", 0, false],
        ["web", 3, true],
      ],
    );
  });

  it("ends with 0 where it holds", () => {
    declare(guarded(3));
    const { status, stdout } = fleet(root, "what-if", "eu", "down");
    assert.equal(status, 0);
    assert.match(stdout, /✓ no workload would fall below minAvailable\n$/);
  });

  it("ends with 2 for what is not there, or cannot happen", () => {
    assert.deepEqual(
      [fleet(root, "what-if", "sin", "down"), fleet(root, "what-if", "eu", "up")].map(
        ({ status, stderr }) => [status, stderr],
      ),
      [
        [
          2,
          'There is no cluster and no region "sin"; there are, by region: eu-west-1 (eu) in local; us-east-1 (us) in local.\n',
        ],
        [2, 'What can happen to eu is "down": fleet what-if eu down.\n'],
      ],
    );
  });
});

describe("the live numbers of an outage", () => {
  const fleetFrom = fleetsOfThisSuite();

  it("are the replicas that are ready; a cluster that does not answer has none", () => {
    const [environment] = fleetFrom(TWO_REGIONS).environments;
    assert.ok(environment !== undefined);
    const share = { desired: 7, ready: 5, available: 5, rolledOut: true };
    const seen: Observation = {
      state: "answered",
      version: "v1.35.4",
      fault: undefined,
      replicas: new Map([["web", share]]),
      linkSecrets: [],
    };
    const observations = new Map<string, Observation>([
      ["eu", seen],
      ["us", { state: "silent", reason: "unreachable" }],
    ]);
    const { live, silent } = countLive(environment, { observations });
    assert.deepEqual(silent, ["us"]);
    assert.deepEqual(
      [...(live.get("web") ?? [])],
      [
        ["eu", 5],
        ["us", 0],
      ],
    );
    assert.deepEqual(
      [...(live.get("records") ?? [])],
      [
        ["eu", 0],
        ["us", 0],
      ],
    );
  });
});
