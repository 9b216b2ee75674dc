import assert from "node:assert/strict";
import { begun, type DrillOptions } from "../../../cli/drills/begin.ts";
import type { DrillNotes } from "../../../cli/drills/context.ts";
import { recordOfRun } from "../../../cli/drills/facts.ts";
import { Journal, newRun, type Run } from "../../../cli/drills/journal.ts";
import { describeOutcome } from "../../../cli/drills/outcome.ts";
import type { DrillDeclaration } from "../../../fleet/declaration/recovery-schema.ts";
import { planDigest } from "../../../fleet/drills/digest.ts";
import { drillPlan, type RestoreDrillPlan } from "../../../fleet/drills/plan.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import type { Project } from "../../../cli/engine/project.ts";
import { drill, drilled, dub, iad } from "../../fleet/drills/drills.ts";
import { makeProject, removeProject } from "../../declaration/project.ts";

const NAME = { environment: "local", drill: "exercise" };
const planOf = (environment: Environment) => drillPlan(environment, "exercise") as RestoreDrillPlan;
const failover: DrillDeclaration = {
  mode: "failover",
  source: "dub",
  target: "iad",
  budget: { rto: "5m", rpo: "6h" },
  probes: [],
  every: "30d",
};

describe("the record of a run", () => {
  const environment = drilled();
  const plan = planOf(environment);
  const ordered = "2026-11-27T22:00:00.000Z";
  const run = (notes: DrillNotes): Run<DrillNotes> => ({
    ...newRun<DrillNotes>(NAME, {
      mode: "sandbox",
      direction: "there",
      plan: planDigest(environment, "exercise"),
      notes,
    }),
    ordered,
    steps: [
      { name: "restore", state: "done", began: ordered, ended: "2026-11-27T22:00:02.500Z", said: "all" },
      { name: "tear-down", state: "waiting" },
    ],
  });
  const well: DrillNotes = { healthy: "2026-11-27T22:01:00.000Z", rpo: 90, leftBehind: [] };

  it("has passed where it was healthy in time, with what is young enough", () => {
    const record = recordOfRun(plan, run(well), { velero: "v1.18.1" });
    assert.equal(record.verdict, "passed");
    assert.deepEqual(
      record.objectives.map(({ name, seconds, kept }) => [name, seconds, kept]),
      [
        ["rto", 60, true],
        ["rpo", 90, true],
      ],
    );
    assert.deepEqual(record.phases, [{ name: "restore", started: ordered, seconds: 2.5 }]);
    assert.deepEqual(describeOutcome({ record, file: "drills/x.json" }), [
      "Drill exercise passed: rto 1m of 5m, rpo 1m 30s of 6h",
      "Record: drills/x.json",
    ]);
  });

  it("has failed where it was given up, or never healthy, and says that it was interrupted", () => {
    const record = recordOfRun(plan, run({ stopped: "restore: no answer in time", resumed: 2 }), {});
    assert.deepEqual(record.failures, [
      "restore: no answer in time",
      "rto could not be measured; its budget is 5m",
      "rpo could not be measured; its budget is 6h",
    ]);
    assert.deepEqual(record.notes, ["the command was taken up again 2 times"]);
  });
});

describe("the beginning of a drill", () => {
  let root: string;
  beforeEach(() => (root = makeProject({ "fleet.yaml": "name: acme\n" })));
  afterEach(() => {
    removeProject(root);
  });
  const begin = (environment: Environment, options: DrillOptions, last?: Run<DrillNotes>) =>
    begun({ root } as Project, environment, planOf(environment), last, { yes: true, ...options });
  const refused = (environment: Environment, options: DrillOptions, why: RegExp) =>
    assert.rejects(begin(environment, options), (error: Error) => {
      assert.match(error.message, why);
      return error.name === "UsageError";
    });
  const cordoned = drilled(failover, { clusters: [{ ...dub, cordoned: true, traffic: "off" }, iad] });

  it("is written down before anything is done", async () => {
    const { run } = await begin(drilled(), {});
    assert.deepEqual([run.mode, run.direction, run.state, run.steps], ["sandbox", "there", "running", []]);
    assert.deepEqual((await Journal.open(root, NAME))?.run, run);
  });

  it("is refused with all that is wrong", async () => {
    const probes = [{ name: "shop", run: ["./none.sh"], timeout: "1m" }];
    await refused(
      drilled(drill({ probes }), { workloads: [] }),
      {},
      /^Drill exercise cannot be begun: probe shop: \.\/none\.sh is not in the project; it has no workload to restore/,
    );
    await refused(cordoned, {}, /dub is cordoned already; the way back is fleet drill exercise --back/);
  });

  it("of a way back needs a failover that was carried out", async () => {
    await refused(drilled(), { back: true }, /Drill exercise is no failover/);
    await refused(drilled(failover), { back: true }, /dub is neither cordoned nor without traffic/);
  });

  it("of a way back goes by what the declaration said before, and by what was restored if it is to", async () => {
    const before = [{ key: "traffic", value: "on" }] as const;
    const backups = [{ name: "dub-1", schedule: "dub", completed: "2026-11-27T21:00:00.000Z" }];
    const last = {
      ...newRun<DrillNotes>(NAME, {
        mode: "failover",
        direction: "there",
        plan: "",
        notes: { before, backups },
      }),
      state: "done" as const,
    };
    assert.deepEqual((await begin(cordoned, { back: true }, last)).run.notes, { before });
    const { notes } = (await begin(cordoned, { back: true, asItWas: true }, last)).run;
    assert.deepEqual([notes.before, notes.backups, notes.asItWas], [before, backups, true]);
    assert.deepEqual(
      notes.route?.restores.map(({ schedule }) => schedule),
      ["dub"],
    );
  });
});
