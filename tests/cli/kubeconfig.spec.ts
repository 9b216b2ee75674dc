import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ClusterRecord } from "../../cli/clusters.ts";
import { contextsOf } from "../../cli/kubeconfig/contexts.ts";
import { mergeKubeconfigs } from "../../cli/kubeconfig/merge.ts";
import { writeKubeconfig } from "../../cli/kubeconfig/write.ts";
import { kubeconfigFor, readContext } from "../../fleet/kubeconfig.ts";
import { makeProject, removeProject } from "../declaration/project.ts";
import { fleetsOfThisSuite, manyClusters, TWO_REGIONS } from "./declarations.ts";

const known = (name: string): ClusterRecord => ({
  state: "known",
  kubeconfig: kubeconfigFor({
    name: `acme-local-${name}`,
    endpoint: `https://${name}.example`,
    ca: "Y2E=",
    user: { token: `token of ${name}` },
  }),
  passport: undefined,
});

describe("fleet kubeconfig", () => {
  const fleetFrom = fleetsOfThisSuite();

  it("names contexts as the clusters of the only environment; the hub is current", () => {
    const fleet = fleetFrom(TWO_REGIONS);
    const records = new Map([
      ["eu", known("eu")],
      ["us", known("us")],
    ]);
    const { contexts, missing, current } = contextsOf(fleet, [
      { environment: fleet.environments[0]!, records },
    ]);
    assert.deepEqual(
      contexts.map(({ name }) => name),
      ["eu", "us"],
    );
    assert.equal(current, "eu");
    assert.deepEqual(missing, []);
  });

  it("puts the environment first where there are several, whichever are asked for; none is current", () => {
    const fleet = fleetFrom(manyClusters(["prod", "stage"], 1, 1));
    const records = new Map([["r1-c1", known("r1-c1")]]);
    const { contexts, current } = contextsOf(fleet, [{ environment: fleet.environments[1]!, records }]);
    assert.deepEqual(
      contexts.map(({ name }) => name),
      ["stage/r1-c1"],
    );
    assert.equal(current, undefined);
  });

  it("says which clusters are missing and why; a hub that is missing is not current", () => {
    const fleet = fleetFrom(TWO_REGIONS);
    const records = new Map<string, ClusterRecord>([
      ["eu", { state: "unreadable", reason: "no passphrase" }],
      ["us", { state: "absent" }],
    ]);
    const { contexts, missing, current } = contextsOf(fleet, [
      { environment: fleet.environments[0]!, records },
    ]);
    assert.deepEqual(contexts, []);
    assert.equal(current, undefined);
    assert.deepEqual(missing, [
      { name: "eu", reason: "no passphrase" },
      { name: "us", reason: "not created" },
    ]);
  });

  it("merges into one file in which every context stands by itself", () => {
    const contexts = ["prod/eu", "prod/us"].map((name) => ({
      name,
      endpoint: `https://${name}.example`,
      ca: "Y2E=",
      user: { token: `token of ${name}` },
    }));
    const merged = mergeKubeconfigs(contexts, "prod/us");
    assert.deepEqual(readContext(merged, "prod/eu"), contexts[0]);
    assert.deepEqual(readContext(merged), contexts[1]);
    assert.throws(() => readContext(mergeKubeconfigs(contexts, undefined)), /no context ""/);
  });

  describe("the file", () => {
    let root: string;
    before(() => {
      root = makeProject({});
    });
    after(() => {
      removeProject(root);
    });

    it("is readable by its owner only, also if it was not before, and nothing else is left", async () => {
      const file = path.join(root, "new", "config");
      await writeKubeconfig(file, "one");
      chmodSync(file, 0o644);
      await writeKubeconfig(file, "two");
      assert.equal(readFileSync(file, "utf8"), "two");
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.deepEqual(readdirSync(path.dirname(file)), ["config"]);
    });

    it("is never the user's own", async () => {
      const own = path.join(root, ".kube", "config");
      mkdirSync(path.dirname(own));
      writeFileSync(own, "mine");
      await assert.rejects(
        writeKubeconfig(path.join(root, ".kube/../.kube/config"), "two", root),
        /your own kubeconfig/,
      );
      assert.equal(readFileSync(own, "utf8"), "mine");
    });

    it("leaves no draft behind when it cannot be written", async () => {
      mkdirSync(path.join(root, "taken", "config"), { recursive: true });
      await assert.rejects(writeKubeconfig(path.join(root, "taken", "config"), "one"));
      assert.deepEqual(readdirSync(path.join(root, "taken")), ["config"]);
    });
  });
});
