import assert from "node:assert/strict";
import { stringify } from "yaml";
import { ACCOUNT } from "../../cloud/aws/names.ts";
import { enginesOf } from "../engine-processes.ts";
import { readStatus, replicasOf } from "../status.ts";
import { until } from "../until.ts";
import { assertNoDrift } from "../no-drift.ts";
import { CloudBed } from "./cloud-bed.ts";
import { assertBefore, assertNothingTwice, deedsOf } from "./deeds.ts";

const GKE = "gcp:container/cluster:Cluster";

const DECLARATION = stringify({
  name: "acme",
  environments: {
    local: {
      hub: "dublin",
      mesh: { kind: "istio", meshId: "acme-local", trustDomain: "local.acme" },
      // The API servers are real, the nodes are not.
      install: "api",
      regions: {
        "eu-west-1": {
          country: "IE",
          clusters: {
            dublin: {
              version: "1.34",
              network: "net-dublin",
              provisioner: {
                kind: "eks",
                account: ACCOUNT,
                deployer: `arn:aws:iam::${ACCOUNT}:role/fleet-deployer`,
                autoMode: true,
                deletionProtection: false,
              },
            },
          },
        },
        "europe-west3": {
          country: "DE",
          clusters: {
            frankfurt: {
              version: "1.34",
              network: "net-frankfurt",
              provisioner: {
                kind: "gke",
                project: "acme-local-1234",
                fleet: {},
                nodePools: { general: { machineType: "e2-standard-4", min: 3, max: 6 } },
                deletionProtection: false,
              },
            },
          },
        },
      },
    },
  },
  workloads: {
    storefront: {
      environments: ["local"],
      manifests: "examples/storefront",
      placement: { clusters: "all" },
      division: { replicas: 4, by: "even" },
    },
  },
});

describe("a fleet with a region on EKS and one on GKE", function () {
  this.timeout("10m");
  let at: CloudBed;

  before(async () => {
    at = await CloudBed.create(DECLARATION);
    await at.bed.succeed("trust", "init", "local");
    await at.bed.succeed("trust", "issue", "--all", "-e", "local");
  });
  after(() => at.destroy());

  it("waits for a cluster of GKE that a killed run had begun to make, and takes it over", async () => {
    at.faults.set({ operation: "create", type: GKE, seconds: 600 });
    const up = at.bed.start("up");
    const ended = new Promise((resolve) => up.once("exit", resolve));
    while (at.folder.ofType(GKE).length === 0) {
      assert.equal(up.exitCode, null, "it was through before it could be killed");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    up.kill("SIGKILL");
    for (const pid of enginesOf(at.bed.root)) process.kill(pid, "SIGKILL");
    await ended;
    at.faults.set();
    await at.bed.succeed("up");
    assertNothingTwice(at.folder.all());
    const made = at.ledger
      .read()
      .filter(({ type, operation, phase }) => `${phase} ${operation} ${type}` === `done create ${GKE}`);
    assert.equal(made.length, 1);
  });

  it("is linked over both clouds, and carries a workload on both", async () => {
    // It has a few seconds for each cluster, and two programs to ask for credentials.
    const status = await until(
      () => readStatus(at.bed),
      ({ clusters }) => clusters.every(({ ready }) => ready),
    );
    assert.deepEqual(status.links.map(({ from, to, state }) => `${from} ${to} ${state}`).sort(), [
      "dublin frankfurt linked",
      "frankfurt dublin linked",
    ]);
    assert.deepEqual(replicasOf(status, "storefront"), { dublin: "2/2", frankfurt: "2/2" });
  });

  it("has nothing to do in a second up, and after a comparison with the clouds", async () => {
    const before = at.ledger.read().length;
    await at.bed.succeed("up");
    await assertNoDrift(at.bed, "local-eu-west-1", "local-europe-west3");
    assert.deepEqual(deedsOf(at.ledger.read().slice(before)), []);
  });

  it("leaves nothing behind in either cloud", async () => {
    const before = at.ledger.read().length;
    await at.bed.succeed("destroy", "--environment", "local", "--yes");
    const deeds = deedsOf(at.ledger.read().slice(before));
    assertBefore(deeds, /^delete gcp:container\/nodePool/, /^delete gcp:container\/cluster/);
    assertBefore(deeds, /^delete gcp:container\/cluster/, /^delete gcp:compute\/subnetwork/);
    assertBefore(deeds, /^delete gcp:compute\/subnetwork/, /^delete gcp:compute\/network/);
    assert.deepEqual(at.types(), []);
  });
});
