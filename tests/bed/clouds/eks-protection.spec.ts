import assert from "node:assert/strict";
import { stringify } from "yaml";
import { ACCOUNT } from "../../cloud/aws/names.ts";
import { readStatus } from "../status.ts";
import { CloudBed } from "./cloud-bed.ts";
import { deedsOf } from "./deeds.ts";

const ROLE = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** One region with one cluster, and nothing but the cluster. */
function fleet(provisioner: object, cluster = "dublin", version = "1.34"): string {
  const entry = {
    version,
    provisioner: { kind: "eks", account: ACCOUNT, deployer: ROLE("fleet-deployer"), ...provisioner },
  };
  const regions = { "eu-west-1": { country: "IE", clusters: { [cluster]: entry } } };
  return stringify({ name: "acme", environments: { local: { hub: cluster, regions } } });
}

const NODES = { nodeGroups: { general: { instanceTypes: ["m7i.large"] } } };

describe("a cluster of EKS that is protected", function () {
  this.timeout("10m");
  let at: CloudBed;

  before(async () => {
    at = await CloudBed.create(fleet(NODES));
    await at.bed.succeed("up");
  });
  after(() => at.destroy());

  /** What a command says that has to fail, and to leave the cloud as it is. */
  const refused = async (...args: string[]): Promise<string> => {
    const before = at.ledger.read().length;
    const { code, stdout, stderr } = await at.bed.fleet(...args);
    assert.notEqual(code, 0, stdout + stderr);
    assert.deepEqual(deedsOf(at.ledger.read().slice(before)), []);
    return stdout + stderr;
  };

  it("keeps everything around it, too, when somebody destroys the environment", async () => {
    const said = await refused("destroy", "--environment", "local", "--yes");
    assert.match(said, /Nothing was destroyed[^]*aws:eks\/cluster:Cluster dublin/);
    assert.match(said, /Set deletionProtection: false/);
    assert.equal((await readStatus(at.bed)).clusters[0]?.ready, true);
  });

  it("is not taken away because its entry is gone", async () => {
    at.bed.declare(fleet(NODES, "cork"));
    assert.match(await refused("up"), /dublin: its entry is gone, and it is protected/);
  });

  it("is not made anew, whatever in its entry would do so", async () => {
    at.bed.declare(fleet({ ...NODES, vpc: { zones: ["a", "b"] } }));
    assert.match(await refused("up"), /dublin: zones is "a, b, c" and would become "a, b"/);
    at.bed.declare(fleet({ ...NODES, use: { clusterRole: ROLE("other") } }));
    assert.match(await refused("up"), /dublin: control plane's role is/);
  });

  it("gets a successor of a node group before the old one goes", async () => {
    const before = at.ledger.read().length;
    at.bed.declare(fleet({ nodeGroups: { general: { instanceTypes: ["m7i.xlarge"] } } }));
    await at.bed.succeed("up");
    const deeds = deedsOf(at.ledger.read().slice(before));
    const of = (operation: string) =>
      deeds.findIndex((deed) => deed.startsWith(`${operation} aws:eks/nodeGroup:`));
    assert.ok(of("create") >= 0 && of("delete") > of("create"), deeds.join("\n"));
    assert.ok(!deeds.some((deed) => deed.includes("aws:eks/cluster:Cluster")), deeds.join("\n"));
  });

  it("goes when its entry lets it, and leaves nothing", async () => {
    at.bed.declare(
      fleet({ nodeGroups: { general: { instanceTypes: ["m7i.xlarge"] } }, deletionProtection: false }),
    );
    await at.bed.succeed("up");
    await at.bed.succeed("destroy", "--environment", "local", "--yes");
    assert.deepEqual(at.types(), []);
  });
});

describe("a cluster of EKS that somebody else has made", function () {
  this.timeout("10m");
  let at: CloudBed;
  let subnets: string[];

  before(async () => {
    at = await CloudBed.create(fleet(NODES));
    const cloud = at.aws("eu-west-1");
    const region = "eu-west-1";
    const vpc = await cloud.plant("aws:ec2/vpc:Vpc", { region, cidrBlock: "10.40.0.0/16" });
    const made = ["a", "b"].map((zone, index) =>
      cloud.plant("aws:ec2/subnet:Subnet", {
        region,
        vpcId: vpc.id,
        availabilityZone: `${region}${zone}`,
        cidrBlock: `10.40.${index}.0/24`,
      }),
    );
    subnets = (await Promise.all(made)).map(({ id }) => id);
    const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await cloud.plant("aws:iam/role:Role", { name: "legacy", assumeRolePolicy: trust });
    await cloud.plant("aws:eks/cluster:Cluster", {
      region,
      name: "legacy",
      version: "1.33",
      roleArn: ROLE("legacy"),
      vpcConfig: { subnetIds: subnets, endpointPrivateAccess: true, endpointPublicAccess: false },
    });
    await cloud.plant("aws:eks/nodeGroup:NodeGroup", {
      region,
      clusterName: "legacy",
      nodeGroupName: "legacy",
      nodeRoleArn: ROLE("legacy"),
      subnetIds: subnets,
      scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 1 },
    });
    const use = { vpc: { id: vpc.id, subnets, cidr: "10.40.0.0/16" }, clusterRole: ROLE("legacy") };
    adopted = (version) => fleet({ adopt: true, name: "legacy", use }, "dublin", version);
  });
  after(() => at.destroy());

  let adopted: (version: string) => string;

  it("is taken over without a change", async () => {
    at.bed.declare(adopted("1.33"));
    const before = at.ledger.read().length;
    await at.bed.succeed("up");
    assert.deepEqual(deedsOf(at.ledger.read().slice(before)), []);
    const [cluster] = (await readStatus(at.bed)).clusters;
    assert.equal(cluster?.ready, true, JSON.stringify(cluster));
    await at.bed.succeed("up");
    assert.deepEqual(deedsOf(at.ledger.read().slice(before)), []);
  });

  it("is upgraded like any other from then on", async () => {
    const before = at.ledger.read().length;
    at.bed.declare(adopted("1.34"));
    await at.bed.succeed("up");
    assert.deepEqual(deedsOf(at.ledger.read().slice(before)), ["update aws:eks/cluster:Cluster dublin"]);
  });
});
