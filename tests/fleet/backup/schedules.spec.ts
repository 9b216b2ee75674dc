import assert from "node:assert/strict";
import { plannedBackups, scheduleOf } from "../../../fleet/backup/schedules.ts";
import type { Workload } from "../../../fleet/fleet.ts";
import { veleroPlan } from "../../../fleet/platform/velero.ts";
import { cluster, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";
import { backup } from "./backups.ts";

const dub = cluster("dub", "eu-west-1");
const base = environment([dub], { backup: backup(), gitops: undefined });
const own = (facts: Partial<NonNullable<Workload["backup"]>> = {}) => ({
  exclude: [],
  clusterScoped: [],
  ...facts,
});
const shop = workload({ name: "shop", namespace: "shop" });
const records = workload({ name: "records", namespace: "records", backup: own({ every: "1h", keep: "7d" }) });

describe("the schedules of a cluster", () => {
  const namespaces = (workloads: readonly Workload[], facts = {}) =>
    plannedBackups(dub, { ...base, workloads, ...facts }).map(({ schedule, contents }) => [
      schedule,
      contents.includedNamespaces,
      ...(contents.excludedNamespaces === undefined ? [] : [contents.excludedNamespaces.includes("records")]),
    ]);

  it("are one for what has none of its own, and one for each workload that has", () => {
    assert.deepEqual(namespaces([records, shop]), [
      ["dub", ["shop"]],
      ["dub.records", ["records"]],
    ]);
  });

  it("leave a namespace in the cluster's as long as somebody else is in it", () => {
    const index = workload({ name: "index", namespace: "records" });
    assert.deepEqual(namespaces([index, records]), [
      ["dub", ["records"]],
      ["dub.records", ["records"]],
    ]);
    const gitops = {
      kind: "argocd",
      repo: ".",
      namespaces: ["records"],
      rights: "namespaces",
      applications: {},
    };
    assert.deepEqual(namespaces([records], { gitops }), [
      ["dub", ["records"]],
      ["dub.records", ["records"]],
    ]);
  });

  it("have none of the cluster where nothing is left for it, since no namespaces would mean all", () => {
    assert.deepEqual(namespaces([records]), [["dub.records", ["records"]]]);
  });

  it("leave it out of everything, where everything is backed up", () => {
    const gitops = { kind: "argocd", repo: ".", namespaces: [], rights: "cluster-admin", applications: {} };
    assert.deepEqual(namespaces([records], { gitops }), [
      ["dub", ["*"], true],
      ["dub.records", ["records"]],
    ]);
  });

  it("tell where a workload is to be found", () => {
    const planned = plannedBackups(dub, { ...base, workloads: [records, shop] });
    assert.deepEqual(
      ["records", "shop"].map((name) => scheduleOf(name, planned)?.schedule),
      ["dub.records", "dub"],
    );
  });

  it("are none without backups", () => {
    assert.deepEqual(plannedBackups(dub, { ...base, backup: undefined, workloads: [records] }), []);
  });
});

describe("Velero's Schedule of a workload", () => {
  const template = (facts: Partial<NonNullable<Workload["backup"]>>, whole = backup()) => {
    const workloads = [{ ...records, backup: own(facts) }];
    const plan = veleroPlan(dub, { ...base, backup: whole, workloads });
    const [schedule] = plan?.objects.filter(({ kind }) => kind === "Schedule") ?? [];
    assert.equal(schedule?.metadata.name, "dub.records");
    return (schedule as unknown as { spec: { template: Record<string, unknown> } }).spec.template;
  };
  const labels = {
    "archipelago/cluster": "dub",
    "archipelago/environment": "local",
    "archipelago/fleet": "acme",
  };
  const common = {
    metadata: { labels },
    includedNamespaces: ["records"],
    storageLocation: "dub",
    ttl: "720h0m0s",
  };

  it("says what is backed up, and takes the canary along whatever labels are asked for", () => {
    const facts = {
      labels: { tier: "data" },
      exclude: ["secrets", "events"],
      clusterScoped: ["crontabs.acme.test"],
    };
    assert.deepEqual(template({ ...facts, keep: "7d", volumes: "none" }), {
      ...common,
      excludedNamespaceScopedResources: ["events", "secrets"],
      includedClusterScopedResources: ["crontabs.acme.test"],
      orLabelSelectors: [{ matchLabels: { tier: "data" } }, { matchLabels: { "archipelago/canary": "dub" } }],
      defaultVolumesToFsBackup: false,
      snapshotVolumes: false,
      ttl: "168h0m0s",
    });
  });

  it("says what becomes of volumes: its own word, or that of the environment", () => {
    const moved = { ...common, volumeSnapshotLocations: ["dub"], snapshotMoveData: true };
    assert.deepEqual(template({}), moved);
    assert.deepEqual(template({ volumes: "snapshot" }), {
      ...moved,
      snapshotVolumes: true,
      snapshotMoveData: false,
    });
    const files = { ...common, defaultVolumesToFsBackup: true, snapshotVolumes: false };
    assert.deepEqual(template({ volumes: "files" }), files);
    assert.deepEqual(template({}, backup({ volumes: "files" })), files);
  });
});
