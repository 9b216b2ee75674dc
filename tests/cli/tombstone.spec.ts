import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import type { Fleet } from "../../fleet/fleet.ts";
import { probe } from "../../cli/tombstone/probe.ts";
import { describeTombstone } from "../../cli/tombstone/report.ts";
import { tombstoneOf } from "../../cli/tombstone/tombstone.ts";
import { UsageError } from "../../cli/errors.ts";
import { cluster } from "../fleet/arbitraries.ts";
import { environment } from "../fleet/environments.ts";

const [dub, fra, iad] = [cluster("dub"), cluster("fra"), cluster("iad")];

function fleetOf(...environments: Fleet["environments"]): Fleet {
  return { name: "acme", environments };
}

describe("the choice of a tombstone", () => {
  const one = environment([dub, fra], { tombstoned: [iad] });

  it("is a cluster that is declared so", () => {
    assert.equal(tombstoneOf(fleetOf(one), "iad").cluster, iad);
  });

  const refused: [string, Fleet, string, RegExp][] = [
    [
      "is not declared gone",
      fleetOf(one),
      "fra",
      /^Cluster "fra" is not declared gone\. .*state: tombstoned/,
    ],
    ["is not there", fleetOf(one), "idd", /^There is no cluster "idd" \(did you mean "iad"\?\)\.$/],
    [
      "is not the only one of its environment",
      fleetOf(environment([dub], { tombstoned: [fra, iad] })),
      "iad",
      /^Environment local declares fra, iad gone for good\. One at a time/,
    ],
    [
      "is in two environments",
      fleetOf(one, environment([dub], { name: "stage", tombstoned: [iad] })),
      "iad",
      /say which with --environment/,
    ],
  ];
  for (const [title, fleet, name, message] of refused) {
    it(`is refused if it ${title}`, () => {
      assert.throws(
        () => tombstoneOf(fleet, name),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  it("is narrowed down by the environment", () => {
    const stage = environment([dub], { name: "stage", tombstoned: [iad] });
    assert.equal(tombstoneOf(fleetOf(one, stage), "iad", "stage").environment, stage);
  });
});

describe("a probe", () => {
  const QUICK = { tries: 2, pauseMs: 1, deadlineMs: 300 };
  let server: Server;
  const listen = (answer: (write: (text: string) => void) => void): Promise<string> =>
    new Promise((resolve) => {
      server = createServer((socket) => {
        socket.on("error", () => undefined);
        answer((text) => socket.end(text));
      }).listen(0, "127.0.0.1", () => {
        resolve(`https://127.0.0.1:${(server.address() as { port: number }).port}`);
      });
    });
  afterEach(() => {
    if (server.listening) server.close();
  });

  it("of a closed port is silent, and says how", async () => {
    const endpoint = await listen(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const seen = await probe(endpoint, QUICK);
    assert.equal(seen.answered, false);
    assert.match("reason" in seen ? seen.reason : "", /ECONNREFUSED/);
  });

  it("of something that accepts and says nothing is silent, in time", async () => {
    const endpoint = await listen(() => undefined);
    const started = performance.now();
    assert.deepEqual(await probe(endpoint, QUICK), { answered: false, reason: "no answer in time" });
    assert.ok(performance.now() - started < 5_000);
  });
});

describe("the report of a tombstone", () => {
  const done = {
    environment: "local",
    cluster: "iad",
    silence: "no answer in time",
    applications: ["notice-iad"],
    stacks: [],
    failed: [],
    mayStillRun: ["workload gateway: replicated"],
  };

  it("says what may still run, and what is left to do", () => {
    assert.deepEqual(describeTombstone(done), [
      "iad is silent (no answer in time).",
      "Argo CD no longer waits for it with notice-iad.",
      "If it lives after all, it still runs what it ran last:",
      "  workload gateway: replicated",
      "Left to do by hand:",
      "  destroy what is left of it at its provider: machines, disks, load balancers, DNS records",
      "  remove its entry from fleet.yaml, then: npx fleet up",
    ]);
  });

  it("says to run it again if a stack has failed, and nothing of what comes after", () => {
    const failed = [{ stack: "local-fra", message: "no" }];
    assert.deepEqual(describeTombstone({ ...done, applications: [], failed }), [
      "iad is silent (no answer in time).",
      "Not yet by local-fra, see above: run the same command again.",
    ]);
  });
});
