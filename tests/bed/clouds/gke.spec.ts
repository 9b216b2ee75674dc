import assert from "node:assert/strict";
import { deployerRoles } from "../../../fleet/clouds/gcp/deployer-roles.ts";
import { PERMISSIONS, PROJECT_POLICY, QUESTIONS } from "../../../fleet/clouds/gcp/permissions.ts";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { environmentOf } from "../../../fleet/fleet.ts";
import type { StoredObject } from "../../cloud/framework/folder.ts";
import { BUCKET } from "../../cloud/gcp/storage.ts";
import { CRYPTO_KEY } from "../../cloud/gcp/kms.ts";
import { PROJECT } from "../../cloud/gcp/names.ts";
import { MANAGED_ZONE } from "../../cloud/gcp/dns.ts";
import { assertNoDrift } from "../no-drift.ts";
import { readStatus, replicasOf } from "../status.ts";
import { until } from "../until.ts";
import type { CloudBed } from "./cloud-bed.ts";
import { configuredBed } from "./configured-bed.ts";
import { assertBefore, assertNothingTwice, deedsOf } from "./deeds.ts";
import { gkeFleet, POOLS, STACKS, ZONE } from "./gke-fleet.ts";

const CLUSTER = "gcp:container/cluster:Cluster";

/** What Google does not let go, or not as long as there are backups. */
const KEPT = [
  "gcp:gkebackup/backupPlan:BackupPlan",
  "gcp:kms/cryptoKey:CryptoKey",
  "gcp:kms/cryptoKey:CryptoKey",
  "gcp:kms/keyRing:KeyRing",
  "gcp:kms/keyRing:KeyRing",
];

/* The life of a fleet on GKE, from nothing to nothing: each test goes on where the one before it ended. */
describe("a fleet of two regions on GKE", function () {
  this.timeout("10m");
  let at: CloudBed;
  let zone: StoredObject;

  before(async () => {
    at = await configuredBed(gkeFleet({ version: "1.33" }), STACKS);
    zone = await at.gcp("europe-west3").plant(MANAGED_ZONE, ZONE);
  });
  after(() => at.destroy());

  const own = () => at.folder.all().filter(({ madeBy }) => madeBy !== "stranger");
  const typesLeft = () =>
    own()
      .map(({ type }) => type)
      .sort();
  /** What a run does in the cloud. */
  const deedsIn = async (run: () => Promise<unknown>): Promise<string[]> => {
    const before = at.ledger.read().length;
    await run();
    return deedsOf(at.ledger.read().slice(before));
  };
  const up = () => at.bed.succeed("up");

  it("comes up in one region while the API of the other one fails half-way, and a call takes long", async () => {
    at.faults.set(
      {
        region: "europe-west1",
        operation: "create",
        type: CLUSTER,
        fails: "before",
        message: "googleapi: Error 503: europe-west1 is unavailable",
      },
      { region: "europe-west3", operation: "create", type: "gcp:container/nodePool:NodePool", seconds: 5 },
    );
    const { code, stdout, stderr } = await at.bed.fleet("up");
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr + stdout, /local-europe-west1 .*FAILED[^]*Error 503: europe-west1 is unavailable/);
    await until(
      () => readStatus(at.bed),
      ({ clusters }) => clusters.find(({ name }) => name === "frankfurt")?.ready === true,
      20,
    );
  });

  it("is whole after the next up: clusters that answer, and a workload divided over both", async () => {
    at.faults.set();
    await up();
    const status = await readStatus(at.bed);
    assert.deepEqual(
      status.clusters.map(({ name, ready }) => [name, ready]),
      [
        ["frankfurt", true],
        ["ghent", true],
      ],
    );
    assert.deepEqual(replicasOf(status, "storefront"), { frankfurt: "4/4", ghent: "2/2" });
    assertNothingTwice(own());
  });

  it("has backups in its regions: sealed where the cluster is, written by Velero alone", async () => {
    const buckets = at.folder
      .ofType(BUCKET)
      .map(({ id, inputs }) => [id, inputs.location, inputs.encryption]);
    const ring = "projects/acme-prod-1234/locations/europe-west3/keyRings/acme-local-europe-west3-backups";
    assert.deepEqual(
      buckets.sort().map(([id, location]) => [id, location]),
      [
        ["acme-local-europe-west1", "EUROPE-WEST1"],
        ["acme-local-europe-west3", "EUROPE-WEST3"],
      ],
    );
    assert.deepEqual(buckets.find(([id]) => id === "acme-local-europe-west3")?.[2], {
      defaultKmsKeyName: `${ring}/cryptoKeys/backups`,
    });
    const location = JSON.parse(
      await at.bed.kubectl("ghent", "-n", "velero", "get", "backupstoragelocations", "-o", "json"),
    ) as { items: { metadata: { name: string }; spec: object }[] };
    const serviceAccount = "acme-local-ghent-velero@acme-prod-1234.iam.gserviceaccount.com";
    assert.deepEqual(
      location.items.map(({ metadata, spec }) => ({ name: metadata.name, ...spec })),
      [
        {
          name: "frankfurt",
          provider: "gcp",
          accessMode: "ReadOnly",
          default: false,
          objectStorage: { bucket: "acme-local-europe-west3", prefix: "frankfurt" },
          config: { serviceAccount },
        },
        {
          name: "ghent",
          provider: "gcp",
          accessMode: "ReadWrite",
          default: true,
          objectStorage: { bucket: "acme-local-europe-west1", prefix: "ghent" },
          config: { serviceAccount },
        },
      ],
    );
  });

  it("has nothing to do in a second up, and after a comparison with the cloud", async () => {
    const deeds = await deedsIn(async () => {
      await up();
      await assertNoDrift(at.bed, ...STACKS);
    });
    assert.deepEqual(deeds, []);
  });

  it("rises over two minors, one at a time, in place", async () => {
    for (const version of ["1.34", "1.35"]) {
      at.bed.declare(gkeFleet({ version }));
      assert.deepEqual((await deedsIn(up)).sort(), [
        `update ${CLUSTER} frankfurt`,
        `update ${CLUSTER} ghent`,
      ]);
    }
  });

  it("is not made anew by a change that would do so, and not taken back: the cloud is not even asked", async () => {
    const deeds = await deedsIn(async () => {
      at.bed.declare(gkeFleet({ version: "1.33", frankfurt: { name: "another-name" } }));
      const { code, stdout, stderr } = await at.bed.fleet("up");
      assert.equal(code, 1);
      const said = stdout + stderr;
      assert.match(said, /frankfurt: name is "acme-local-frankfurt" and would become "another-name"/);
      assert.match(said, /frankfurt: Kubernetes 1\.35 cannot go back to 1\.33/);
    });
    assert.deepEqual(deeds, []);
  });

  it("makes a pool that cannot be changed beside the old one, and then lets that go", async () => {
    const nodePools = { general: { ...POOLS.general, spot: true } };
    at.bed.declare(gkeFleet({ version: "1.35", frankfurt: { nodePools } }));
    assert.deepEqual(await deedsIn(up), [
      "create gcp:container/nodePool:NodePool frankfurt/general",
      "delete gcp:container/nodePool:NodePool frankfurt/general",
    ]);
  });

  it("goes in order, and leaves what Google does not let go, and what others have made", async () => {
    const deeds = await deedsIn(() => at.bed.succeed("destroy", "--environment", "local", "--yes"));
    assertBefore(deeds, /^delete .*nodePool:NodePool frankfurt/, /^delete .*cluster:Cluster frankfurt/);
    assertBefore(deeds, /^delete .*membership:Membership frankfurt/, /^delete .*cluster:Cluster frankfurt/);
    assertBefore(deeds, /^delete .*cluster:Cluster frankfurt/, /^delete .*routerNat:RouterNat frankfurt/);
    assertBefore(deeds, /^delete .*subnetwork:Subnetwork ghent/, /^delete .*network:Network ghent/);
    assertBefore(deeds, /^delete .*BucketIAMMember ghent/, /^delete .*bucket:Bucket europe-west1/);
    assert.deepEqual(typesLeft(), KEPT);
    assert.deepEqual(at.folder.ofType(MANAGED_ZONE), [zone]);
  });

  it("has needed no other rights than the roles of whoever deploys it give", () => {
    const roles = deployerRoles(environmentOf(loadFleet(at.bed.root), "local"))?.[PROJECT];
    const { condition } = roles?.beside.find(({ role }) => role === PROJECT_POLICY.role) ?? {};
    const allowed = new Set([
      ...(roles?.archipelagoDeployer.includedPermissions ?? []),
      ...(condition === undefined ? [] : [PROJECT_POLICY.permission]),
    ]);
    const calls = at.ledger.read().filter(({ phase, error }) => phase === "ended" && error === undefined);
    const kinds = new Set(calls.map(({ operation, type }) => `${operation} ${type}`));
    assert.ok(kinds.size > 40, [...kinds].join("\n"));
    for (const kind of kinds) {
      const [operation = "", type = ""] = kind.split(" ");
      const needed =
        operation === "invoke" ? QUESTIONS[type] : PERMISSIONS[type]?.[operation as "create" | "delete"];
      assert.ok(needed !== undefined && needed.length > 0, `no right to ${kind}`);
      for (const permission of needed) assert.ok(allowed.has(permission), `${permission}, to ${kind}`);
    }
    const granted = at.ledger.read().filter(({ type }) => type === "gcp:projects/iAMMember:IAMMember");
    assert.ok(granted.length > 0 && condition?.expression.includes('"roles/dns.reader"'));
  });

  it("does not take over a key of its name that is another's, nor one that encrypts nothing any more", async () => {
    const [key] = at.folder.ofType(CRYPTO_KEY).filter(({ id }) => id.endsWith("/cluster"));
    assert.ok(key);
    // With the last of its resources the stack has gone as well.
    const init = await at.bed.pulumi("stack", "init", STACKS[0]);
    assert.equal(init.code, 0, init.stderr);
    const refused = async (outputs: object) => {
      at.folder.put({ ...key, outputs: { ...key.outputs, ...outputs } });
      const { code, stdout, stderr } = await at.bed.pulumi("preview", "--stack", STACKS[0]);
      assert.notEqual(code, 0);
      return stdout + stderr;
    };
    assert.match(
      await refused({ effectiveLabels: { fleet: "other" } }),
      /cryptoKeys\/cluster is there and is not this fleet's: it lacks the labels fleet: acme, environment: local/,
    );
    assert.match(
      await refused({ primaries: [{ name: "1", state: "DESTROYED" }] }),
      /has no version that encrypts\. To give it a new one:\s+gcloud kms keys versions create --primary --key=cluster --keyring=acme-local-frankfurt-keys/,
    );
    at.folder.put(key);
  });

  it("comes up again with the keys that have stayed, whose names are taken", async () => {
    at.bed.declare(gkeFleet({ only: "europe-west3" }));
    for (const plan of at.folder.ofType("gcp:gkebackup/backupPlan:BackupPlan")) at.folder.remove(plan);
    const deeds = await deedsIn(up);
    assert.deepEqual(
      deeds.filter((deed) => /kms\/(keyRing|cryptoKey):/.test(deed)),
      [],
    );
    const [frankfurt] = at.folder.ofType(CLUSTER);
    assert.match(
      JSON.stringify(frankfurt?.inputs.databaseEncryption),
      /keyRings\/[\w-]+\/cryptoKeys\/cluster/,
    );
    assertNothingTwice(own());
    assert.deepEqual(await deedsIn(up), []);
    await at.bed.succeed("destroy", "--environment", "local", "--yes");
    assert.deepEqual(typesLeft(), KEPT);
  });
});
