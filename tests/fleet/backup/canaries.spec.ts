import assert from "node:assert/strict";
import { canariesOf } from "../../../fleet/backup/canaries.ts";
import type { Cluster, Environment } from "../../../fleet/fleet.ts";
import { namespacesOf } from "../../../fleet/namespaces.ts";
import { platformOf } from "../../../fleet/platform/platform.ts";
import { cluster, within, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";
import { backup } from "./backups.ts";

const dub = cluster("dub", "eu-west-1");
const iad = cluster("iad", "us-east-1");
const workloads = [
  workload({ name: "shop", namespace: "shop" }),
  workload({ name: "records", namespace: "records", residency: within("EEA") }),
];
const both = environment([dub, iad], { backup: backup(), workloads });

/** Namespaces with a canary, of those that the program keeps with all workloads. */
function canaries(of: Cluster, within: Environment) {
  return canariesOf(of, within, namespacesOf(within, platformOf(of, within), within.workloads));
}
const namespaces = (of: Cluster, within: Environment) =>
  canaries(of, within).map(({ metadata }) => metadata.namespace);

describe("canaries", () => {
  it("are in each namespace that is backed up, and in none of the system's", () => {
    assert.deepEqual(namespaces(dub, both), ["records", "shop", "storefront"]);
  });

  it("are nowhere that residency would not let them be", () => {
    assert.deepEqual(namespaces(iad, both), ["shop", "storefront"]);
    const gitops = { ...both.gitops!, namespaces: ["records"] };
    assert.deepEqual(namespaces(iad, { ...both, gitops }), ["shop"]);
  });

  it("are in all namespaces of the program's where all is backed up, but for the system's", () => {
    const gitops = { ...both.gitops!, namespaces: [], rights: "cluster-admin" as const };
    assert.deepEqual(namespaces(dub, { ...both, gitops }), ["records", "shop"]);
  });

  it("are not there without backups, without a bucket, and in a control plane for others", () => {
    assert.deepEqual(namespaces(dub, { ...both, backup: undefined }), []);
    assert.deepEqual(namespaces({ ...dub, simulated: false }, both), []);
    assert.deepEqual(namespaces({ ...dub, controlPlane: true }, both), []);
  });

  it("are one Job that never starts, replaced at each time, with the cluster's name", () => {
    const [canary] = canaries(dub, both);
    const { spec, metadata } = canary as unknown as {
      metadata: { name: string; labels: object };
      spec: { schedule: string; concurrencyPolicy: string; jobTemplate: { spec: { suspend: boolean } } };
    };
    assert.equal(metadata.name, "archipelago-canary");
    assert.deepEqual(metadata.labels, { "archipelago/canary": "dub" });
    assert.equal(spec.schedule, "* * * * *");
    assert.equal(spec.concurrencyPolicy, "Replace");
    assert.equal(spec.jobTemplate.spec.suspend, true);
  });
});
