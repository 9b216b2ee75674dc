import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { ensureApiCharts } from "../../../tools/api-charts/api-charts.ts";
import { Bed, type Finished } from "../bed.ts";
import { until } from "../until.ts";
import { ENVIRONMENT_WITH_PROFILE, WORKLOAD_WITH_PROFILE } from "./fleets.ts";
import * as requests from "./requests.ts";

type Case = readonly [title: string, accepted: object, refused: object, message: RegExp];

const REGION = "topology.kubernetes.io/region";
const ZONE = "topology.kubernetes.io/zone";
const PLACES = "another place than those in \\[EEA\\]: eu-west-1";
const like = (message: string) => new RegExp(`denied request: ${message}$`, "m");

/** A real API server asked to take objects, as whoever may do anything there. */
class ApiServer {
  readonly #bed: Bed;
  readonly #kubeconfig: string;

  constructor(bed: Bed, kubeconfig: string) {
    this.#bed = bed;
    this.#kubeconfig = kubeconfig;
  }

  kubectl(...args: string[]): Promise<Finished> {
    return this.#bed.run("kubectl", ["--kubeconfig", this.#kubeconfig, ...args]);
  }

  /** What it would say to a new object. */
  create(object: object): Promise<Finished> {
    return this.send(object, "create", "--dry-run=server");
  }

  send(object: object, ...verb: string[]): Promise<Finished> {
    this.#bed.write("request.json", JSON.stringify(object));
    return this.kubectl(...verb, "-f", path.join(this.#bed.root, "request.json"));
  }

  async read<T>(...args: string[]): Promise<T> {
    const { stdout, stderr, code } = await this.kubectl(...args, "-o", "json");
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as T;
  }

  async judges([, accepted, refused, message]: Case): Promise<void> {
    const good = await this.create(accepted);
    assert.equal(good.code, 0, good.stderr);
    const bad = await this.create(refused);
    assert.match(bad.stderr, message);
    assert.notEqual(bad.code, 0);
  }
}

describe("residency in the cluster", function () {
  this.timeout("10m");

  describe("where a workload has a profile", () => {
    let bed: Bed;
    let ireland: ApiServer;
    let america: ApiServer;

    before(async () => {
      bed = await Bed.create(WORKLOAD_WITH_PROFILE);
      await bed.succeed("up");
      ireland = new ApiServer(bed, await bed.kubeconfigOf("eu-west-1"));
      america = new ApiServer(bed, await bed.kubeconfigOf("us-east-1"));
      await ireland.send(SERVICE_EXPORTS, "apply");
      const charts = await ensureApiCharts();
      for (const file of globSync("api-linkerd-*/templates/*links*.yaml", { cwd: charts }))
        await ireland.send(JSON.parse(readFileSync(path.join(charts, file), "utf8")) as object, "apply");
      await ireland.kubectl("wait", "--for=condition=Established", "customresourcedefinitions", "--all");
    });
    after(() => bed.destroy());

    it("finds nothing to do the second time", async () => {
      const report = JSON.parse(await bed.succeed("up", "--json")) as {
        stacks: { changes: Record<string, number> }[];
      };
      for (const { changes } of report.stacks) assert.deepEqual(Object.keys(changes), ["same"]);
    });

    it("keeps the workload from a cluster abroad, where nobody has made its namespace yet", async () => {
      const { code, stderr } = await america.kubectl("create", "namespace", "patient-records");
      assert.equal(code, 0, stderr);
      const message = like(
        "residency profile eu-only: metadata.namespace patient-records may not be on cluster us-east-1 in US; allowed: \\[EEA\\]",
      );
      for (const object of [
        requests.deployment(),
        requests.pod(),
        requests.cronJob(),
        requests.claim(),
        requests.service(),
      ]) {
        await ireland.judges([
          "",
          object,
          requests.pod(requests.affinity(REGION, "In", "us-east-1")),
          /denied/,
        ]);
        const applied = await america.send(object, "apply");
        assert.match(applied.stderr, message);
      }
      const { items } = await america.read<{ items: unknown[] }>("-n", "patient-records", "get", "all,pvc");
      assert.deepEqual(items, []);
    });

    it("has nothing against what has no profile, there or at home", async () => {
      const abroad = requests.deployment(requests.affinity(REGION, "In", "us-east-1"), {
        namespace: "gateway",
      });
      for (const server of [ireland, america]) assert.equal((await server.create(abroad)).code, 0);
    });

    it("cannot be talked out of it by a label", async () => {
      const label = [
        "label",
        "namespace",
        "patient-records",
        "--overwrite",
        "kubernetes.io/metadata.name=other",
      ];
      await america.kubectl(...label);
      assert.match((await america.create(requests.pod())).stderr, /may not be on cluster us-east-1/);
    });

    it("lets go what was there before", async () => {
      const binding = "archipelago-residency-workloads-profile-eu-only";
      const was = await america.read<object>("get", "validatingadmissionpolicybinding", binding);
      await america.kubectl("delete", "validatingadmissionpolicybinding", binding);
      const held = { ...requests.claim() };
      await until(
        () =>
          america.send({ ...held, metadata: { ...held.metadata, finalizers: ["fleet.test/held"] } }, "apply"),
        ({ code }) => code === 0,
      );
      await america.send(was, "apply");
      await until(
        () => america.create(requests.pod()),
        ({ stderr }) => stderr.includes("may not be"),
      );
      const where = ["-n", "patient-records", "persistentvolumeclaim", "by-hand"] as const;
      await america.kubectl("delete", "--wait=false", ...where);
      const patch = ["--type=merge", "-p", '{"metadata":{"finalizers":null}}'];
      const { code, stderr } = await america.kubectl("patch", ...where, ...patch);
      assert.equal(code, 0, stderr);
    });

    const CASES: readonly Case[] = [
      [
        "pods by node selector",
        requests.pod({ nodeSelector: { [ZONE]: "eu-west-1a" } }),
        requests.pod({ nodeSelector: { [REGION]: "us-east-1" } }),
        like(
          "residency profile eu-only: spec.nodeSelector asks for us-east-1; allowed are places in \\[EEA\\]: eu-west-1",
        ),
      ],
      [
        "pods of a template, by a zone that is named after a region and stands elsewhere",
        requests.deployment(requests.affinity(ZONE, "NotIn", "us-east-1a")),
        requests.deployment(requests.affinity(ZONE, "In", "eu-west-1a", "eu-west-1-lhr-1a")),
        like(`residency profile eu-only: spec.template.spec.affinity.nodeAffinity asks for ${PLACES}`),
      ],
      [
        "pods of a cron job",
        requests.cronJob({ nodeSelector: { [REGION]: "eu-west-1" } }),
        requests.cronJob({ nodeSelector: { [REGION]: "us-east-1" } }),
        like(
          "residency profile eu-only: spec.jobTemplate.spec.template.spec.nodeSelector asks for us-east-1; allowed are places in \\[EEA\\]: eu-west-1",
        ),
      ],
      [
        "a Service that Linkerd would offer to all",
        requests.service({ labels: { app: "records" } }),
        requests.service({ labels: { "mirror.linkerd.io/exported": "remote-discovery" } }),
        like(
          "residency profile eu-only: metadata.labels mirror.linkerd.io/exported: would be offered to us-east-1; allowed: \\[EEA\\]",
        ),
      ],
      [
        "a mirror of a Service abroad",
        requests.service({ labels: { "mirror.linkerd.io/cluster-name": "eu-west-1" } }),
        requests.service({ labels: { "mirror.linkerd.io/cluster-name": "us-east-1" } }),
        like(
          "residency profile eu-only: metadata.labels: it mirrors a Service of us-east-1; allowed: eu-west-1",
        ),
      ],
      [
        "an export of the Multi-Cluster Services API",
        requests.serviceExport({ namespace: "gateway" }),
        requests.serviceExport(),
        like(
          "residency profile eu-only: metadata.name by-hand: the Service would be offered to us-east-1; allowed: \\[EEA\\]",
        ),
      ],
      [
        "locality failover",
        requests.destinationRule({ failover: [{ from: "us-east-1", to: "eu-west-1" }] }),
        requests.destinationRule({ failover: [{ from: "eu-west-1", to: "us-east-1" }] }),
        like(
          `residency profile eu-only: spec.trafficPolicy.loadBalancer.localityLbSetting.failover leads to ${PLACES}`,
        ),
      ],
      [
        "locality distribution",
        requests.destinationRule({
          distribute: [{ from: "eu-west-1/*", to: { "eu-west-1/eu-west-1b/*": 100 } }],
        }),
        requests.destinationRule({
          distribute: [{ from: "eu-west-1/*", to: { "eu-west-1/*": 80, "us-east-1/*": 20 } }],
        }),
        like(
          `residency profile eu-only: spec.trafficPolicy.loadBalancer.localityLbSetting.distribute leads to ${PLACES}`,
        ),
      ],
      [
        "endpoints of a ServiceEntry",
        requests.serviceEntry("eu-west-1/eu-west-1a"),
        requests.serviceEntry("us-east-1/us-east-1a"),
        like(`residency profile eu-only: spec.endpoints.locality leads to ${PLACES}`),
      ],
      [
        "a WorkloadEntry",
        requests.workloadEntry("eu-west-1"),
        requests.workloadEntry("us-east-1"),
        like(`residency profile eu-only: spec.locality leads to ${PLACES}`),
      ],
      [
        "records: the default of a geolocation is an answer like the others",
        requests.dnsEndpoint("198.51.100.7", "records-1.elb.eu-west-1.amazonaws.com"),
        requests.dnsEndpoint("198.51.100.7", "198.51.100.8"),
        like(
          "residency profile eu-only: spec.endpoints.targets of records.fleet.test may lead elsewhere; allowed are declared addresses of clusters in \\[EEA\\]: 198.51.100.7",
        ),
      ],
      [
        "annotations for external-dns",
        requests.ingress({ "external-dns.kubernetes.io/target": "198.51.100.7" }),
        requests.ingress({
          "external-dns.alpha.kubernetes.io/target": "records-1.us-east-1.elb.amazonaws.com",
        }),
        like(
          "residency profile eu-only: metadata.annotations external-dns.alpha.kubernetes.io/target may lead elsewhere; .*: 198.51.100.7",
        ),
      ],
      [
        "backup locations in a bucket that is not declared",
        requests.storageLocation({
          bucket: "acme-local-eu-west-1-backups",
          prefix: "eu-west-1/before-an-upgrade",
          config: { region: "eu-west-1" },
        }),
        requests.storageLocation({
          bucket: "elsewhere",
          prefix: "eu-west-1",
          config: { region: "us-east-1" },
        }),
        like(
          "spec.objectStorage elsewhere/eu-west-1 in spec.config.region us-east-1 with spec.config.s3Url -, ReadWrite: the residency that is declared does not give it to eu-west-1; allowed: .*ReadWrite eu-west-1 - acme-local-eu-west-1-backups/eu-west-1",
        ),
      ],
      [
        "backup locations that write where they may only read",
        requests.storageLocation({
          bucket: "acme-local-us-east-1-backups",
          prefix: "us-east-1",
          accessMode: "ReadOnly",
          config: { region: "us-east-1" },
        }),
        requests.storageLocation({
          bucket: "acme-local-us-east-1-backups",
          prefix: "us-east-1",
          config: { region: "us-east-1" },
        }),
        /denied request: spec\.objectStorage acme-local-us-east-1-backups\/us-east-1 in .*, ReadWrite: the residency/,
      ],
      [
        "backup locations behind a host that is not declared",
        requests.storageLocation({
          bucket: "acme-local-eu-west-1-backups",
          prefix: "eu-west-1",
          config: { region: "eu-west-1" },
        }),
        requests.storageLocation({
          bucket: "acme-local-eu-west-1-backups",
          prefix: "eu-west-1",
          config: { region: "eu-west-1", s3Url: "https://s3.elsewhere.example" },
        }),
        /denied request: .* with spec\.config\.s3Url https:\/\/s3\.elsewhere\.example, ReadWrite/,
      ],
      [
        "locations of snapshots",
        requests.snapshotLocation("eu-west-1"),
        requests.snapshotLocation("us-east-1"),
        like(
          "spec.config.region: residency keeps snapshots of eu-west-1 in its own region; allowed: eu-west-1",
        ),
      ],
      [
        "storage classes by topology",
        requests.storageClass(requests.topology("eu-west-1a", "eu-west-1b")),
        requests.storageClass(requests.topology("eu-west-1a", "us-east-1a")),
        like(`residency profile eu-only: allowedTopologies.matchLabelExpressions names ${PLACES}`),
      ],
      [
        "storage classes by parameters",
        requests.storageClass({ parameters: { type: "gp3", zones: "eu-west-1a, eu-west-1b" } }),
        requests.storageClass({ parameters: { type: "gp3", zones: "eu-west-1a,us-east-1b" } }),
        like(`residency profile eu-only: parameters.region or parameters.zone names ${PLACES}`),
      ],
      [
        "storage classes by their key",
        requests.storageClass({ parameters: { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1" } }),
        requests.storageClass({ parameters: { kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" } }),
        like(
          "residency profile eu-only: parameters: the key is in another place than those that are allowed for keys, or does not say where: eu-west-1",
        ),
      ],
      [
        "volumes",
        requests.volume("eu-west-1a"),
        requests.volume("us-east-1a"),
        like(`residency profile eu-only: spec.nodeAffinity names ${PLACES}`),
      ],
      [
        "credentials for Argo CD, under a name that no link has",
        // Not a credential.
        requests.object("v1", "Secret", { stringData: { name: "us-east-1" } }, { namespace: "argocd" }),
        requests.argocdSecret("by-hand", "eu-west-1"),
        like(
          "metadata.name of argocd/by-hand: no link of eu-west-1 that residency allows; allowed: argocd/cluster-eu-west-1 for eu-west-1, argocd/cluster-us-east-1 for us-east-1, istio-system/istio-remote-secret-us-east-1 for us-east-1",
        ),
      ],
      [
        "credentials for Istio",
        requests.object("v1", "Secret", { stringData: { elsewhere: "" } }, { namespace: "istio-system" }),
        requests.remoteSecret("istio-remote-secret-elsewhere", "elsewhere"),
        like("metadata.name of istio-system/istio-remote-secret-elsewhere: no link of eu-west-1 .*"),
      ],
      [
        "credentials for Linkerd",
        requests.object("v1", "Secret", { stringData: { kubeconfig: "" } }, { namespace: "default" }),
        requests.mirrorSecret(),
        like("metadata.name of default/by-hand: no link of eu-west-1 .*"),
      ],
    ];
    for (const each of CASES) it(`judges ${each[0]}`, () => ireland.judges(each));

    it("judges a Link of Linkerd", async () => {
      const { stderr } = await ireland.create(requests.linkerdLink("elsewhere"));
      assert.match(stderr, like("spec.targetClusterName of default/by-hand: no link of eu-west-1 .*"));
    });

    it("judges what is written over the program's own Secrets", async () => {
      const dry = ["apply", "--server-side", "--force-conflicts", "--dry-run=server"];
      const same = await ireland.send(requests.argocdSecret("cluster-us-east-1", "us-east-1"), ...dry);
      assert.equal(same.code, 0, same.stderr);
      const other = await ireland.send(requests.argocdSecret("cluster-us-east-1", "elsewhere"), ...dry);
      assert.match(other.stderr, like("data.name of argocd/cluster-us-east-1: no link of eu-west-1 .*"));
      const name = "istio-remote-secret-us-east-1";
      const more = await ireland.send(requests.remoteSecret(name, "us-east-1", "elsewhere"), ...dry);
      assert.match(more.stderr, like(`data of istio-system/${name}: no link of eu-west-1 .*`));
    });

    it("does not let a cluster abroad read the backups that hold the workload", async () => {
      const eu = { bucket: "acme-local-eu-west-1-backups", prefix: "eu-west-1", accessMode: "ReadOnly" };
      const location = requests.storageLocation({ ...eu, config: { region: "eu-west-1" } });
      assert.match(
        (await america.create(location)).stderr,
        /does not give it to us-east-1; allowed: ReadWrite us-east-1/,
      );
    });

    it("has expressions that fit the types, those of custom resources too", async () => {
      const { items } = await ireland.read<{ items: Policy[] }>("get", "validatingadmissionpolicies");
      assert.ok(items.length > 12);
      // Once more, since custom resources came after the policies, and a spoilt one, which has to be found.
      const copies = items.map(({ metadata, spec, ...rest }) => {
        return { ...rest, metadata: { name: `copy-of-${metadata.name}` }, spec };
      });
      const spoilt = structuredClone(
        copies.find(({ metadata }) => metadata.name.endsWith("pods")) ?? assert.fail(),
      );
      spoilt.metadata.name = "copy-that-is-spoilt";
      spoilt.spec.validations[0]!.expression = "object.spec.nodeSelectors.size() == 0";
      await ireland.send({ apiVersion: "v1", kind: "List", items: [...copies, spoilt] }, "apply");
      const names = [...copies, spoilt].map(({ metadata }) => metadata.name);
      const checked = await until(
        () => ireland.read<{ items: Policy[] }>("get", "validatingadmissionpolicies", ...names),
        ({ items }) => items.every(({ status }) => status?.typeChecking !== undefined),
      );
      const warned = checked.items.filter(
        ({ status }) => status?.typeChecking?.expressionWarnings !== undefined,
      );
      assert.deepEqual(
        warned
          .map(({ metadata, status }) => [metadata.name, status])
          .filter(([name]) => name !== spoilt.metadata.name),
        [],
      );
      assert.equal(warned.length, 1);
    });

    it("refuses all it is asked about while its parameters are gone, and up brings them back", async () => {
      const parameters = ["-n", "archipelago-system", "configmap", "residency-profile-eu-only"];
      await ireland.kubectl("delete", ...parameters);
      await until(
        () => ireland.create(requests.pod()),
        ({ stderr }) => stderr.includes("failed to configure binding"),
      );
      const refreshed = await bed.pulumi("up", "--refresh", "--yes", "--stack", "local-eu-west-1");
      assert.equal(refreshed.code, 0, refreshed.stdout + refreshed.stderr);
      await until(
        () => ireland.create(requests.pod()),
        ({ code }) => code === 0,
      );
    });

    it("lets the workload in where the profile is widened, in the same run", async () => {
      bed.declare(WORKLOAD_WITH_PROFILE.replace("- EEA", "- EEA\n      - US"));
      await bed.succeed("up");
      const records = ["-n", "patient-records", "get", "deployment", "patient-records"] as const;
      assert.equal((await america.kubectl(...records)).code, 0);
      assert.equal((await america.kubectl("-n", "velero", "get", "bsl", "eu-west-1")).code, 0);
    });

    it("goes when the profile goes, but for what keeps the API server looking at parameters", async () => {
      bed.declare(WORKLOAD_WITH_PROFILE.replace(/^ +residency: eu-only\n/m, ""));
      await bed.succeed("up");
      for (const kind of ["policies", "policybindings"]) {
        const { items } = await ireland.read<{ items: Policy[] }>("get", `validatingadmission${kind}`);
        const own = items
          .map(({ metadata }) => metadata.name)
          .filter((name) => name.startsWith("archipelago-"));
        assert.deepEqual(own, ["archipelago-parameters"]);
      }
      assert.equal((await america.create(requests.pod())).code, 0);
    });

    it("comes back with the profile, as it is then", async () => {
      bed.declare(WORKLOAD_WITH_PROFILE.replace("- EEA", "- IE"));
      await bed.succeed("up");
      // It went with the workload.
      await america.kubectl("create", "namespace", "patient-records");
      await until(
        () => america.create(requests.pod()),
        ({ stderr }) => stderr.includes("may not be on cluster us-east-1 in US; allowed: [IE]"),
        10,
      );
      assert.equal((await ireland.create(requests.pod())).code, 0);
    });
  });

  describe("where the environment has a profile", () => {
    let bed: Bed;
    let dublin: ApiServer;

    before(async () => {
      bed = await Bed.create(ENVIRONMENT_WITH_PROFILE);
      await bed.succeed("up");
      dublin = new ApiServer(bed, await bed.kubeconfigOf("dub"));
    });
    after(() => bed.destroy());

    it("finds nothing to do the second time", async () => {
      const report = JSON.parse(await bed.succeed("up", "--json")) as {
        stacks: { changes: Record<string, number> }[];
      };
      for (const { changes } of report.stacks) assert.deepEqual(Object.keys(changes), ["same"]);
    });

    it("judges every namespace", () =>
      dublin.judges([
        "",
        requests.deployment({ nodeSelector: { [REGION]: "eu-west-1" } }, { namespace: "default" }),
        requests.deployment({ nodeSelector: { [REGION]: "us-east-1" } }, { namespace: "default" }),
        /profile-eu-only' denied request: residency profile eu-only: spec\.template\.spec\.nodeSelector asks for us-east-1/,
      ]));

    it("lets Services be exported, since every cluster is allowed", async () => {
      const exported = requests.service({
        namespace: "gateway",
        labels: { "mirror.linkerd.io/exported": "true" },
      });
      assert.equal((await dublin.create(exported)).code, 0);
    });
  });
});

interface Policy {
  readonly metadata: { name: string };
  readonly spec: { validations: { expression: string }[] };
  readonly status?: { readonly typeChecking?: { readonly expressionWarnings?: readonly unknown[] } };
}

/** As much of the type as is needed: the program does not install it. */
const SERVICE_EXPORTS = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: "serviceexports.multicluster.x-k8s.io",
    annotations: { "api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/mcs-api" },
  },
  spec: {
    group: "multicluster.x-k8s.io",
    scope: "Namespaced",
    names: { kind: "ServiceExport", plural: "serviceexports", singular: "serviceexport" },
    versions: [
      { name: "v1alpha1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
    ],
  },
};
