import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { enginesOf } from "../engine-processes.ts";
import { pendingIn } from "../cut-off.ts";
import { CloudBed } from "./cloud-bed.ts";

const STACK = "local-eu-west-1";
const DECLARATION = `name: acme
environments:
  local:
    hub: eu-west-1
    regions:
      eu-west-1: { country: IE, clusters: { eu-west-1: { provisioner: { kind: kwok, nodes: 1 }, network: a, podCidr: 10.10.0.0/16 } } }
`;

/** In place of the fleet's own program: one resource of each way in which it can be found again. */
const PROGRAM = `
import { Provider } from "@pulumi/aws/provider.js";
import { Vpc } from "@pulumi/aws/ec2/vpc.js";
import { Subnet } from "@pulumi/aws/ec2/subnet.js";
import { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { Cluster } from "@pulumi/aws/eks/cluster.js";
import { Key } from "@pulumi/aws/kms/key.js";
import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation.js";
export default async function main() {
  if (process.env.PULUMI_NODEJS_STACK !== "${STACK}") return {};
  const opts = { provider: new Provider("aws", { region: "eu-west-1" }) };
  const tags = { "archipelago:fleet": "acme" };
  const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  // One after the other, so that each can be the one at which the run is cut off.
  const after = (resource) => ({ ...opts, dependsOn: resource });
  const key = new Key("key", { description: "secrets", tags }, opts);
  const role = new Role("eu", { name: "eu", assumeRolePolicy: trust, tags }, after(key));
  const vpc = new Vpc("net", { cidrBlock: "10.0.0.0/16", tags: { ...tags, Name: "net" } }, after(role));
  const subnets = ["a", "b"].map((zone, index) => new Subnet(zone, { vpcId: vpc.id, cidrBlock: \`10.0.\${index}.0/24\`,
    availabilityZone: "eu-west-1" + zone, tags: { ...tags, Name: zone } }, opts));
  const table = new RouteTable("net", { vpcId: vpc.id, tags: { ...tags, Name: "net" } }, after(subnets));
  const association = new RouteTableAssociation("a", { subnetId: subnets[0].id, routeTableId: table.id }, opts);
  const cluster = new Cluster("eu", { name: "eu", version: "1.34", roleArn: role.arn, tags,
    encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] }, vpcConfig: {
    subnetIds: subnets.map(({ id }) => id), endpointPublicAccess: false, endpointPrivateAccess: true } }, after(association));
  new PodIdentityAssociation("velero", { clusterName: cluster.name, namespace: "velero", serviceAccount: "velero", roleArn: role.arn }, opts);
  return { endpoint: cluster.endpoint };
}
`;

/** In the order in which they are made. */
const TYPES = [
  "aws:kms/key:Key",
  "aws:iam/role:Role",
  "aws:ec2/vpc:Vpc",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:eks/cluster:Cluster",
  "aws:eks/podIdentityAssociation:PodIdentityAssociation",
];

/** What is there when all is well. */
const WHOLE = [...TYPES, "aws:ec2/subnet:Subnet"].sort();

describe("what a killed run had begun to make in a cloud", function () {
  this.timeout("20m");
  let at: CloudBed;

  beforeEach(async () => {
    at = await CloudBed.create(DECLARATION);
    at.bed.write("index.ts", PROGRAM);
  });
  afterEach(() => at.destroy());

  /** Starts an `up`, and kills engine and all when the cloud has made a thing of a type and does not answer. */
  const killAfter = async (type: string) => {
    at.faults.set({ operation: "create", type, nth: [1], fails: "silent" });
    const up = at.bed.start("up");
    const ended = new Promise((resolve) => up.once("exit", resolve));
    while (at.folder.ofType(type).length === 0 || pendingIn(at.bed, STACK).length === 0) {
      assert.equal(up.exitCode, null, "it was through before it could be killed");
      await sleep(20);
    }
    up.kill("SIGKILL");
    for (const pid of enginesOf(at.bed.root)) process.kill(pid, "SIGKILL");
    await ended;
    at.faults.set();
  };

  it("is found and taken over, whatever it is: nothing is made twice", async () => {
    // The same first run, cut off again and again.
    for (const type of TYPES) await killAfter(type);
    await at.bed.succeed("up");
    assert.deepEqual(at.types(), WHOLE);
    const made = at.ledger
      .read()
      .filter(({ operation, phase }) => operation === "create" && phase === "done");
    assert.deepEqual(made.map(({ type }) => type).sort(), WHOLE);
    assert.match(await at.bed.succeed("up"), new RegExp(`${STACK}: no change`));
    await at.bed.succeed("destroy", "--stack", STACK, "--yes");
    assert.deepEqual(at.types(), []);
  });

  it("is taken over as well if only its answer was lost, and nothing was killed", async () => {
    const lost = TYPES.map((type) => ({ operation: "create", type, nth: [1], fails: "after" }) as const);
    at.faults.set(...lost);
    let runs = 1;
    for (; (await at.bed.fleet("up")).code !== 0; runs++)
      assert.ok(runs <= TYPES.length, "it does not get any further");
    assert.ok(runs > 1, "no answer was lost");
    assert.deepEqual(at.types(), WHOLE);
    const made = at.ledger
      .read()
      .filter(({ operation, phase }) => operation === "create" && phase === "done");
    assert.deepEqual(made.map(({ type }) => type).sort(), WHOLE);
    assert.match(await at.bed.succeed("up"), new RegExp(`${STACK}: no change`));
  });

  it("is no surprise if it is another's: the cloud has said so, and says so again", async () => {
    const role = { name: "eu", assumeRolePolicy: JSON.stringify({ Statement: [] }) };
    const foreign = await at.aws("eu-west-1").plant("aws:iam/role:Role", role);
    for (const run of ["first", "second"]) {
      const { code, stdout, stderr } = await at.bed.fleet("up");
      assert.equal(code, 1, run);
      assert.match(stdout + stderr, /EntityAlreadyExists: Role with name eu already exists/, run);
    }
    at.folder.remove(foreign);
    await at.bed.succeed("up");
    assert.deepEqual(at.types(), WHOLE);
  });

  it("is destroyed by a destroy that comes next", async () => {
    await killAfter("aws:ec2/vpc:Vpc");
    await at.bed.succeed("destroy", "--stack", STACK, "--yes");
    assert.deepEqual(at.types(), []);
  });

  it("is not mistaken for what others have made under its name", async () => {
    const foreign = await at.aws("eu-west-1").plant("aws:iam/role:Role", {
      name: "eu",
      assumeRolePolicy: JSON.stringify({ Statement: [] }),
    });
    // The answer is lost before the cloud could say that the name is taken.
    at.faults.set({ operation: "create", type: "aws:iam/role:Role", fails: "before", seconds: 30 });
    const up = at.bed.start("up");
    const ended = new Promise((resolve) => up.once("exit", resolve));
    while (!pendingIn(at.bed, STACK).some(({ resource }) => resource.type === "aws:iam/role:Role"))
      await sleep(20);
    up.kill("SIGKILL");
    for (const pid of enginesOf(at.bed.root)) process.kill(pid, "SIGKILL");
    await ended;
    at.faults.set();
    const { code, stdout, stderr } = await at.bed.fleet("up");
    assert.equal(code, 1);
    assert.match(
      stdout + stderr,
      /does not bear the marks of this fleet, and is not touched:\s+aws:iam\/role:Role eu in eu-west-1: eu/,
    );
    assert.deepEqual(at.folder.find("aws:iam/role:Role", "eu"), foreign);

    at.folder.remove(foreign);
    const cleared = await at.bed.pulumi("refresh", "--clear-pending-creates", "--yes", "--stack", STACK);
    assert.equal(cleared.code, 0, cleared.stderr);
    await at.bed.succeed("up");
    assert.deepEqual(at.types(), WHOLE);
  });

  it("is left to the user where two could be meant, and nothing is made", async () => {
    await killAfter("aws:kms/key:Key");
    const [key] = at.folder.ofType("aws:kms/key:Key");
    assert.ok(key);
    const twin = await at.aws("eu-west-1").plant("aws:kms/key:Key", key.inputs);
    const { code, stdout, stderr } = await at.bed.fleet("up");
    assert.equal(code, 1);
    assert.match(stdout + stderr, /aws:kms\/key:Key key in eu-west-1: several bear its tags: /);
    assert.equal(at.folder.ofType("aws:kms/key:Key").length, 2);
    at.folder.remove(twin);
    await at.bed.succeed("up");
    assert.deepEqual(at.types(), WHOLE);
  });
});
