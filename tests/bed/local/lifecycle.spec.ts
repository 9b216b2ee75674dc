import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Bed } from "../bed.ts";
import { assertNoDrift } from "../no-drift.ts";
import { readStatus, replicasOf } from "../status.ts";

describe("the local fleet", function () {
  this.timeout("10m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create();
  });
  after(() => bed.destroy());

  it("comes up, linked, from nothing", async () => {
    const report = JSON.parse(await bed.succeed("up", "--json")) as { failed: unknown[]; pending: string[] };
    assert.deepEqual(report.failed, []);
    assert.deepEqual(report.pending, []);
  });

  it("reports clusters, links and workloads from the live API servers", async () => {
    const status = await readStatus(bed);
    assert.deepEqual(
      status.clusters.map(({ name, ready, version, simulated }) => ({ name, ready, version, simulated })),
      ["eu-west-1", "us-east-1"].map((name) => ({ name, ready: true, version: "v1.35.4", simulated: true })),
    );
    assert.deepEqual(
      status.links.map(({ from, to, kind, state }) => `${from} ${to} ${kind} ${state}`).sort(),
      [
        "eu-west-1 eu-west-1 argocd linked",
        "eu-west-1 us-east-1 argocd linked",
        "eu-west-1 us-east-1 istio linked",
        "us-east-1 eu-west-1 istio linked",
      ],
    );
    assert.deepEqual(replicasOf(status, "storefront"), { "eu-west-1": "7/7", "us-east-1": "3/3" });
    assert.deepEqual(replicasOf(status, "gateway"), { "eu-west-1": "2/2", "us-east-1": "2/2" });
    assert.deepEqual(replicasOf(status, "patient-records"), { "eu-west-1": "1/1" });
    assert.deepEqual(status.pending, []);
  });

  it("applies an override where it is meant, and only there", async () => {
    const image = (cluster: string) =>
      bed.kubectl(cluster, "-n", "storefront", "get", "deployment", "storefront", "-o", "jsonpath={..image}");
    assert.equal(await image("eu-west-1"), "registry.example/storefront:1.27");
    assert.equal(await image("us-east-1"), "registry.example/storefront:1.27-us");
  });

  it("leaves no file behind in which a provider has written a kubeconfig", () => {
    assert.deepEqual(readdirSync(path.join(bed.root, ".archipelago", "tmp")), []);
  });

  it("has no file in its state that is not written at one stroke", () => {
    const files = readdirSync(path.join(bed.root, ".archipelago", "state"), { recursive: true });
    assert.deepEqual(
      files.filter((file) => String(file).endsWith(".attrs")),
      [],
    );
  });

  it("finds nothing to do the second time, in any stack", async () => {
    const report = JSON.parse(await bed.succeed("up", "--json")) as {
      stacks: { changes: Record<string, number> }[];
    };
    for (const { changes } of report.stacks) assert.deepEqual(Object.keys(changes), ["same"]);
  });

  for (const stack of ["local-eu-west-1", "local-us-east-1", "local"]) {
    it(`finds no drift in ${stack} with the plain CLI, after a refresh`, () => assertNoDrift(bed, stack));
  }

  it("previews without the engine what it has seen before, and with it what has changed", async () => {
    const stacks = ["local-eu-west-1", "local-us-east-1", "local"];
    const lines = async (...args: string[]) => {
      const printed = await bed.succeed("preview", ...args);
      return stacks.map((stack) => new RegExp(`✔ ${stack}: (.*)`).exec(printed)?.[1] ?? printed);
    };
    for (const line of await lines()) assert.match(line, /^no change in /);
    for (const line of await lines()) assert.equal(line, "no change, as seen before");
    for (const line of await lines("--fresh")) assert.match(line, /^no change in /);
    // A peer that has changed is of concern to the others.
    const stale = await bed.pulumi("refresh", "--yes", "--stack", "local-us-east-1");
    assert.equal(stale.code, 0, stale.stdout + stale.stderr);
    for (const line of await lines()) assert.match(line, /^no change in /);
    // What is to change is seen before, too, until it is done.
    const declared = readFileSync(path.join(bed.root, "fleet.yaml"), "utf8");
    bed.declare(declared.replace("replicas: 10", "replicas: 12"));
    for (const seen of [await lines(), await lines()])
      for (const line of seen.slice(0, 2)) assert.match(line, /^1 to update/);
    bed.declare(declared);
    for (const line of await lines()) assert.match(line, /^no change in /);
  });

  it("gives a landing pad no more than its rights", async () => {
    const can = async (verb: string, resource: string, account: string, namespace = "notice") => {
      const as = `system:serviceaccount:archipelago-system:landing-pad-${account}`;
      const { stdout } = await bed.run("kubectl", [
        ...["--kubeconfig", path.join(bed.root, ".archipelago", "kubeconfig"), "--context", "us-east-1"],
        ...["auth", "can-i", verb, resource, "--as", as, "-n", namespace],
      ]);
      return stdout.trim();
    };
    assert.equal(await can("list", "services", "istio"), "yes");
    assert.equal(await can("list", "secrets", "istio"), "no");
    assert.equal(await can("create", "deployments", "istio"), "no");
    assert.equal(await can("create", "deployments", "argocd"), "yes");
    assert.equal(await can("create", "deployments", "argocd", "gateway"), "no");
  });

  it("listens on loopback only", async () => {
    const pids = new Set(bed.processes().map(({ pid }) => pid));
    const { stdout } = await bed.run("ss", ["-ltnpH"]);
    const own = stdout
      .split("\n")
      .filter((line) => [...line.matchAll(/pid=(\d+)/g)].some(([, pid]) => pids.has(Number(pid))));
    assert.ok(own.length >= 12, `two clusters with six ports each:\n${stdout}`);
    for (const line of own) assert.match(line, /\s127\.0\.0\.1:\d+\s/);
  });

  it("takes everything down again, with no process and no folder left", async () => {
    await bed.succeed("destroy", "--environment", "local", "--yes");
    assert.deepEqual(bed.processes(), []);
    assert.deepEqual(readdirSync(path.join(bed.root, ".archipelago", "clusters")), []);
    assert.equal((await bed.pulumi("stack", "ls", "--json")).stdout.trim(), "[]");
  });
});
