import assert from "node:assert/strict";
import { stringify } from "yaml";
import { readContext } from "../../fleet/kubeconfig.ts";
import { declarationOf, POOL } from "../fleet/clouds/gcp/fleets.ts";
import { registrationsOf } from "./schemas/objects.ts";
import type { Registration } from "./recorder.ts";
import { revealed } from "./values.ts";

const STACK = "prod-europe-west3";

/** What the stack of the cluster `fra` registers. */
const register = (provisioner: object, cluster: object = {}, environment: object = {}) =>
  registrationsOf(
    stringify(declarationOf(provisioner, cluster, {}, environment)),
    { config: { "archipelago:backupPassword": "password-of-the-test" } },
    STACK,
  );

/** An environment whose systems call Google. */
const CALLING = {
  backup: {
    every: "6h",
    keep: "20d",
    locations: { "europe-west3": { bucket: "acme-prod-fra", create: true } },
  },
  dns: { zone: "acme.example", provider: "google", hosting: { project: "acme-dns-1234", zoneId: "acme" } },
};

const cloud = (seen: readonly Registration[]) => seen.filter(({ type }) => type.startsWith("gcp:"));

const one = (seen: readonly Registration[], type: string, name?: string) => {
  const found = seen.filter((each) => each.type === type && (name === undefined || each.name === name));
  assert.equal(found.length, 1, `${type} ${name ?? ""}`);
  return found[0]!;
};

/** All that a resource waits for, and what those wait for. */
function waitsOf({ urn }: Registration, seen: readonly Registration[]): Set<string> {
  const found = new Set<string>();
  const visit = (each: string) => {
    for (const next of seen.find((other) => other.urn === each)?.dependencies ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(urn);
  return found;
}

describe("a cluster of GKE, as it is registered", () => {
  let standard: Registration[];
  let autopilot: Registration[];

  before(async () => {
    standard = await register({ nodePools: POOL, key: "made", backup: {}, fleet: {} });
    autopilot = await register({ autopilot: true });
  });

  it("goes through one provider, which is told project and region, and names its project everywhere", () => {
    const provider = one(standard, "pulumi:providers:gcp");
    assert.deepEqual([provider.inputs.project, provider.inputs.region], ["acme-prod-1234", "europe-west3"]);
    for (const { type, name, provider: used, inputs } of cloud(standard)) {
      assert.match(used, /pulumi:providers:gcp::gcp/, name);
      if (/CryptoKey|cryptoKey/.test(type)) continue;
      assert.equal(inputs.project, "acme-prod-1234", `${type} ${name}`);
    }
  });

  it("is protected, by Pulumi and against its own deletion, unless the entry says otherwise", async () => {
    const { protect, inputs } = one(standard, "gcp:container/cluster:Cluster");
    assert.deepEqual([protect, inputs.deletionProtection], [true, true]);
    const free = await register({ nodePools: POOL, deletionProtection: false });
    const cluster = one(free, "gcp:container/cluster:Cluster");
    assert.deepEqual([cluster.protect, cluster.inputs.deletionProtection], [false, false]);
  });

  it("waits for its network with the way out, for the rights of its nodes and of its key", () => {
    const cluster = one(standard, "gcp:container/cluster:Cluster");
    const waits = [...waitsOf(cluster, standard)].map((urn) => urn.split("::")[2]?.split("$").at(-1));
    for (const type of [
      "compute/routerNat:RouterNat",
      "compute/subnetwork:Subnetwork",
      "projects/iAMMember:IAMMember",
      "kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
    ])
      assert.ok(waits.includes(`gcp:${type}`), type);
  });

  it("has everything in it come after its nodes, its rights and its membership, and go before", () => {
    const provider = one(standard, "pulumi:providers:kubernetes");
    const waits = waitsOf(provider, standard);
    for (const type of [
      "container/nodePool:NodePool",
      "gkehub/membership:Membership",
      "compute/routerNat:RouterNat",
    ])
      assert.ok(waits.has(one(standard, `gcp:${type}`).urn), type);
  });

  it("leaves nothing to be deleted together with the cluster: load balancers go while it lives", () => {
    const inside = standard.filter(({ type }) => type.startsWith("kubernetes:"));
    assert.ok(inside.length > 1);
    for (const { name, deletedWith } of inside) assert.equal(deletedWith, "", name);
  });

  it("tells the provider who the cluster is before that is there", () => {
    assert.equal(one(standard, "pulumi:providers:kubernetes").inputs.clusterIdentifier, "acme-prod-fra");
  });

  it("reaches the cluster with a kubeconfig that holds no credential", () => {
    const { kubeconfig } = one(standard, "pulumi:providers:kubernetes").inputs;
    const { endpoint, user } = readContext(String(revealed(kubeconfig)));
    assert.equal(endpoint, "https://10.40.0.2");
    assert.deepEqual(Object.keys(user), ["exec"]);
  });

  it("lets Google's agents use the key that is made, and keeps it and the backups when all else goes", () => {
    const members = cloud(standard)
      .filter(({ type }) => type === "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember")
      .map(({ inputs }) => inputs.member);
    assert.deepEqual(members.sort(), [
      "serviceAccount:service-123456789012@compute-system.iam.gserviceaccount.com",
      "serviceAccount:service-123456789012@container-engine-robot.iam.gserviceaccount.com",
      "serviceAccount:service-123456789012@gcp-sa-gkebackup.iam.gserviceaccount.com",
    ]);
    const kept = cloud(standard).filter(({ retainOnDelete }) => retainOnDelete);
    assert.deepEqual(kept.map(({ type }) => type.split(":").at(-1)).sort(), [
      "BackupPlan",
      "CryptoKey",
      "KeyRing",
    ]);
    const key = one(standard, "gcp:kms/cryptoKey:CryptoKey");
    const cluster = one(standard, "gcp:container/cluster:Cluster");
    const keyName = `${key.name}-id`;
    assert.deepEqual(cluster.inputs.databaseEncryption, { state: "ENCRYPTED", keyName });
    const pool = one(standard, "gcp:container/nodePool:NodePool");
    assert.equal((pool.inputs.nodeConfig as { bootDiskKmsKey: string }).bootDiskKmsKey, keyName);
    const plan = one(standard, "gcp:gkebackup/backupPlan:BackupPlan");
    assert.deepEqual((plan.inputs.backupConfig as { encryptionKey: object }).encryptionKey, {
      gcpKmsEncryptionKey: keyName,
    });
  });

  it("gives the nodes of Autopilot the same account, and makes no pools", () => {
    const { inputs } = one(autopilot, "gcp:container/cluster:Cluster");
    assert.deepEqual(inputs.clusterAutoscaling, {
      autoProvisioningDefaults: {
        serviceAccount: "acme-prod-fra-nodes@acme-prod-1234.iam.gserviceaccount.com",
      },
    });
    assert.ok(!autopilot.some(({ type }) => type === "gcp:container/nodePool:NodePool"));
  });

  it("leaves what the autoscaler and Google decide to them", () => {
    const { ignoreChanges } = one(standard, "gcp:container/nodePool:NodePool");
    assert.deepEqual([...ignoreChanges].sort(), ["initialNodeCount", "nodeCount"]);
    const cluster = one(standard, "gcp:container/cluster:Cluster");
    assert.deepEqual([...cluster.ignoreChanges].sort(), ["initialNodeCount", "nodeConfig"]);
  });

  it("gives Velero and external-dns an account each, which their pods may be, and rights that reach no further", async () => {
    const seen = await register({ nodePools: POOL }, {}, CALLING);
    const rights = cloud(seen)
      .filter(({ name, type }) => /fra\/(velero|external-dns)/.test(name) && !type.endsWith(":Account"))
      .map(({ name, inputs: { project, role, member, bucket, managedZone, serviceAccountId } }) =>
        [name, role, member, bucket ?? managedZone ?? serviceAccountId ?? project].join(" "),
      );
    const velero = "acme-prod-fra-velero@acme-prod-1234.iam.gserviceaccount.com";
    const dns = "acme-prod-fra-dns@acme-prod-1234.iam.gserviceaccount.com";
    const accounts = "projects/acme-prod-1234/serviceAccounts";
    const pods = (name: string) => `serviceAccount:acme-prod-1234.svc.id.goog[${name}]`;
    assert.deepEqual(rights.sort(), [
      `fra/external-dns/pods roles/iam.workloadIdentityUser ${pods("external-dns/external-dns")} ${accounts}/${dns}`,
      `fra/external-dns/zone roles/dns.admin serviceAccount:${dns} acme`,
      `fra/external-dns/zones roles/dns.reader serviceAccount:${dns} acme-dns-1234`,
      `fra/velero/own roles/storage.objectUser serviceAccount:${velero} acme-prod-fra`,
      `fra/velero/pods roles/iam.workloadIdentityUser ${pods("velero/velero-server")} ${accounts}/${velero}`,
      `fra/velero/signer roles/iam.serviceAccountTokenCreator serviceAccount:${velero} ${accounts}/${velero}`,
    ]);
    const provider = waitsOf(one(seen, "pulumi:providers:kubernetes"), seen);
    for (const { urn, name } of cloud(seen).filter(({ name }) => /fra\/(velero|external-dns)/.test(name)))
      assert.ok(provider.has(urn), name);
  });

  it("makes the bucket of the backups before anybody has a right on it, sealed as the cluster is", async () => {
    const seen = await register({ nodePools: POOL, key: "made" }, {}, CALLING);
    const bucket = one(seen, "gcp:storage/bucket:Bucket");
    const { location, uniformBucketLevelAccess, publicAccessPrevention, encryption, lifecycleRules } =
      bucket.inputs;
    assert.deepEqual(
      [location, uniformBucketLevelAccess, publicAccessPrevention, encryption, bucket.protect],
      ["EUROPE-WEST3", true, "enforced", { defaultKmsKeyName: "europe-west3-id" }, true],
    );
    assert.deepEqual((lifecycleRules as object[])[0], {
      action: { type: "Delete" },
      condition: { daysSinceNoncurrentTime: 20, withState: "ARCHIVED" },
    });
    const ring = one(seen, "gcp:kms/keyRing:KeyRing", "europe-west3");
    assert.deepEqual(ring.inputs, {
      project: "acme-prod-1234",
      name: "acme-prod-fra-backups",
      location: "europe-west3",
    });
    const agent = one(seen, "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", "europe-west3/key/storage");
    assert.match(String(agent.inputs.member), /@gs-project-accounts\./);
    assert.ok(waitsOf(bucket, seen).has(agent.urn));
    assert.ok(waitsOf(one(seen, "gcp:storage/bucketIAMMember:BucketIAMMember"), seen).has(bucket.urn));
  });

  it("adopts a cluster that is there with nothing beside it, and ignores what it says of itself", async () => {
    const seen = await register({ adopt: true, name: "old-one" });
    const { importId, ignoreChanges, inputs } = one(seen, "gcp:container/cluster:Cluster");
    assert.equal(importId, "projects/acme-prod-1234/locations/europe-west3/clusters/old-one");
    assert.deepEqual(cloud(seen).length, 1);
    const said = Object.keys(inputs).filter((key) => !ignoreChanges.includes(key));
    assert.deepEqual(said.sort(), ["location", "name", "project"]);
  });

  it("goes by name where the entry says so, and still tells peers its address", async () => {
    const seen = await register({ autopilot: true, endpoint: { dns: true } });
    const { kubeconfig } = one(seen, "pulumi:providers:kubernetes").inputs;
    assert.equal(readContext(String(revealed(kubeconfig))).endpoint, "https://gke-1.europe-west3.gke.goog");
  });
});
