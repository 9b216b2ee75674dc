import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { DrillNotes } from "../../../cli/drills/context.ts";
import type { Run } from "../../../cli/drills/journal.ts";
import { Bed } from "../bed.ts";
import { until } from "../until.ts";
import {
  awaitCanaries,
  backUp,
  backupSection,
  DUBLIN,
  recordIn,
  shippedFleet,
  VIRGINIA,
} from "./drill-fleet.ts";
import { NamesWatch } from "./names-watch.ts";
import { BackedUp } from "./velero-fleet.ts";

const BOOKS = "books.fleet.test";
const SHOP = "shop.fleet.test";
/** As declared, in seconds: resolvers keep an answer as long. */
const TTL = 60;

/*
 * Virginia fails over to Dublin, which is the hub, and comes back, with the real Velero of both. The ledger is at home in
 * Virginia alone; storefront is divided over both, gateway is on both.
 */
describe("a failover", function () {
  this.timeout("10m");
  let bed: Bed;
  let backedUp: BackedUp;
  let names: NamesWatch;
  let declared: string;

  before(async () => {
    bed = await Bed.create();
    backedUp = await BackedUp.start(path.join(bed.root, "stores"));
    // What is written in Dublin may come back to Virginia.
    declared = shippedFleet(`${backupSection(backedUp)}\n${RECOVERY}`, LEDGER).replace(
      SHIPPED_PROFILE,
      ONE_THAT_MOVES,
    );
    bed.declare(declared);
    await bed.succeed("up");
    await Promise.all([backedUp.serve(bed, DUBLIN), backedUp.serve(bed, VIRGINIA)]);
    bed.write("user.yaml", OBJECTS_OF_USERS);
    await bed.kubectl(VIRGINIA, "apply", "-f", path.join(bed.root, "user.yaml"));
    await awaitCanaries(bed, VIRGINIA, ["gateway", "ledger", "storefront"]);
    names = await NamesWatch.start(bed, [DUBLIN, VIRGINIA]);
  });
  after(async () => {
    names.stop();
    await backedUp.stop();
    await bed.destroy();
  });

  const drill = (...args: string[]) => bed.fleet("drill", "virginia", "--yes", ...args);
  const fleetFile = () => readFileSync(path.join(bed.root, "fleet.yaml"), "utf8");
  /** Ready replicas of each Deployment of a workload, by namespace and name. */
  const running = async (cluster: string) => {
    const line =
      '{range .items[*]}{.metadata.namespace}/{.metadata.name}={.status.readyReplicas}{"\\n"}{end}';
    const list = await bed.kubectl(
      cluster,
      ...["get", "deployments", "-A", "-l", "archipelago/workload"],
      ...["-o", `jsonpath=${line}`],
    );
    return Object.fromEntries(
      list
        .split("\n")
        .filter(Boolean)
        .map((each) => each.split("=") as [string, string])
        .map(([name, ready]) => [name, Number(ready)]),
    );
  };
  const pods = async (cluster: string) => {
    const line = '{range .items[*]}{.metadata.namespace}/{.metadata.uid}{"\\n"}{end}';
    const list = await bed.kubectl(cluster, "get", "pods", "-A", "-o", `jsonpath=${line}`);
    return list.split("\n").filter((each) => /^(gateway|storefront|patient-records)\//.test(each));
  };
  const onlyInDublin = {
    "gateway/gateway": 2,
    "ledger/gateway": 2,
    "patient-records/patient-records": 1,
    "storefront/storefront": 10,
  };
  const atHome = {
    [DUBLIN]: { "gateway/gateway": 2, "patient-records/patient-records": 1, "storefront/storefront": 7 },
    [VIRGINIA]: { "gateway/gateway": 2, "ledger/gateway": 2, "storefront/storefront": 3 },
  };
  const assertFailedOver = async () => {
    assert.deepEqual(await running(DUBLIN), onlyInDublin);
    assert.match(fleetFile(), /us-east-1: \{ cordoned: true, traffic: off, provisioner/);
    assert.equal(await accounts(DUBLIN), "12");
    await until(
      () => names.answers(BOOKS)[DUBLIN],
      (targets) => targets?.[0] === "198.51.100.1",
      10,
    );
  };
  const accounts = (cluster: string) =>
    bed.kubectl(cluster, ...["-n", "ledger", "get", "configmap", "accounts", "-o", "jsonpath={.data.total}"]);
  const assertAtHome = async () => {
    for (const [cluster, expected] of Object.entries(atHome))
      await until(
        () => running(cluster),
        (seen) => JSON.stringify(seen) === JSON.stringify(expected),
        30,
      );
    assert.equal(fleetFile(), declared);
    const wanted = [
      { [VIRGINIA]: ["198.51.100.2"] },
      { [DUBLIN]: ["198.51.100.1"], [VIRGINIA]: ["198.51.100.2"] },
    ];
    await until(
      () => [BOOKS, SHOP].map((name) => names.answers(name)),
      (seen) => isDeepStrictEqual(seen, wanted),
      10,
    );
  };

  it("moves all of a source that lives, with what was written last, and touches nothing that runs elsewhere", async () => {
    const before = await pods(DUBLIN);
    const { code, stdout, stderr } = await drill("--json");
    assert.equal(code, 0, stdout + stderr);
    const record = recordIn(stdout);
    assert.equal(record.verdict, "passed");
    assert.deepEqual(
      record.phases.map(({ name }) => name),
      ["traffic-off", "last-backup", "restore", "cordon", "healthy", "probes", "compare", "measure"],
    );
    assert.match(record.backups[0]?.name ?? "", /^us-east-1-drill-[0-9a-f]{6}$/);
    await assertFailedOver();
    assert.deepEqual(await running(VIRGINIA), {});
    const after = await pods(DUBLIN);
    assert.deepEqual(
      before.filter((pod) => !after.includes(pod)),
      [],
      "pods that ran there run on",
    );
    console.log(
      `      rto ${record.objectives[0]?.seconds ?? 0} s, rpo ${record.objectives[1]?.seconds ?? 0} s`,
    );
  });

  it("is what the declaration says: the next up finds nothing to do", async () => {
    const { stacks } = JSON.parse(await bed.succeed("up", "--json")) as { stacks: { changes: object }[] };
    assert.deepEqual([...new Set(stacks.flatMap(({ changes }) => Object.keys(changes)))], ["same"]);
    const again = await drill();
    assert.equal(again.code, 2);
    assert.match(again.stderr, /us-east-1 is cordoned already; the way back is fleet drill virginia --back/);
  });

  it("is taken back, with what was written meanwhile", async () => {
    await bed.kubectl(
      DUBLIN,
      ...["-n", "ledger", "patch", "configmap", "accounts", "-p", '{"data":{"total":"12","late":"1"}}'],
    );
    const { code, stdout, stderr } = await drill("--back");
    assert.equal(code, 0, stdout + stderr);
    await assertAtHome();
    const late = await bed.kubectl(
      VIRGINIA,
      ...["-n", "ledger", "get", "configmap", "accounts", "-o", "jsonpath={.data.late}"],
    );
    assert.equal(late, "1");
  });

  it("moves all of a source that is dead from the start, from its newest backup, and leaves its stack out", async () => {
    await backUp(bed, backedUp, { cluster: VIRGINIA, name: "before", knownBy: DUBLIN });
    for (const pid of bed.apiServersOf(VIRGINIA)) process.kill(pid, "SIGKILL");
    await backedUp.silence(VIRGINIA);
    const { code, stdout, stderr } = await drill("--json");
    assert.equal(code, 0, stdout + stderr);
    const record = recordIn(stdout);
    assert.equal(record.verdict, "passed");
    assert.deepEqual(
      record.backups.map(({ name }) => name),
      ["before"],
    );
    assert.match(
      record.notes.join("\n"),
      /us-east-1 did not answer: local-us-east-1 was left out, and is as it was/,
    );
    assert.match(record.notes.join("\n"), /no last backup of us-east-1, since it does not answer/);
    await assertFailedOver();
    console.log(
      `      rto ${record.objectives[0]?.seconds ?? 0} s, rpo ${record.objectives[1]?.seconds ?? 0} s`,
    );
  });

  it("is not taken back with data that may not go there", async () => {
    declared = declared.replace(ONE_THAT_MOVES, SHIPPED_PROFILE);
    bed.declare(fleetFile().replace(ONE_THAT_MOVES, SHIPPED_PROFILE));
    const { code, stderr } = await drill("--back");
    assert.equal(code, 2);
    assert.match(stderr, /patient-records may fail over to \[EEA\], and not to US.*--back --as-it-was/);
  });

  it("is taken back as it was when the source is there again: what it still ran is not doubled", async () => {
    const served = until(
      () => bed.apiServersOf(VIRGINIA).length,
      (servers) => servers > 0,
      120,
    ).then(async () => {
      await until(
        () => bed.kubectl(VIRGINIA, "get", "--raw", "/readyz").catch(() => ""),
        (ready) => ready === "ok",
        60,
      );
      await backedUp.serve(bed, VIRGINIA);
    });
    const { code, stdout, stderr } = await drill("--back", "--as-it-was");
    assert.equal(code, 0, stdout + stderr);
    await served;
    await assertAtHome();
    assert.equal(await accounts(VIRGINIA), "12");
  });

  it("comes to the same end when it is killed ten times, and taken up again each time", async () => {
    const moments = [];
    const steps = [
      "traffic-off",
      "traffic-off",
      "last-backup",
      "restore",
      "restore",
      "cordon",
      "cordon",
      "cordon",
      "healthy",
      "compare",
    ];
    for (const step of steps) {
      const child = bed.start("drill", "virginia", "--yes");
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await Promise.race([ended, until(() => begun(step), Boolean, 180)]);
      const ms = Math.floor(Math.random() * 2_500);
      await Promise.race([ended, sleep(ms)]);
      moments.push(`${step} + ${ms} ms: ${stateOf()}`);
      child.kill("SIGKILL");
      await ended;
    }
    const last = await drill("--json");
    assert.ok(
      last.code === 0 || /is cordoned already/.test(last.stdout),
      `${last.stdout}${last.stderr}\n${moments.join("\n")}`,
    );
    assert.equal(journal()?.state, "done", moments.join("\n"));
    await assertFailedOver();
    assert.deepEqual(await running(VIRGINIA), {});
    console.log(`      ${moments.join("\n      ")}`);
  });

  it("has never had a name without an answer for longer than resolvers keep one", () => {
    console.log(`      at most ${names.longest.toFixed(1)} s without an answer`);
    assert.ok(names.longest < TTL, JSON.stringify(names.gaps));
  });

  const journal = (): Run<DrillNotes> | undefined => {
    const file = path.join(bed.root, ".archipelago/drills/local/virginia/run.json");
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Run<DrillNotes>) : undefined;
  };
  /** Whether the run under way has come as far as that step. */
  const begun = (step: string) => {
    const run = journal();
    return (
      run?.direction === "there" &&
      run.state !== "done" &&
      run.steps.some(({ name, state }) => name === step && state !== "waiting")
    );
  };
  const stateOf = () =>
    journal()?.steps.find(({ state }) => state === "begun")?.name ?? journal()?.state ?? "";
});

const SHIPPED_PROFILE = "eu-only: { data: [EEA] }";
const ONE_THAT_MOVES = "eu-only: { data: [EEA], failover: [EEA, US] }";

const RECOVERY = `
dns:
  zone: fleet.test
  ttl: ${TTL}s
  policy: sync
  names:
    shop:
      policy: weighted
      workload: storefront
      answers: { eu-west-1: [198.51.100.1], us-east-1: [198.51.100.2] }
    books:
      policy: weighted
      workload: ledger
      answers: { eu-west-1: [198.51.100.1], us-east-1: [198.51.100.2] }
    front:
      policy: simple
      workload: gateway
      answers: { eu-west-1: [198.51.100.1], us-east-1: [198.51.100.2] }
recovery:
  records: drills
  drills:
    virginia:
      mode: failover
      source: us-east-1
      target: eu-west-1
      budget: { rto: 5m, rpo: 6h }
`;

const LEDGER = `
  ledger:
    environments: [local]
    manifests: examples/gateway
    placement:
      affinities:
        - { name: home, clusters: [us-east-1] }
        - { name: away, clusters: [eu-west-1] }
`;

const OBJECTS_OF_USERS = `
apiVersion: v1
kind: ConfigMap
metadata: { name: accounts, namespace: ledger }
data: { total: "12" }
`;
