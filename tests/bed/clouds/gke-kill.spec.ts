import assert from "node:assert/strict";
import { CloudBed } from "./cloud-bed.ts";
import { assertNothingTwice } from "./deeds.ts";
import { gkeFleet } from "./gke-fleet.ts";
import { assertWhole, cutOff, cutOffAtRandom } from "./kill.ts";

const KILLS = Number(process.env.KILLS ?? 4);
/** Seconds within which a kill comes. The run goes on where the one before it was cut off, so that all of it is tried. */
const SPAN = Number(process.env.KILL_SPAN ?? 12);
const CLUSTER = "gcp:container/cluster:Cluster";

/** What Google does not let go. */
const KEPT = [
  "gcp:gkebackup/backupPlan:BackupPlan",
  "gcp:kms/cryptoKey:CryptoKey",
  "gcp:kms/keyRing:KeyRing",
];
const WHOLE = { cluster: CLUSTER, regions: ["europe-west3", "europe-west1"], kept: KEPT };

/** One of each kind that a cluster with a key of its own is made of, in the order in which they are made. */
const TYPES = [
  "gcp:compute/network:Network",
  "gcp:serviceaccount/account:Account",
  "gcp:kms/keyRing:KeyRing",
  "gcp:kms/cryptoKey:CryptoKey",
  "gcp:compute/subnetwork:Subnetwork",
  "gcp:compute/router:Router",
  "gcp:compute/routerNat:RouterNat",
  CLUSTER,
  "gcp:container/nodePool:NodePool",
  "gcp:gkehub/membership:Membership",
  "gcp:gkebackup/backupPlan:BackupPlan",
];

describe("a first up on GKE", function () {
  this.timeout("20m");
  let at: CloudBed;

  afterEach(() => at.destroy());

  it(`is killed ${KILLS} times at random moments: the next one converges, one cluster a region, nothing twice`, async () => {
    at = await CloudBed.create(gkeFleet({ whole: false }));
    await cutOffAtRandom(at, KILLS, SPAN);
    await assertWhole(at, WHOLE);
  });

  it("is killed while Google makes the clusters: they are waited for and taken over", async () => {
    at = await CloudBed.create(gkeFleet({ whole: false }));
    at.faults.set({ operation: "create", type: CLUSTER, seconds: 600 });
    await cutOff(at, "fleet", () => at.folder.ofType(CLUSTER).length === 2);
    at.faults.set();
    await assertWhole(at, WHOLE);
  });

  it("does not hear of what it has made, without a kill: the next ones take it over, and make nothing twice", async () => {
    at = await CloudBed.create(gkeFleet({ whole: false, only: "europe-west3" }));
    at.faults.set(...TYPES.map((type) => ({ operation: "create", type, nth: [1], fails: "after" }) as const));
    let runs = 1;
    for (; (await at.bed.fleet("up")).code !== 0; runs++)
      assert.ok(runs <= TYPES.length, "it does not get any further");
    assert.ok(runs > 1, "no answer was lost");
    const made = at.ledger
      .read()
      .filter(
        ({ operation, phase, type }) => operation === "create" && phase === "done" && TYPES.includes(type),
      );
    assert.deepEqual(made.map(({ type }) => type).sort(), [...TYPES].sort());
    assertNothingTwice(at.folder.all());
    assert.match(await at.bed.succeed("up"), /local-europe-west3: no change/);
    await at.bed.succeed("destroy", "--environment", "local", "--yes");
    assert.deepEqual(at.types(), KEPT);
  });
});
