import assert from "node:assert/strict";
import { CATALOGUE, VELERO_PLUGINS } from "../../../fleet/compatibility.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import { veleroPlan } from "../../../fleet/platform/velero.ts";
import { minorOf } from "../../../fleet/versions.ts";
import { cluster, workload } from "../arbitraries.ts";
import { backup, profile } from "../backup/backups.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1", { simulated: false });
const iad = cluster("iad", "us-east-1", { simulated: false });
const locations = {
  "eu-west-1": { bucket: "acme-eu", kmsKeyId: "alias/backups" },
  "us-east-1": { bucket: "acme-us", region: "us-east-2", url: "https://s3.example" },
};

const plan = (facts: Partial<Environment> = {}, of = dub) => {
  const env = environment([dub, iad], { backup: backup({ locations }), ...facts });
  return veleroPlan(of, env) ?? assert.fail("no plan");
};
const values = (facts?: Partial<Environment>) =>
  plan({ install: "chart", ...facts }).charts[0]?.values ?? assert.fail("no chart");
const objects = (kind: string, facts: Partial<Environment> = {}, of = dub) =>
  plan(facts, of)
    .objects.filter((object) => object.kind === kind)
    .map((object) => object as unknown as { metadata: { name: string }; spec: Record<string, unknown> });

describe("Velero", () => {
  it("is not there without backups", () => {
    assert.equal(veleroPlan(dub, environment([dub])), undefined);
  });

  it("may have its node agent, which mounts what only a privileged namespace allows", () => {
    assert.deepEqual(plan().namespaces, [{ name: "velero", podSecurity: "privileged" }]);
    assert.equal(values().deployNodeAgent, true);
  });

  it("comes as resource types where nothing runs, and as a chart elsewhere", () => {
    assert.deepEqual([plan().apis, plan().charts.map(({ chart }) => chart)], [[], ["velero"]]);
    const api = plan({ install: "api" });
    assert.deepEqual([api.apis, api.charts], [["velero"], []]);
    assert.deepEqual(api.objects, plan().objects);
  });

  describe("as a chart", () => {
    it("has no place, no schedule and no password of its own: these are objects of the program", () => {
      const { configuration, backupsEnabled, snapshotsEnabled, schedules } = values();
      assert.deepEqual(configuration, {
        features: "EnableCSI",
        backupStorageLocation: [],
        volumeSnapshotLocation: [],
      });
      assert.deepEqual([backupsEnabled, snapshotsEnabled, schedules], [false, false, {}]);
    });

    it("looks for snapshots only where something is backed up by them: without their types no backup is whole", () => {
      const featuresWith = (facts: Partial<Environment>) =>
        (values(facts).configuration as { features: string }).features;
      const own = { every: "6h", volumes: "move" as const, exclude: [], clusterScoped: [] };
      assert.equal(featuresWith({ backup: backup({ locations, volumes: "files" }) }), "");
      assert.equal(featuresWith({ backup: backup({ locations, volumes: "none" }) }), "");
      assert.equal(
        featuresWith({
          backup: backup({ locations, volumes: "none" }),
          workloads: [workload({ backup: own })],
        }),
        "EnableCSI",
      );
    });

    it("has the plugin that goes with each Velero of the catalogue", () => {
      for (const { version } of CATALOGUE.velero.releases) {
        const image = VELERO_PLUGINS.aws[minorOf(version)] ?? assert.fail(`no plugin for ${version}`);
        assert.deepEqual(values({ charts: { versions: { velero: version }, values: {} } }).initContainers, [
          { name: "velero-plugin-for-aws", image, volumeMounts: [{ mountPath: "/target", name: "plugins" }] },
        ]);
      }
    });

    it("upgrades its resource types where a hook can run, and never removes them", () => {
      assert.equal(values().upgradeCRDs, true);
      assert.equal(values().cleanUpCRDs, false);
      const simulated = { ...dub, simulated: true };
      const [chart] = plan({ install: "chart" }, simulated).charts;
      assert.equal(chart?.values.upgradeCRDs, false);
    });

    it("takes the identity of the cloud, or the Secret of that name", () => {
      assert.deepEqual(values().credentials, { useSecret: false });
      const secret = values({ backup: backup({ locations, credentials: "secret" }) });
      assert.deepEqual(secret.credentials, { useSecret: true, existingSecret: "cloud-credentials" });
    });
  });

  it("writes to the cluster's own place, which is the default", () => {
    const [own] = objects("BackupStorageLocation");
    assert.deepEqual(own?.spec, {
      provider: "aws",
      accessMode: "ReadWrite",
      default: true,
      objectStorage: { bucket: "acme-eu", prefix: "dub" },
      config: { region: "eu-west-1", kmsKeyId: "alias/backups" },
    });
  });

  it("reads the peers' places, and cannot write there", () => {
    const peers = objects("BackupStorageLocation").slice(1);
    assert.deepEqual(
      peers.map(({ metadata, spec }) => ({ name: metadata.name, ...spec })),
      [
        {
          name: "iad",
          provider: "aws",
          accessMode: "ReadOnly",
          default: false,
          objectStorage: { bucket: "acme-us", prefix: "iad" },
          config: { region: "us-east-2", s3Url: "https://s3.example", s3ForcePathStyle: "true" },
        },
      ],
    );
  });

  it("does not even know the place of a peer whose workloads may not fail over to it", () => {
    const workloads = [workload({ residency: profile(["EEA"]) })];
    const names = (of: typeof dub) =>
      objects("BackupStorageLocation", { workloads }, of).map(({ metadata }) => metadata.name);
    assert.deepEqual(names(dub), ["dub", "iad"]);
    assert.deepEqual(names(iad), ["iad"]);
  });

  it("has one default place on every cluster, called by the cluster's name", () => {
    for (const each of [dub, iad]) {
      const defaults = objects("BackupStorageLocation", {}, each).filter(({ spec }) => spec.default);
      assert.deepEqual(
        defaults.map(({ metadata }) => metadata.name),
        [each.name],
      );
    }
  });

  it("makes snapshots where the volumes are, not where the bucket is", () => {
    const [location] = objects("VolumeSnapshotLocation", {}, iad);
    assert.deepEqual(location?.spec, { provider: "aws", config: { region: "us-east-1" } });
  });

  it("is told when, what, where to and for how long, with the volumes' data moved along", () => {
    const [schedule] = objects("Schedule");
    assert.match(String(schedule?.spec.schedule), /^\d{1,2} \*\/6 \* \* \*$/);
    assert.equal(schedule?.spec.useOwnerReferencesInBackup, false);
    const labels = {
      "archipelago/cluster": "dub",
      "archipelago/environment": "local",
      "archipelago/fleet": "acme",
    };
    assert.deepEqual(schedule.spec.template, {
      metadata: { labels },
      includedNamespaces: ["storefront"],
      storageLocation: "dub",
      volumeSnapshotLocations: ["dub"],
      snapshotMoveData: true,
      ttl: "720h0m0s",
    });
  });

  it("has no schedule where there is nothing to back up: no namespaces would mean all", () => {
    assert.deepEqual(objects("Schedule", { gitops: undefined }), []);
    assert.equal(objects("BackupStorageLocation", { gitops: undefined }).length, 2);
  });

  it("holds no credentials in its plan", () => {
    const text = JSON.stringify(
      plan({ install: "chart", backup: backup({ locations, credentials: "secret" }) }),
    );
    assert.doesNotMatch(text, /secretContents|repository-password|aws_secret_access_key/);
  });
});
