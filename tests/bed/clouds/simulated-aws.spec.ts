import assert from "node:assert/strict";
import path from "node:path";
import { stringify } from "yaml";
import { CloudBed } from "./cloud-bed.ts";

const STACK = "trial";
const DECLARATION = `name: acme
environments:
  local:
    hub: eu-west-1
    regions:
      eu-west-1: { country: IE, clusters: { eu-west-1: { provisioner: { kind: kwok, nodes: 1 }, network: a, podCidr: 10.10.0.0/16 } } }
`;

/** A program of its own, so that what is tried here is the simulated cloud and nothing else. */
const program = (resources: string) => `
import * as pulumi from "@pulumi/pulumi/index.js";
import { Provider } from "@pulumi/aws/provider.js";
import { Vpc } from "@pulumi/aws/ec2/vpc.js";
import { Subnet } from "@pulumi/aws/ec2/subnet.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { Cluster } from "@pulumi/aws/eks/cluster.js";
import { NodeGroup } from "@pulumi/aws/eks/nodeGroup.js";
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones.js";
const provider = new Provider("aws", { region: "eu-west-1", allowedAccountIds: ["111122223333"], defaultTags: { tags: { team: "a" } } });
const opts = { provider };
const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
${resources}
`;

const NETWORK = `
const vpc = new Vpc("net", { cidrBlock: "10.0.0.0/16", tags: { Name: "net" } }, opts);
const zones = (await getAvailabilityZones({ state: "available" }, { provider })).names;
const subnets = zones.slice(0, 2).map((availabilityZone, index) =>
  new Subnet("net-" + index, { vpcId: vpc.id, cidrBlock: \`10.0.\${index}.0/24\`, availabilityZone }, opts));
`;

const CLUSTER = (version: string, nodes: string) => `
const role = new Role("control-plane", { name: "control-plane", assumeRolePolicy: trust }, opts);
const cluster = new Cluster("eu", { name: "eu", version: "${version}", roleArn: role.arn, vpcConfig: { subnetIds: subnets.map(({ id }) => id) } }, opts);
new NodeGroup("pool", { clusterName: cluster.name, nodeGroupName: "pool", version: "${nodes}", nodeRoleArn: role.arn,
  subnetIds: subnets.map(({ id }) => id), scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 } }, opts);
export const endpoint = cluster.endpoint;
export const ca = cluster.certificateAuthority.data;
export const vpcId = cluster.vpcConfig.vpcId;
`;

describe("the simulated AWS, through the real engine", function () {
  this.timeout("10m");
  let at: CloudBed;

  before(async () => {
    at = await CloudBed.create(DECLARATION);
    use("");
    // Makes the folder of the state, and the passphrase.
    await at.bed.succeed("env");
    const { code, stderr } = await at.bed.pulumi("stack", "init", STACK);
    assert.equal(code, 0, stderr);
  });
  after(() => at.destroy());

  const use = (resources: string) => {
    at.bed.write("index.ts", program(resources));
  };
  const run = (...args: string[]) => at.bed.pulumi(...args, "--stack", STACK);
  const succeed = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 0, stdout + stderr);
    return stdout + stderr;
  };
  const fail = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args);
    assert.notEqual(code, 0, stdout + stderr);
    return stdout + stderr;
  };
  const up = () => succeed("up", "--yes", "--skip-preview");
  const outputs = async () =>
    JSON.parse(await succeed("stack", "output", "--json")) as Record<string, string>;

  it("says that an argument is missing, or is none", async () => {
    // The SDK's own class would not let it through.
    use(`new pulumi.CustomResource("aws:ec2/subnet:Subnet", "bad", { cidrBlok: "10.0.0.0/24" }, opts);`);
    const said = await fail("preview");
    assert.match(said, /Missing required argument. The argument "vpcId" is required/);
    assert.match(said, /An argument named "cidrBlok" is not expected here/);
  });

  it("knows no outputs before it has made a thing, and makes nothing in a preview", async () => {
    use(NETWORK + `export const arn = vpc.arn;`);
    const said = await succeed("preview");
    assert.match(said, /arn *: (\[unknown\]|output<string>)/);
    assert.deepEqual(at.types(), []);
  });

  it("makes them, with ids and ARNs, and finds nothing to do the second time", async () => {
    await up();
    const [vpc] = at.folder.ofType("aws:ec2/vpc:Vpc");
    assert.match(vpc?.id ?? "", /^vpc-0[0-9a-f]{16}$/);
    assert.equal(vpc?.outputs.arn, `arn:aws:ec2:eu-west-1:111122223333:vpc/${vpc?.id}`);
    assert.deepEqual(vpc?.outputs.tagsAll, { team: "a", Name: "net" });
    assert.match(await up(), /5 unchanged/);
    assert.match(await succeed("refresh", "--yes", "--skip-preview"), /5 unchanged/);
  });

  it("changes tags in place, and replaces a subnet with other addresses", async () => {
    use(NETWORK.replace('Name: "net"', 'Name: "other"').replace("10.0.${index}.0/24", "10.0.1${index}.0/24"));
    const preview = await succeed("preview");
    assert.match(preview, /~ 1 to update/);
    assert.match(preview, /\+-2 to replace/);
    await up();
    assert.equal(at.folder.ofType("aws:ec2/subnet:Subnet").length, 2);
  });

  it("makes a cluster with a real API server behind it, nodes and credentials", async () => {
    use(NETWORK + CLUSTER("1.33", "1.33"));
    await up();
    const { endpoint = "", ca = "", vpcId } = await outputs();
    assert.equal(vpcId, at.folder.ofType("aws:ec2/vpc:Vpc")[0]?.id);
    const args = ["eks", "get-token", "--cluster-name", "eu", "--region", "eu-west-1", "--output", "json"];
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "aws",
      args,
      interactiveMode: "Never",
    };
    at.bed.write(
      "eu.kubeconfig",
      stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "eu", cluster: { server: endpoint, "certificate-authority-data": ca } }],
        users: [{ name: "eu", user: { exec } }],
        contexts: [{ name: "eu", context: { cluster: "eu", user: "eu" } }],
        "current-context": "eu",
      }),
    );
    const { stdout, stderr } = await kubectl("get", "nodes", "-o", "name");
    assert.equal(stdout.trim().split("\n").length, 2, stderr);
  });

  it("refuses a second cluster of the name, a minor that is left out, and nodes ahead of their cluster", async () => {
    const twin = `new Cluster("twin", { name: "eu", roleArn: role.arn, vpcConfig: { subnetIds: subnets.map(({ id }) => id) } }, opts);`;
    use(NETWORK + CLUSTER("1.33", "1.33") + twin);
    assert.match(await fail("up", "--yes", "--skip-preview"), /Cluster already exists with name: eu/);
    use(NETWORK + CLUSTER("1.35", "1.33"));
    assert.match(
      await fail("up", "--yes", "--skip-preview"),
      /Unsupported Kubernetes minor version update from 1.33 to 1.35/,
    );
    use(NETWORK + CLUSTER("1.33", "1.34"));
    assert.match(await fail("up", "--yes", "--skip-preview"), /1.34 is greater than 1.33/);
    use(NETWORK + CLUSTER("1.34", "1.34"));
    await up();
  });

  it("keeps a bucket with objects", async () => {
    const bucket = `new Bucket("b", { bucket: "acme-b" }, opts);`;
    use(NETWORK + CLUSTER("1.34", "1.34") + bucket);
    await up();
    const [made] = at.folder.ofType("aws:s3/bucket:Bucket");
    assert.ok(made);
    at.folder.put({ ...made, outputs: { ...made.outputs, holdsObjects: true } });
    use(NETWORK + CLUSTER("1.34", "1.34"));
    assert.match(await fail("up", "--yes", "--skip-preview"), /BucketNotEmpty/);
    at.folder.put(made);
    await up();
    assert.deepEqual(at.folder.ofType("aws:s3/bucket:Bucket"), []);
  });

  it("gives a Service its load balancer, which keeps the subnets if it is left behind", async () => {
    await kubectl("create", "service", "loadbalancer", "shop", "--tcp=80");
    assert.match(
      await fail("destroy", "--yes", "--skip-preview"),
      /DependencyViolation: The subnet 'subnet-\w+' has dependencies and cannot be deleted/,
    );
    const [left] = at.folder.ofType("cloud:loadBalancer");
    assert.ok(left);
    at.folder.remove(left);
    await succeed("destroy", "--yes", "--skip-preview");
    assert.deepEqual(at.types(), []);
  });

  it("fails a call before and after it has carried it out, partly, and takes its time", async () => {
    const type = "aws:ec2/vpc:Vpc";
    const vpcs = () => at.folder.ofType(type).length;
    use(`new Vpc("net", { cidrBlock: "10.0.0.0/16" }, opts);`);
    at.faults.set({ operation: "create", type, nth: [1], fails: "before", message: "RequestLimitExceeded" });
    assert.match(await fail("up", "--yes", "--skip-preview"), /RequestLimitExceeded/);
    assert.equal(vpcs(), 0);
    at.faults.set({ operation: "create", type, fails: "after" });
    assert.match(await fail("up", "--yes", "--skip-preview"), /the answer was lost/);
    assert.equal(vpcs(), 1);
    at.faults.set({ operation: "create", type, nth: [1], fails: "partly", message: "it hangs" });
    assert.match(await fail("up", "--yes", "--skip-preview"), /it hangs/);
    at.faults.set();
    await up();
    assert.equal(vpcs(), 2, "one was lost with its answer; the other was kept, and mended");
    for (const lost of at.folder.ofType(type)) {
      const kept = at.ledger
        .read()
        .filter(({ phase, operation, id }) => phase === "done" && operation === "update" && id === lost.id);
      if (kept.length === 0) at.folder.remove(lost);
    }
    assert.equal(vpcs(), 1);
  });

  it("says that a thing is gone", async () => {
    const [vpc] = at.folder.ofType("aws:ec2/vpc:Vpc");
    assert.ok(vpc);
    at.folder.remove(vpc);
    await succeed("refresh", "--yes", "--skip-preview");
    const state = await succeed("stack", "export");
    assert.ok(!state.includes("aws:ec2/vpc:Vpc"));
  });

  it("goes by the accounts that are allowed", async () => {
    at.bed.write(
      "index.ts",
      program(`new Vpc("net", { cidrBlock: "10.0.0.0/16" }, opts);`).replace("111122223333", "999"),
    );
    assert.match(await fail("up", "--yes", "--skip-preview"), /AWS account ID not allowed: 111122223333/);
  });

  const kubectl = (...args: string[]) =>
    at.bed.run("kubectl", ["--kubeconfig", path.join(at.bed.root, "eu.kubeconfig"), ...args]);
});
