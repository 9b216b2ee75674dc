import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, truncateSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ListedBackup } from "../../../cli/backup/list.ts";
import type { RestoreReport } from "../../../cli/backup/restore.ts";
import type { TakenBackup } from "../../../cli/backup/take.ts";
import { Velero } from "../../../cli/velero/velero.ts";
import { hasEnded, outcomeOf } from "../../../fleet/backup/velero-objects.ts";
import type { PlannedObject } from "../../../fleet/backup/restore-plan.ts";
import { Bed } from "../bed.ts";
import { until } from "../until.ts";
import { lastingPorts } from "../control-planes/program.ts";
import { FullStore } from "./full-store.ts";
import { BackedUp, bucketOf, DUBLIN, VIRGINIA } from "./velero-fleet.ts";

/* The real Velero servers of two clusters, each with the real S3 server of its region, through the program's verbs. */
describe("backups and restores", function () {
  this.timeout("10m");
  let bed: Bed;
  let backedUp: BackedUp;
  let folder: string;
  let dublin: Velero;
  let virginia: Velero;
  /** Names of those that were not taken by a schedule. */
  const taken = new Set(["short", "globex-1"]);
  /** Another one, of which nobody tells Dublin. */
  let untold: string;
  /** A good backup of Virginia. */
  let backup: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "archipelago-buckets-"));
    backedUp = await BackedUp.start(folder);
    bed = await Bed.create(declaration(backedUp));
    await bed.succeed("up");
    await Promise.all([DUBLIN, VIRGINIA].map((cluster) => backedUp.serve(bed, cluster)));
    [dublin, virginia] = (await Promise.all([DUBLIN, VIRGINIA].map(connect))) as [Velero, Velero];
    for (const velero of [dublin, virginia])
      await until(
        () => velero.locations(),
        (all) => all.length > 0 && all.every(({ status }) => status?.phase === "Available"),
      );
  });
  after(async () => {
    for (const velero of [dublin, virginia]) velero.close();
    await bed.destroy();
    await backedUp.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const connect = async (cluster: string) =>
    Velero.connect(
      cluster,
      readFileSync(await bed.kubeconfigOf(cluster), "utf8"),
      AbortSignal.timeout(10 * 60_000),
    );
  const take = async (...args: string[]) => {
    const { code, stdout } = await bed.fleet("backup", VIRGINIA, "--json", ...args);
    const { backups } = JSON.parse(stdout) as { backups: TakenBackup[] };
    for (const each of backups) taken.add(each.backup);
    return { code, backups };
  };
  const restore = (...args: string[]) =>
    bed.fleet("restore", backup, "--from", VIRGINIA, "--to", DUBLIN, ...args);
  const keysOf = (name: string) =>
    backedUp
      .store(VIRGINIA)
      .keys(bucketOf(VIRGINIA))
      .filter((key) => key.includes(`/backups/${name}/`));
  const replicasIn = async (namespace: string, field = "spec.replicas") =>
    (
      await bed.kubectl(
        ...([DUBLIN, "-n", namespace, "get", "deployment", "storefront"] as const),
        ...["-o", `jsonpath={.${field}}`],
      )
    ).trim();

  it("are taken by hand of all that the schedules are for, and say whose they are", async () => {
    const { code, backups } = await take();
    assert.equal(code, 0);
    assert.deepEqual(
      backups.map(({ schedule, outcome }) => [schedule, outcome]),
      [
        [VIRGINIA, "completed"],
        [`${VIRGINIA}.storefront`, "completed"],
      ],
    );
    untold = backups[0]?.backup ?? "";
    const one = await take("--workload", "storefront");
    assert.deepEqual(
      one.backups.map(({ schedule, outcome }) => [schedule, outcome]),
      [[`${VIRGINIA}.storefront`, "completed"]],
    );
    backup = one.backups[0]?.backup ?? "";
    const { labels } = (await virginia.backup(backup))?.metadata ?? {};
    assert.deepEqual(
      ["fleet", "environment", "cluster"].map((key) => labels?.[`archipelago/${key}`]),
      ["acme", "local", VIRGINIA],
    );
    assert.ok(keysOf(backup).includes(`${VIRGINIA}/backups/${backup}/${backup}.tar.gz`));
  });

  it("are listed, and their logs are had", async () => {
    const { backups } = JSON.parse(await bed.succeed("backup", "list", VIRGINIA, "--json")) as {
      backups: ListedBackup[];
    };
    const listed = backups.find((each) => each.backup === backup);
    assert.deepEqual([listed?.cluster, listed?.outcome], [VIRGINIA, "completed"]);
    assert.ok(listed?.knownTo.includes(VIRGINIA));
    assert.match(await bed.succeed("backup", "logs", backup), /msg="Backup completed"|Backed up a total of/);
    const unknown = await bed.fleet("backup", "logs", "us-east-2-1");
    assert.deepEqual([unknown.code, /knows a backup "us-east-2-1"/.test(unknown.stderr)], [2, true]);
  });

  it("are refused with all that is wrong with the order", async () => {
    const order = ["--from", "us-east", "--to", "eu-west", "--map", "a", "--map", "b=c", "--map", "b=d"];
    const wrong = await bed.fleet("restore", backup, ...order, "--existing", "replace", "-y");
    assert.equal(wrong.code, 2);
    for (const part of [
      /no cluster "us-east"; did you mean "us-east-1"/,
      /no cluster "eu-west"; did you mean "eu-west-1"/,
      /--map a: expected/,
      /--map b=…: given more than once/,
      /--existing replace: expected skip/,
    ])
      assert.match(wrong.stderr, part);
    const unmapped = await restore("--map", "shop=other", "-y");
    assert.deepEqual(
      [unmapped.code, unmapped.stderr.trim()],
      [2, `--map shop=other: ${backup} has no such namespace; it has: storefront`],
    );
    const absent = await bed.fleet("restore", `${backup}1`, "--from", VIRGINIA, "--to", DUBLIN, "-y");
    assert.equal(absent.code, 2);
    assert.match(absent.stderr, new RegExp(`knows no backup .* of us-east-1; did you mean "${backup}"`));
  });

  it("are restored elsewhere, mapped and modified, after saying what that would do", async () => {
    bed.write("modifiers.yaml", MODIFIERS);
    const order = ["--map", "storefront=shop", "--modifiers", "modifiers.yaml"];
    const planned = JSON.parse((await restore(...order, "--plan", "--json")).stdout) as {
      namespaces: string[];
      objects: PlannedObject[];
    };
    assert.deepEqual(planned.namespaces, ["shop"]);
    const fateOf = (kind: string) =>
      planned.objects.filter((each) => each.kind === kind).map(({ namespace, fate }) => [namespace, fate]);
    assert.deepEqual(
      [fateOf("Deployment"), fateOf("Namespace")],
      [[["shop", "create"]], [[undefined, "create"]]],
    );
    assert.ok(planned.objects.some(({ kind, fate }) => kind === "Event" && fate === "omit"));
    assert.equal((await dublin.restores()).length, 0, "a plan restores nothing");

    const asked = await restore(...order);
    assert.deepEqual([asked.code, /pass --yes/.test(asked.stderr)], [2, true]);
    assert.match(asked.stdout, /shop \(made\)\n.*created: .*Deployment storefront/);

    const report = JSON.parse((await restore(...order, "-y", "--json")).stdout) as RestoreReport;
    assert.deepEqual([report.outcome, report.resumed, report.reasons], ["completed", false, []]);
    assert.ok((report.objects?.created ?? 0) >= 3);
    assert.equal(await replicasIn("shop"), "7", "as the modifiers have it");
    await until(
      () => replicasIn("shop", "status.availableReplicas"),
      (ready) => ready === "7",
    );
    const leftover = await bed.kubectl(
      DUBLIN,
      "-n",
      "velero",
      "get",
      "configmap",
      report.restore,
      "--ignore-not-found",
    );
    assert.equal(leftover, "");
  });

  it("leave alone what lives, unless they are asked to update it", async () => {
    await bed.kubectl(DUBLIN, "-n", "shop", "scale", "deployment", "storefront", "--replicas=1");
    const order = ["--map", "storefront=shop", "-y", "--json"];
    const left = JSON.parse((await restore(...order)).stdout) as RestoreReport;
    assert.deepEqual([left.outcome, await replicasIn("shop")], ["completed", "1"]);
    const updated = JSON.parse((await restore(...order, "--existing", "update")).stdout) as RestoreReport;
    assert.equal(updated.outcome, "completed");
    assert.ok((updated.objects?.updated ?? 0) > 0);
    assert.equal(await replicasIn("shop"), "3", "as the backup has it");
  });

  it("are taken up again by the same command, after a kill, and are not made twice", async () => {
    const order = ["--map", "storefront=again", "-y"];
    const child = bed.start("restore", backup, "--from", VIRGINIA, "--to", DUBLIN, ...order);
    const ended = once(child, "exit");
    const restores = async () =>
      (await dublin.restores()).filter(({ spec }) => spec.namespaceMapping?.storefront === "again");
    while ((await restores()).length === 0) await sleep(20);
    const server = backedUp.server(DUBLIN);
    server.pause();
    child.kill("SIGKILL");
    await ended;
    assert.ok((await restores()).every((each) => !hasEnded(each)));

    const other = await restore("--map", "storefront=third", "-y");
    assert.match(other.stderr, /restores .* in another way; wait until it has ended/);
    const silent = await bed.fleet("backup", DUBLIN);
    assert.equal(silent.code, 1);
    assert.match(silent.stderr, /The backup eu-west-1-\d+ on eu-west-1 has not begun within 30 s: no Velero/);
    const again = restore(...order, "--json");
    await sleep(4000);
    server.goOn();
    const report = JSON.parse((await again).stdout) as RestoreReport;
    assert.deepEqual([report.outcome, report.resumed], ["completed", true]);
    assert.equal((await restores()).length, 1);
  });

  it("do not leave the places that the data's residency allows", async () => {
    const [own] = (
      JSON.parse((await bed.fleet("backup", DUBLIN, "--json")).stdout) as { backups: TakenBackup[] }
    ).backups;
    assert.equal(own?.outcome, "completed");
    const refused = await bed.fleet("restore", own.backup, "--from", DUBLIN, "--to", VIRGINIA, "-y");
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /us-east-1 does not read the backups of eu-west-1: patient-records may fail over to \[EEA\]/,
    );
    bed.write("location.json", JSON.stringify(locationOf(backedUp)));
    await assert.rejects(
      bed.kubectl(VIRGINIA, "apply", "-f", path.join(bed.root, "location.json")),
      /denied|forbidden|refuse/i,
    );
    assert.equal(await virginia.backup(own.backup), undefined);
  });

  it("of another fleet are not restored", async () => {
    const { metadata, spec } = (await virginia.backup(backup)) ?? assert.fail();
    const labels = { ...metadata.labels, "archipelago/fleet": "globex" };
    await virginia.createBackup({ metadata: { name: "globex-1", labels }, spec });
    assert.equal(outcomeOf(await virginia.waitForBackup("globex-1")), "completed");
    const refused = await bed.fleet("restore", "globex-1", "--from", VIRGINIA, "--to", DUBLIN, "-y");
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /another fleet or cluster: archipelago\/fleet is globex, not acme/);
  });

  it("whose archive is cut off are found out before anything is restored", async () => {
    const archive = backedUp
      .store(VIRGINIA)
      .fileOf(bucketOf(VIRGINIA), `${VIRGINIA}/backups/globex-1/globex-1.tar.gz`);
    truncateSync(archive, Math.floor(statSync(archive).size / 2));
    await assert.rejects(
      virginia.contentsOf("globex-1"),
      /the archive of backup globex-1 is damaged: unexpected end of file/,
    );
  });

  it("are seen in the other region, without anybody telling", async () => {
    await until(
      () => dublin.backup(untold),
      (seen) => seen !== undefined,
      90,
    );
  });

  it("may have a short time to live, of whose end more below", async () => {
    const { spec, metadata } = (await virginia.backup(backup)) ?? assert.fail();
    const short = { name: "short", labels: metadata.labels };
    await virginia.createBackup({ metadata: short, spec: { ...spec, ttl: "30s" } });
    assert.equal(outcomeOf(await virginia.waitForBackup("short")), "completed");
  });

  describe("with a store that is", () => {
    const failed = async () => {
      const { code, backups } = await take("--workload", "storefront");
      assert.equal(code, 1);
      return backups[0] ?? assert.fail();
    };
    const available = (phase: string) =>
      until(
        async () =>
          (await virginia.locations()).find(({ metadata }) => metadata.name === VIRGINIA)?.status?.phase,
        (seen) => seen === phase,
      );

    it("read-only, fail and say so; what is there can still be restored", async () => {
      const store = backedUp.store(VIRGINIA);
      await store.makeReadOnly(bucketOf(VIRGINIA));
      try {
        const { outcome, reasons } = await failed();
        assert.equal(outcome, "failed");
        assert.match(reasons.join(), /Access ?Denied/i);
        const report = JSON.parse(
          (await restore("--map", "storefront=rescued", "-y", "--json")).stdout,
        ) as RestoreReport;
        assert.equal(await replicasIn("rescued"), "3");
        assert.equal(report.outcome, "partly-failed");
        assert.match(report.reasons.join(), /cannot file beside the backup what it has done/);
        assert.equal(report.objects, undefined, "it is not filed");
        // It would keep Velero, and the cluster's end, waiting.
        await dublin.deleteRestore(report.restore);
      } finally {
        await store.allow(bucketOf(VIRGINIA));
      }
    });

    it("full, fail and say so", async () => {
      const store = backedUp.store(VIRGINIA);
      const [port] = await lastingPorts(1);
      await store.stop();
      await store.start(`http://127.0.0.1:${port}`);
      const full = await FullStore.start(store.url, `http://127.0.0.1:${port}`);
      try {
        const { outcome, reasons } = await failed();
        assert.equal(outcome, "failed");
        assert.match(reasons.join(), /minimum free drive threshold/);
      } finally {
        await full.stop();
        await store.stop();
        await store.start();
      }
    });

    it("out of reach, fail and say so", async () => {
      const store = backedUp.store(VIRGINIA);
      await store.stop();
      try {
        await available("Unavailable");
        const { outcome, reasons } = await failed();
        assert.equal(outcome, "failed");
        assert.match(reasons.join(), /us-east-1 is currently unavailable|status Unavailable|unavailable/i);
        const refused = await restore("--map", "storefront=nowhere", "-y");
        assert.equal(refused.code, 1);
        assert.match(refused.stderr, /eu-west-1 cannot reach the backups of us-east-1: .*connection refused/);
      } finally {
        await store.start();
        await available("Available");
      }
    });
  });

  describe("at their end", () => {
    it("come by the schedule, and are gone everywhere when their time is over, or they are deleted", async () => {
      await virginia.deleteBackup(backup);
      await until(
        () => virginia.backup(backup),
        (seen) => seen === undefined,
      );
      assert.deepEqual(keysOf(backup), []);
      const scheduled = await until(
        async () =>
          (await virginia.backups()).filter(
            ({ metadata: { name, labels } }) =>
              labels?.["velero.io/schedule-name"] === `${VIRGINIA}.storefront` && !taken.has(name),
          ),
        (all) => all.some((each) => hasEnded(each)),
        130,
      );
      assert.ok(scheduled.every(({ metadata: { labels } }) => labels?.["archipelago/fleet"] === "acme"));
      await until(
        () => virginia.backup("short"),
        (seen) => seen === undefined,
        200,
      );
      assert.deepEqual(keysOf("short"), []);
      await until(
        () => dublin.backup(backup),
        (seen) => seen === undefined,
        90,
      );
    });
  });
});

const MODIFIERS = `
version: v1
resourceModifierRules:
  - conditions: { groupResource: deployments.apps, resourceNameRegex: ^storefront$ }
    mergePatches:
      - patchData: '{"spec": {"replicas": 7}}'
`;

/** What somebody could make by hand, to read in America what is kept in Europe. */
function locationOf(backedUp: BackedUp): object {
  const { url } = backedUp.store(DUBLIN);
  return {
    apiVersion: "velero.io/v1",
    kind: "BackupStorageLocation",
    metadata: { name: DUBLIN, namespace: "velero" },
    spec: {
      provider: "aws",
      accessMode: "ReadOnly",
      objectStorage: { bucket: bucketOf(DUBLIN), prefix: DUBLIN },
      config: { region: DUBLIN, s3Url: url, s3ForcePathStyle: "true" },
    },
  };
}

function declaration({ locations }: BackedUp): string {
  return `
name: acme
residency:
  eu-only: { data: [EEA] }
environments:
  local:
    hub: eu-west-1
    mesh: { kind: istio, meshId: acme-local, trustDomain: local.acme }
    backup: { every: 12h, keep: 1d, locations: ${locations} }
    regions:
      eu-west-1:
        country: IE
        clusters:
          eu-west-1: { provisioner: { kind: kwok, nodes: 1 }, network: net-eu, podCidr: 10.10.0.0/16 }
      us-east-1:
        country: US
        clusters:
          us-east-1: { provisioner: { kind: kwok, nodes: 1 }, network: net-us, podCidr: 10.20.0.0/16 }
workloads:
  storefront:
    environments: [local]
    manifests: examples/storefront
    placement: { clusters: [us-east-1] }
    division: { replicas: 3 }
    backup: { every: 1m, keep: 1h }
  gateway:
    environments: [local]
    manifests: examples/gateway
  patient-records:
    environments: [local]
    manifests: examples/patient-records
    residency: eu-only
`;
}
