import assert from "node:assert/strict";
import { Velero } from "../../../cli/velero/velero.ts";
import { ageOf, CANARY } from "../../../fleet/backup/canary.ts";
import { compareRestored } from "../../../fleet/drills/compare.ts";
import { Bed } from "../bed.ts";
import { assertNoDrift } from "../no-drift.ts";
import { until } from "../until.ts";
import { BackedUp, DUBLIN } from "./velero-fleet.ts";

const declaration = (locations: string) => `name: acme
environments:
  local:
    hub: ${DUBLIN}
    backup: { every: 1m, keep: 1h, credentials: secret, locations: ${locations} }
    regions:
      ${DUBLIN}: { country: IE, clusters: { ${DUBLIN}: { provisioner: { kind: kwok, nodes: 1 }, podCidr: 10.0.0.0/16 } } }
workloads:
  storefront: { environments: [local], manifests: examples/storefront }
  records:
    environments: [local]
    manifests: records.yaml
    backup:
      labels: { tier: data }
      exclude: [secrets]
      clusterScoped: [priorityclasses.scheduling.k8s.io]
      volumes: none
`;

const RECORDS = `apiVersion: v1
kind: ConfigMap
metadata: { name: kept, labels: { tier: data } }
data: { patients: "12" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: cache }
---
apiVersion: v1
kind: Secret
metadata: { name: password, labels: { tier: data } }
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: records, labels: { tier: data } }
value: 1000
`;

/* The real Velero, on the schedules that a plan comes to, and the canaries that the real CronJob controller keeps. */
describe("a backup plan, on its schedules", function () {
  this.timeout("6m");
  let bed: Bed;
  let backups: BackedUp;
  let velero: Velero;

  before(async () => {
    bed = await Bed.create();
    backups = await BackedUp.start(`${bed.root}/stores`, [DUBLIN]);
    bed.declare(declaration(backups.locations));
    bed.write("records.yaml", RECORDS);
    await bed.succeed("up");
    await backups.serve(bed, DUBLIN);
    const { kubeconfigs } = await kubeconfigsOf();
    velero = await Velero.connect(DUBLIN, kubeconfigs[DUBLIN] ?? "", new AbortController().signal);
  });
  after(async () => {
    velero.close();
    await backups.stop();
    await bed.destroy();
  });

  const kubeconfigsOf = async () => {
    const args = ["stack", "output", "--json", "--show-secrets", "--stack", `local-${DUBLIN}`];
    return JSON.parse((await bed.pulumi(...args)).stdout) as { kubeconfigs: Record<string, string> };
  };
  const canaries = async () => {
    const list = ["get", "jobs", "--all-namespaces", "-o", "json", "-l", "archipelago/canary"];
    const { items } = JSON.parse(await bed.kubectl(DUBLIN, ...list)) as { items: CanaryJob[] };
    return items.map(({ metadata, spec }) => ({ ...metadata, suspended: spec.suspend }));
  };
  /** The newest backup of a schedule that has gone well, and what is in it. */
  const newestOf = async (schedule: string) => {
    const ofSchedule = async () =>
      (await velero.backups())
        .filter(({ metadata }) => metadata.labels?.["velero.io/schedule-name"] === schedule)
        .filter(({ status }) => status?.completionTimestamp !== undefined);
    const [backup] = await until(ofSchedule, (all) => all.length > 0, 150);
    assert.equal(backup?.status?.phase, "Completed", await velero.backupLog(backup?.metadata.name ?? ""));
    return { backup, contents: await velero.contentsOf(backup.metadata.name) };
  };

  it("keeps one canary in each namespace, suspended, with no pod, and renews it", async () => {
    const both = (jobs: { namespace: string }[]) => jobs.length === 2;
    const first = await until(canaries, both, 90);
    assert.deepEqual(first.map(({ namespace }) => namespace).sort(), ["records", "storefront"]);
    assert.ok(first.every(({ suspended, name }) => suspended && name.startsWith(`${CANARY}-`)));
    const names = new Set(first.map(({ name }) => name));
    await until(canaries, (jobs) => both(jobs) && jobs.every(({ name }) => !names.has(name)), 90);
    const pods = await bed.kubectl(DUBLIN, "get", "pods", "-A", "-o", "name", "-l", "archipelago/canary");
    assert.equal(pods, "");
  });

  it("is of what each schedule says, with a canary that tells how old it is", async () => {
    const [whole, own] = [await newestOf(DUBLIN), await newestOf(`${DUBLIN}.records`)];
    const inNamespaces = ({ contents }: typeof own) =>
      new Set(contents.map(({ object }) => object.metadata.namespace));
    assert.deepEqual(inNamespaces(whole), new Set([undefined, "storefront"]));
    const named = own.contents.map(({ resource, object }) => `${resource}/${object.metadata.name}`);
    assert.deepEqual(
      named.filter((name) => !name.includes(CANARY) && !name.startsWith("namespaces/")).sort(),
      ["configmaps/kept", "priorityclasses.scheduling.k8s.io/records"],
    );
    for (const { backup, contents } of [whole, own]) {
      const jobs = contents.filter(({ resource }) => resource === "jobs.batch");
      const byNamespace = Map.groupBy(jobs, ({ object }) => object.metadata.namespace ?? "");
      const names = new Map(
        [...byNamespace].map(([each, all]) => [each, all.map(({ object }) => object.metadata.name)]),
      );
      const { seconds } = ageOf(names, Date.parse(backup.status?.startTimestamp ?? "") / 1000);
      assert.ok(seconds !== undefined && seconds < 125, `${backup.metadata.name}: ${String(seconds)} s`);
    }
    assert.deepEqual(compareRestored(own.contents, own.contents), []);
  });

  it("is nothing that a stack would change back", () => assertNoDrift(bed, `local-${DUBLIN}`));
});

interface CanaryJob {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly suspend: boolean };
}
