import assert from "node:assert/strict";
import { stringify } from "yaml";
import { PROJECT } from "../../cloud/gcp/names.ts";
import { assertNoDrift } from "../no-drift.ts";
import { readStatus } from "../status.ts";
import { until } from "../until.ts";
import { CloudBed } from "./cloud-bed.ts";
import { deedsOf } from "./deeds.ts";

const CLUSTER = "gcp:container/cluster:Cluster";
const STACK = "local-europe-west3";
const PARENT = `projects/${PROJECT}`;

/** One region with one cluster, and nothing but the cluster. */
function fleet(provisioner: object, version = "1.34"): string {
  const entry = {
    version,
    podCidr: "10.44.0.0/14",
    provisioner: { kind: "gke", project: PROJECT, ...provisioner },
  };
  const regions = { "europe-west3": { country: "DE", clusters: { frankfurt: entry } } };
  return stringify({ name: "acme", environments: { local: { hub: "frankfurt", regions } } });
}

const adopted = (version?: string) => fleet({ adopt: true, name: "legacy" }, version);

describe("a cluster of GKE that somebody else has made", function () {
  this.timeout("10m");
  let at: CloudBed;

  before(async () => {
    at = await CloudBed.create(adopted("1.33"));
    const cloud = at.gcp("europe-west3");
    const region = "europe-west3";
    const network = await cloud.plant("gcp:compute/network:Network", { name: "legacy" });
    const subnetwork = await cloud.plant("gcp:compute/subnetwork:Subnetwork", {
      name: "legacy",
      region,
      network: network.id,
      ipCidrRange: "10.40.0.0/20",
    });
    await cloud.plant(CLUSTER, {
      name: "legacy",
      project: PROJECT,
      location: region,
      minMasterVersion: "1.33",
      network: network.id,
      subnetwork: subnetwork.id,
      enableAutopilot: true,
      privateClusterConfig: { enablePrivateNodes: true, enablePrivateEndpoint: true },
      resourceLabels: { team: "legacy" },
      deletionProtection: true,
    });
  });
  after(() => at.destroy());

  it("is taken over without a change, and nothing is made beside it", async () => {
    await at.bed.succeed("up");
    await assertNoDrift(at.bed, STACK);
    await at.bed.succeed("up");
    assert.deepEqual(deedsOf(at.ledger.read()), []);
    // It has a few seconds for a cluster, and a program to ask for credentials.
    await until(
      () => readStatus(at.bed),
      ({ clusters }) => clusters[0]?.ready === true,
    );
  });

  it("is upgraded like any other from then on", async () => {
    at.bed.declare(adopted("1.34"));
    await at.bed.succeed("up");
    assert.deepEqual(deedsOf(at.ledger.read()), [`update ${CLUSTER} frankfurt`]);
    const [cluster] = at.folder.ofType(CLUSTER);
    assert.deepEqual(cluster?.inputs.resourceLabels, { team: "legacy" });
    assert.equal(cluster.inputs.deletionProtection, true);
  });

  it("is protected from then on: it is not destroyed, nor made anew", async () => {
    const before = at.ledger.read().length;
    const refused = async (...args: string[]) => {
      const { code, stdout, stderr } = await at.bed.fleet(...args);
      assert.notEqual(code, 0);
      return stdout + stderr;
    };
    assert.match(
      await refused("destroy", "--environment", "local", "--yes"),
      /Nothing was destroyed[^]*gcp:container\/cluster:Cluster frankfurt/,
    );
    at.bed.declare(fleet({ adopt: true, name: "another" }));
    assert.match(await refused("up"), /frankfurt: name is "legacy" and would become "another"/);
    assert.deepEqual(deedsOf(at.ledger.read().slice(before)), []);
    assert.deepEqual(
      at.folder.ofType(CLUSTER).map(({ id }) => id),
      [`${PARENT}/locations/europe-west3/clusters/legacy`],
    );
  });
});
