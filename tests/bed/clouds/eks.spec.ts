import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { deployerPolicy } from "../../../fleet/clouds/aws/deployer-policy.ts";
import { PERMISSIONS } from "../../../fleet/clouds/aws/permissions.ts";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { environmentOf } from "../../../fleet/fleet.ts";
import type { StoredObject } from "../../cloud/framework/folder.ts";
import { readStatus, replicasOf } from "../status.ts";
import { assertNoDrift } from "../no-drift.ts";
import type { CloudBed } from "./cloud-bed.ts";
import { assertBefore, assertNothingTwice, deedsOf } from "./deeds.ts";
import { eksBed, STACKS } from "./eks-bed.ts";
import { eksFleet } from "./eks-fleet.ts";

/** What the names of the rights to do something begin with. */
const VERBS = {
  create: /:(Create|Put|Attach|Associate|Allocate|Authorize)/,
  update: /:(Update|Modify|Put|Create|Tag|Replace|Associate)/,
  delete: /:(Delete|Release|Detach|Disassociate|Revoke|Schedule|Put)/,
};

const SHOP = `apiVersion: v1
kind: Service
metadata: { name: shop, annotations: { service.beta.kubernetes.io/aws-load-balancer-scheme: internal } }
spec: { type: LoadBalancer, selector: { app: shop }, ports: [{ port: 80 }] }
`;

const declaration = (version: string) => eksFleet({ version });

/* The life of a fleet on EKS, from nothing to nothing: each test goes on where the one before it ended. */
describe("a fleet of two regions on EKS", function () {
  this.timeout("10m");
  let at: CloudBed;
  let foreign: StoredObject[];

  before(async () => {
    at = await eksBed(declaration("1.33"));
    at.bed.write("examples/storefront/shop.yaml", SHOP);
    foreign = await plantForeign(at);
  });
  after(() => at.destroy());

  const strangers = () => at.folder.all().filter(({ madeBy }) => madeBy === "stranger");
  const own = () => at.folder.all().filter(({ madeBy }) => madeBy !== "stranger");

  it("comes up in one region while the API of the other one fails half-way", async () => {
    at.faults.set({
      region: "eu-central-1",
      operation: "create",
      type: "aws:eks/nodeGroup:NodeGroup",
      fails: "before",
      message: "ServiceUnavailable: eu-central-1",
    });
    const { code, stdout, stderr } = await at.bed.fleet("up");
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr + stdout, /local-eu-central-1 .*FAILED[^]*ServiceUnavailable: eu-central-1/);
    const { clusters } = await readStatus(at.bed);
    assert.equal(clusters.find(({ name }) => name === "dublin")?.ready, true);
  });

  it("is whole after the next up: clusters, links, passports, a workload divided over both", async () => {
    at.faults.set();
    await at.bed.succeed("up");
    const status = await readStatus(at.bed);
    assert.deepEqual(
      status.clusters.map(({ name, ready }) => [name, ready]),
      [
        ["dublin", true],
        ["frankfurt", true],
      ],
    );
    assert.equal(status.links.length, 4);
    assert.ok(
      status.links.every(({ state }) => state === "linked"),
      JSON.stringify(status.links),
    );
    assert.deepEqual(replicasOf(status, "storefront"), { dublin: "6/6", frankfurt: "3/3" });
    assertNothingTwice(own());
    const clusters = own().filter(({ type }) => type === "aws:eks/cluster:Cluster");
    assert.deepEqual(clusters.map(({ place }) => place.region).sort(), ["eu-central-1", "eu-west-1"]);
  });

  it("has nothing to do in a second up, and in a preview after a comparison with the cloud", async () => {
    const before = at.ledger.read().length;
    const report = await at.bed.succeed("up", "--json");
    assert.deepEqual(deedsOf(at.ledger.read().slice(before)), [], report);
    await assertNoDrift(at.bed, ...STACKS);
    assert.deepEqual(deedsOf(at.ledger.read().slice(before)), []);
  });

  it("keeps no token that ends: its kubeconfigs ask AWS for one each time", async () => {
    const text = readFileSync(await at.bed.kubeconfigOf("dublin"), "utf8");
    assert.match(text, /command: aws/);
    assert.doesNotMatch(text, /client-key-data|token:/);
  });

  it("rises over two minors, one at a time: control plane, add-ons that nodes need, nodes, other add-ons", async () => {
    for (const minor of ["1.34", "1.35"]) {
      const before = at.ledger.read().length;
      at.bed.declare(declaration(minor));
      await at.bed.succeed("up");
      for (const region of ["eu-west-1", "eu-central-1"]) {
        const deeds = deedsOf(at.ledger.read().slice(before), region);
        assertBefore(deeds, /^update aws:eks\/cluster:Cluster /, /^update aws:eks\/(addon|nodeGroup)/);
        assertBefore(deeds, /^update aws:eks\/addon:Addon .*kube-proxy/, /^update aws:eks\/nodeGroup/);
        assert.ok(
          deeds.every((deed) => deed.startsWith("update ")),
          `something was made anew:\n${deeds.join("\n")}`,
        );
      }
    }
    const versions = own().filter(({ type }) => /eks\/(cluster|nodeGroup):/.test(type));
    assert.deepEqual([...new Set(versions.map(({ inputs }) => inputs.version))], ["1.35"]);
  });

  it("is not upgraded over a minor, nor taken back: the cloud is not even asked", async () => {
    const before = at.ledger.read().length;
    at.bed.declare(declaration("1.33"));
    const { code, stdout, stderr } = await at.bed.fleet("up");
    assert.notEqual(code, 0, stdout + stderr);
    assert.deepEqual(deedsOf(at.ledger.read().slice(before)), []);
    at.bed.declare(declaration("1.35"));
  });

  it("is destroyed with its load balancers, in order, and leaves nothing but what others have made", async () => {
    assert.equal(own().filter(({ type }) => type === "cloud:loadBalancer").length, 2);
    const before = at.ledger.read().length;
    await at.bed.succeed("destroy", "--environment", "local", "--yes");
    const deeds = at.ledger.read().slice(before);
    for (const region of ["eu-west-1", "eu-central-1"]) {
      const done = deedsOf(deeds, region);
      assertBefore(done, /^delete aws:eks\/nodeGroup/, /^delete aws:eks\/cluster:/);
      assertBefore(done, /^delete aws:eks\/cluster:/, /^delete aws:ec2\/subnet:.*private/);
      assertBefore(done, /^delete aws:ec2\/subnet:/, /^delete aws:ec2\/vpc:/);
    }
    assert.deepEqual(own(), []);
    assert.deepEqual(strangers(), foreign);
  });

  it("has needed no other rights than the policy of the role that deploys it gives", () => {
    const environment = environmentOf(loadFleet(at.bed.root), "local");
    const allowed = new Set(deployerPolicy(environment)?.Statement.flatMap(({ Action }) => Action));
    const done = at.ledger.read().filter(({ phase }) => phase === "done");
    for (const { operation, type } of done) {
      const actions = PERMISSIONS[type]?.actions ?? [];
      const verb = VERBS[operation as keyof typeof VERBS];
      assert.ok(
        actions.some((action) => verb.test(action)),
        `no right to ${operation} ${type}`,
      );
      for (const action of actions) assert.ok(allowed.has(action), `${action}, for ${type}`);
    }
  });
});

/** What looks like the fleet's own and is not. */
async function plantForeign(at: CloudBed): Promise<StoredObject[]> {
  const cloud = at.aws("eu-west-1");
  const trust = JSON.stringify({ Statement: [] });
  const vpc = await cloud.plant("aws:ec2/vpc:Vpc", {
    cidrBlock: "10.0.0.0/16",
    tags: { Name: "acme-local-dublin" },
  });
  await cloud.plant("aws:ec2/subnet:Subnet", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
  await cloud.plant("aws:iam/role:Role", { name: "acme-prod-dublin-node", assumeRolePolicy: trust });
  await cloud.plant("aws:s3/bucket:Bucket", { bucket: "acme-prod-eu-west-1-backups" });
  await cloud.plant("aws:cloudwatch/logGroup:LogGroup", { name: "/aws/eks/acme-prod-dublin/cluster" });
  return at.folder.all().filter(({ madeBy }) => madeBy === "stranger");
}
