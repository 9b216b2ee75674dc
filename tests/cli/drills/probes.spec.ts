import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { missingProbes, runProbes } from "../../../cli/drills/probes.ts";
import { makeProject, removeProject } from "../../declaration/project.ts";

const WHERE = { cluster: "iad", kubeconfig: "canary-kubeconfig", namespaces: { shop: "shop-drill-3f9a1c" } };

describe("the probes of a drill", () => {
  let root: string;
  const folder = () => path.join(root, ".archipelago/drills/local/shop");
  beforeEach(
    () =>
      (root = makeProject({ "probes/shop.mjs": PROBE, "probes/slow.mjs": "setTimeout(() => {}, 60_000)" })),
  );
  afterEach(() => {
    removeProject(root);
  });
  const run = (...args: string[]) =>
    runProbes(root, folder(), [{ name: "shop", run: ["node", ...args], timeout: 1 }], WHERE);

  it("get the cluster, its namespaces and a kubeconfig that nobody else can read, and leave none", async () => {
    process.env.PULUMI_CONFIG_PASSPHRASE = "canary-passphrase";
    try {
      const [result] = await run("probes/shop.mjs", "seen.json");
      assert.deepEqual([result?.passed, result?.said], [true, ""]);
    } finally {
      delete process.env.PULUMI_CONFIG_PASSPHRASE;
    }
    const seen = JSON.parse(readFileSync(path.join(root, "seen.json"), "utf8")) as Record<string, unknown>;
    assert.deepEqual(seen, {
      cluster: "iad",
      namespaces: { shop: "shop-drill-3f9a1c" },
      kubeconfig: "canary-kubeconfig",
      mode: "600",
    });
    assert.deepEqual(readdirSync(folder()), []);
    assert.equal(statSync(folder()).mode & 0o777, 0o700);
  });

  it("fail with what they end with, and with their last words", async () => {
    const [result] = await run("probes/shop.mjs");
    assert.equal(result?.passed, false);
    assert.match(result.said, /^ended with 3: no shop there$/);
    assert.deepEqual(readdirSync(folder()), []);
  });

  it("fail when their time is over", async () => {
    const [result] = await run("probes/slow.mjs");
    assert.deepEqual([result?.passed, result?.said], [false, "not done after 1 s"]);
    assert.ok((result?.seconds ?? 0) < 10);
  });

  it("fail where their program is not there, which can be told before", async () => {
    const probe = { name: "shop", run: ["./probes/none.sh"], timeout: 1 };
    assert.deepEqual(missingProbes(root, [probe]), ["probe shop: ./probes/none.sh is not in the project"]);
    assert.deepEqual(missingProbes(root, [{ ...probe, run: ["probes/shop.mjs"] }]), []);
    assert.deepEqual(missingProbes(root, [{ ...probe, run: ["kubectl"] }]), []);
    const [result] = await runProbes(root, folder(), [probe], WHERE);
    assert.match(result?.said ?? "", /ENOENT/);
  });
});

const PROBE = `
import { readFileSync, statSync, writeFileSync } from "node:fs";
const { KUBECONFIG, DRILL_CLUSTER, DRILL_NAMESPACES, PULUMI_CONFIG_PASSPHRASE } = process.env;
const [, , file] = process.argv;
if (file === undefined) {
  console.error("no shop there");
  process.exit(3);
}
writeFileSync(file, JSON.stringify({
  cluster: DRILL_CLUSTER,
  namespaces: JSON.parse(DRILL_NAMESPACES),
  kubeconfig: readFileSync(KUBECONFIG, "utf8"),
  mode: (statSync(KUBECONFIG).mode & 0o777).toString(8),
  passphrase: PULUMI_CONFIG_PASSPHRASE,
}));
`;
