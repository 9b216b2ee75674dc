import assert from "node:assert/strict";
import { planBackupStore } from "../../../../fleet/clouds/gcp/backup-store.ts";
import { keyId } from "../../../../fleet/clouds/gcp/key.ts";
import { madeKeysOf } from "../../../../fleet/clouds/gcp/made-keys.ts";
import { ringName, serviceAccountEmail } from "../../../../fleet/clouds/gcp/names.ts";
import { declarationOf, POOL, resolved } from "./fleets.ts";

const KEY = "projects/acme-kms-1234/locations/europe-west3/keyRings/ring/cryptoKeys/key";

function storeOf(location: object, provisioner: object = {}, keep = "30d") {
  const backup = {
    every: "6h",
    keep,
    locations: { "europe-west3": { bucket: "acme-backups", create: true, ...location } },
  };
  const { environment } = resolved(declarationOf({ nodePools: POOL, ...provisioner }, {}, {}, { backup }));
  const [region] = environment.regions;
  assert.ok(region);
  return { plan: planBackupStore(environment, region), keys: madeKeysOf(environment, region) };
}

describe("the bucket for backups of a region on GKE", () => {
  it("is in the region of its clusters, or the one that is declared", () => {
    assert.equal(storeOf({}).plan?.bucket.location, "EUROPE-WEST3");
    const moved = storeOf({ region: "europe-west1", country: "BE" }, { key: "made" });
    assert.equal(moved.plan?.bucket.location, "EUROPE-WEST1");
    // Its key with it; that of the cluster stays with the cluster.
    assert.deepEqual(
      moved.keys.map((key) => keyId(key)),
      [
        "projects/acme-prod-1234/locations/europe-west3/keyRings/acme-prod-fra-keys/cryptoKeys/cluster",
        "projects/acme-prod-1234/locations/europe-west1/keyRings/acme-backups-backups/cryptoKeys/backups",
      ],
    );
  });

  it("is closed, and lets go of nothing at once", () => {
    const { bucket } = storeOf({}).plan ?? assert.fail("no plan");
    assert.equal(bucket.uniformBucketLevelAccess, true);
    assert.equal(bucket.publicAccessPrevention, "enforced");
    assert.equal(bucket.forceDestroy, false);
    assert.deepEqual(bucket.versioning, { enabled: true });
    assert.equal(bucket.softDeletePolicy.retentionDurationSeconds, 604_800);
  });

  it("keeps what was deleted for as long as backups are kept, and for 30 days at most", () => {
    const days = (keep: string) =>
      storeOf({}, {}, keep).plan?.bucket.lifecycleRules[0]?.condition.daysSinceNoncurrentTime;
    assert.deepEqual([days("12h"), days("20d"), days("90d")], [1, 20, 30]);
  });

  it("is sealed as its clusters are: by Google, with a key that is made, or with one that is named", () => {
    assert.equal(storeOf({}).plan?.key.kind, "google");
    assert.equal(storeOf({}, { key: "made" }).plan?.key.kind, "made");
    assert.deepEqual(storeOf({}, { use: { key: KEY } }).plan?.key, { kind: "used", name: KEY });
    const own = KEY.replace("/ring/", "/other/");
    assert.deepEqual(storeOf({ kmsKeyId: own }, { key: "made" }).plan?.key, { kind: "used", name: own });
  });

  it("is protected as long as a cluster is", () => {
    assert.equal(storeOf({}).plan?.protect, true);
    assert.equal(storeOf({}, { deletionProtection: false }).plan?.protect, false);
  });

  it("is not made unless the declaration asks for it", () => {
    assert.equal(storeOf({ create: false }).plan, undefined);
  });

  it("has a ring of a name that Cloud KMS takes", () => {
    assert.equal(ringName("acme.example.com"), "acme-example-com-backups");
    assert.ok(ringName("a".repeat(63)).length <= 63);
    assert.notEqual(ringName("a".repeat(63)), ringName("a".repeat(62)));
  });

  it("knows the accounts of a project in a domain of its own", () => {
    assert.equal(
      serviceAccountEmail("velero", "acme.example:prod"),
      "velero@prod.acme.example.iam.gserviceaccount.com",
    );
  });
});
