import assert from "node:assert/strict";
import { stringify } from "yaml";
import { PROJECT } from "../../cloud/gcp/names.ts";
import { readStatus, replicasOf } from "../status.ts";
import { CloudBed } from "./cloud-bed.ts";
import { assertBefore, assertNothingTwice, deedsOf } from "./eks-bed.ts";

const POOLS = { general: { machineType: "e2-standard-4", min: 2, max: 4 } };

/** Two regions of Google Cloud: Standard in one, Autopilot in the other. */
const fleet = (version: string, provisioner: object = {}) =>
  stringify({
    name: "acme",
    environments: {
      local: {
        hub: "frankfurt",
        install: "api",
        regions: {
          "europe-west3": {
            country: "DE",
            clusters: {
              frankfurt: {
                version,
                network: "net-frankfurt",
                provisioner: {
                  kind: "gke",
                  project: PROJECT,
                  nodePools: POOLS,
                  fleet: {},
                  deletionProtection: false,
                  ...provisioner,
                },
              },
            },
          },
          "europe-west1": {
            country: "BE",
            clusters: {
              ghent: {
                version,
                network: "net-ghent",
                provisioner: { kind: "gke", project: PROJECT, autopilot: true, deletionProtection: false },
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
        division: { replicas: 6, by: "weight", weights: { frankfurt: 2, ghent: 1 } },
      },
    },
  });

/* The life of a fleet on GKE, from nothing to nothing: each test goes on where the one before it ended. */
describe("a fleet of two regions on GKE", function () {
  this.timeout("6m");
  let at: CloudBed;

  before(async () => {
    at = await CloudBed.create(fleet("1.33"));
  });
  after(() => at.destroy());

  it("comes up: clusters that answer, and a workload divided over both", async () => {
    await at.bed.succeed("up");
    const status = await readStatus(at.bed);
    assert.deepEqual(
      status.clusters.map(({ name, ready }) => [name, ready]),
      [
        ["frankfurt", true],
        ["ghent", true],
      ],
    );
    assert.deepEqual(replicasOf(status, "storefront"), { frankfurt: "4/4", ghent: "2/2" });
    assertNothingTwice(at.folder.all());
  });

  it("has nothing to do in a second up", async () => {
    const before = deedsOf(at.ledger.read()).length;
    await at.bed.succeed("up");
    assert.deepEqual(deedsOf(at.ledger.read()).slice(before), []);
  });

  it("rises by a minor in place", async () => {
    const before = deedsOf(at.ledger.read()).length;
    at.bed.write("fleet.yaml", fleet("1.34"));
    await at.bed.succeed("up");
    const deeds = deedsOf(at.ledger.read()).slice(before);
    assert.deepEqual(
      deeds.sort().map((deed) => deed.trim()),
      ["update gcp:container/cluster:Cluster frankfurt", "update gcp:container/cluster:Cluster ghent"],
    );
  });

  it("is not made anew by a change that would do so, and not raised by two minors", async () => {
    const before = deedsOf(at.ledger.read()).length;
    at.bed.write("fleet.yaml", fleet("1.36", { name: "another-name" }));
    const { code, stdout, stderr } = await at.bed.fleet("up");
    assert.equal(code, 1);
    assert.match(
      stdout + stderr,
      /frankfurt: name is "acme-local-frankfurt" and would become "another-name"/,
    );
    assert.match(stdout + stderr, /frankfurt: Kubernetes 1\.34 cannot become 1\.36/);
    assert.deepEqual(deedsOf(at.ledger.read()).slice(before), []);
    at.bed.write("fleet.yaml", fleet("1.34"));
  });

  it("makes a pool that cannot be changed beside the old one, and then lets that go", async () => {
    const before = deedsOf(at.ledger.read()).length;
    at.bed.write("fleet.yaml", fleet("1.34", { nodePools: { general: { ...POOLS.general, spot: true } } }));
    await at.bed.succeed("up");
    const deeds = deedsOf(at.ledger.read()).slice(before);
    assert.deepEqual(deeds, [
      "create gcp:container/nodePool:NodePool frankfurt/general",
      "delete gcp:container/nodePool:NodePool frankfurt/general",
    ]);
  });

  it("goes in order, and leaves nothing", async () => {
    const before = deedsOf(at.ledger.read()).length;
    await at.bed.succeed("destroy", "--environment", "local", "--yes");
    assert.deepEqual(at.types(), []);
    const deeds = deedsOf(at.ledger.read())
      .slice(before)
      .filter((deed) => deed.startsWith("delete gcp:"));
    assertBefore(deeds, /nodePool:NodePool frankfurt/, /cluster:Cluster frankfurt/);
    assertBefore(deeds, /membership:Membership frankfurt/, /cluster:Cluster frankfurt/);
    assertBefore(deeds, /cluster:Cluster frankfurt/, /routerNat:RouterNat frankfurt/);
    assertBefore(deeds, /subnetwork:Subnetwork ghent/, /network:Network ghent/);
  });
});
