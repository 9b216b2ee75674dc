import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { Bed } from "../bed.ts";
import { until } from "../until.ts";
import {
  awaitCanaries,
  backUp,
  backupSection,
  DUBLIN,
  everythingOn,
  recordIn,
  shippedFleet,
  VIRGINIA,
} from "./drill-fleet.ts";
import { BackedUp } from "./velero-fleet.ts";

const NAMESPACES = ["gateway", "storefront"];

/* A drill in a sandbox, with the real Velero of both clusters: what Virginia has backed up, restored beside Dublin's own. */
describe("a drill in a sandbox", function () {
  this.timeout("10m");
  let bed: Bed;
  let backedUp: BackedUp;

  before(async () => {
    bed = await Bed.create();
    backedUp = await BackedUp.start(path.join(bed.root, "stores"));
    bed.write("probes/storefront.sh", PROBE);
    bed.declare(shippedFleet(`${backupSection(backedUp)}\n${RECOVERY}`));
    await bed.succeed("up");
    await Promise.all([backedUp.serve(bed, DUBLIN), backedUp.serve(bed, VIRGINIA)]);
    bed.write("user.yaml", OBJECTS_OF_USERS);
    await bed.kubectl(VIRGINIA, "apply", "-f", path.join(bed.root, "user.yaml"));
    await awaitCanaries(bed, VIRGINIA, NAMESPACES);
    await backUp(bed, backedUp, { cluster: VIRGINIA, name: "whole", knownBy: DUBLIN });
  });
  after(async () => {
    await backedUp.stop();
    await bed.destroy();
  });

  const drill = (...args: string[]) => bed.fleet("drill", "virginia", "--yes", ...args);

  it("restores all, finds it whole and ready in time, and leaves nothing", async () => {
    const before = await everythingOn(bed, DUBLIN);
    const { code, stdout, stderr } = await drill("--json");
    assert.equal(code, 0, stdout + stderr);
    const record = recordIn(stdout);
    assert.equal(record.verdict, "passed", JSON.stringify(record.failures));
    assert.deepEqual(
      record.workloads.map(({ name, ready }) => [name, ready]),
      [
        ["gateway", true],
        ["storefront", true],
      ],
    );
    assert.deepEqual(
      record.restores.map(({ phase, errors }) => [phase, errors]),
      [["Completed", 0]],
    );
    assert.deepEqual(
      record.probes.map(({ name, passed, said }) => [name, passed, said]),
      [["storefront", true, ""]],
    );
    assert.ok(record.compared > 10);
    const [rto, rpo] = record.objectives;
    assert.ok((rto?.seconds ?? 0) > 0 && (rto?.seconds ?? 0) < 60, JSON.stringify(record.objectives));
    assert.ok((rpo?.seconds ?? 0) > 0 && (rpo?.seconds ?? 0) < 600, JSON.stringify(record.objectives));
    assert.deepEqual(await everythingOn(bed, DUBLIN), before);
  });

  it("writes a record that names no value of any object", () => {
    const folder = path.join(bed.root, "drills/local/virginia");
    const files = readdirSync(folder).sort();
    assert.deepEqual(
      files.map((file) => path.extname(file)).filter((ending) => ending !== ".sig"),
      [".json", ".md"],
    );
    for (const file of files)
      assert.doesNotMatch(readFileSync(path.join(folder, file), "utf8"), /canary-secret/);
    assert.ok(!existsSync(path.join(bed.root, ".archipelago/drills/local/virginia/kubeconfig")));
  });

  it("keeps what it restores from the world while it is there", async () => {
    bed.write("probes/hold", "");
    const running = drill("--json");
    const seen = await until(
      async () => {
        const list = await bed.kubectl(DUBLIN, "get", "namespaces", "-l", "archipelago/drill", "-o", "name");
        const namespace = /namespace\/(storefront-drill-\S+)/.exec(list)?.[1];
        if (namespace === undefined) return undefined;
        const all = await bed.kubectl(
          DUBLIN,
          ...[
            "-n",
            namespace,
            "get",
            "deployments,services,networkpolicies,cronjobs,dnsendpoints.externaldns.k8s.io",
          ],
          ...["-o", "json"],
        );
        const { items } = JSON.parse(all) as { items: Item[] };
        return items.some(({ kind }) => kind === "Deployment") ? items : undefined;
      },
      (items) => items !== undefined,
      60,
    ).finally(() => {
      rmSync(path.join(bed.root, "probes/hold"));
    });
    assert.equal((await running).code, 0);
    const of = (kind: string) => (seen ?? []).filter((item) => item.kind === kind);
    assert.deepEqual(
      of("NetworkPolicy").map(({ metadata }) => metadata.name),
      ["archipelago-drill-closed", "archipelago-drill-within"],
    );
    assert.deepEqual(
      of("Deployment").map(({ spec }) => spec.replicas),
      [1],
    );
    assert.deepEqual(of("DNSEndpoint"), []);
    for (const { metadata } of seen ?? []) {
      assert.equal(metadata.labels?.["archipelago/workload"], undefined);
      assert.doesNotMatch(Object.keys(metadata.annotations ?? {}).join(), /external-dns/);
    }
    for (const { spec } of of("Service")) assert.equal(spec.type, "ClusterIP");
    for (const { spec } of of("CronJob")) assert.equal(spec.suspend, true);
  });

  it("fails where an object is in no backup, and says which; and leaves nothing all the same", async () => {
    await backUp(bed, backedUp, {
      cluster: VIRGINIA,
      name: "lacking",
      knownBy: DUBLIN,
      spec: { excludedResources: ["configmaps"] },
    });
    const before = await everythingOn(bed, DUBLIN);
    const { code, stdout } = await drill("--json");
    assert.equal(code, 1);
    const { verdict, failures } = recordIn(stdout);
    assert.equal(verdict, "failed");
    assert.deepEqual(failures, ["missing ConfigMap gateway/gateway (in no backup)"]);
    assert.deepEqual(await everythingOn(bed, DUBLIN), before);
  });

  it("fails where what came back is too old, and says how old", async () => {
    const old = Math.floor(Date.now() / 60_000) - 7 * 60;
    bed.write("old.json", JSON.stringify(canaryOf(`archipelago-canary-${old}`)));
    await bed.kubectl(
      VIRGINIA,
      "-n",
      "storefront",
      "patch",
      "cronjob",
      "archipelago-canary",
      "-p",
      '{"spec":{"suspend":true}}',
    );
    await bed.kubectl(VIRGINIA, "-n", "storefront", "delete", "jobs", "--all");
    await bed.kubectl(VIRGINIA, "apply", "-f", path.join(bed.root, "old.json"));
    await backUp(bed, backedUp, { cluster: VIRGINIA, name: "old", knownBy: DUBLIN });
    const { code, stdout } = await drill("--json");
    assert.equal(code, 1);
    const { failures, objectives } = recordIn(stdout);
    assert.equal(failures.length, 1, JSON.stringify(failures));
    assert.match(failures[0] ?? "", /^rpo 7h.*, 1h.* over its budget of 6h$/);
    assert.equal(objectives.find(({ name }) => name === "rto")?.kept, true);
  });

  it("fails where a probe does, with its words, and where an object goes after it was restored", async () => {
    bed.write("probes/storefront.sh", BREAKING_PROBE);
    await backUp(bed, backedUp, { cluster: VIRGINIA, name: "again", knownBy: DUBLIN });
    const before = await everythingOn(bed, DUBLIN);
    const { code, stdout } = await drill("--json");
    assert.equal(code, 1);
    const { failures, probes, id } = recordIn(stdout);
    assert.match(probes[0]?.said ?? "", /ended with 7: the shop is closed/);
    for (const expected of [
      /^probe storefront has failed$/,
      new RegExp(`^missing ConfigMap storefront-drill-${id}/prices$`),
    ])
      assert.ok(
        failures.some((failure) => expected.test(failure)),
        failures.join("\n"),
      );
    assert.deepEqual(await everythingOn(bed, DUBLIN), before);
  });

  it("is taken up again after kill -9, and leaves nothing then", async () => {
    bed.write("probes/storefront.sh", PROBE);
    const before = await everythingOn(bed, DUBLIN);
    const child = bed.start("drill", "virginia", "--yes");
    await until(
      () => bed.kubectl(DUBLIN, "-n", "velero", "get", "restores", "-o", "name"),
      (restores) => restores !== "",
      60,
    );
    child.kill("SIGKILL");
    const { stdout } = await drill();
    assert.match(stdout, /Drill virginia \([0-9a-f]{6}\) goes on: it was running in restore\./);
    assert.match(stdout, /the command was taken up again once/);
    assert.deepEqual(await everythingOn(bed, DUBLIN), before);
  });
});

interface Item {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec: { readonly replicas?: number; readonly type?: string; readonly suspend?: boolean };
}

const RECOVERY = `
dns: { zone: fleet.test, policy: sync }
recovery:
  records: drills
  drills:
    virginia:
      mode: sandbox
      source: us-east-1
      target: eu-west-1
      budget: { rto: 5m, rpo: 6h }
      replicas: 1
      probes: [{ name: storefront, run: [sh, probes/storefront.sh] }]
`;

/** What the program knows nothing of: content that only a backup has, and what would publish it. */
const OBJECTS_OF_USERS = `
apiVersion: v1
kind: ConfigMap
metadata: { name: prices, namespace: storefront }
data: { apples: "3" }
---
apiVersion: v1
kind: Secret
metadata: { name: till, namespace: storefront }
stringData: { pin: canary-secret }
---
apiVersion: v1
kind: Service
metadata:
  name: outside
  namespace: storefront
  annotations: { external-dns.alpha.kubernetes.io/hostname: shop.fleet.test }
spec: { type: LoadBalancer, selector: { app: storefront }, ports: [{ port: 80 }] }
---
apiVersion: externaldns.k8s.io/v1alpha1
kind: DNSEndpoint
metadata: { name: shop, namespace: storefront }
spec: { endpoints: [{ dnsName: shop.fleet.test, recordType: A, recordTTL: 60, targets: [198.51.100.1] }] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: report, namespace: storefront }
spec:
  schedule: "0 0 1 1 *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
          containers:
            - name: report
              image: registry.example/report:1
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;

/** A look with the kubeconfig that probes get: the restored Deployment is there under its other namespace. */
const PROBE = `
while test -e probes/hold; do sleep 0.2; done
namespace=$(node -p 'JSON.parse(process.env.DRILL_NAMESPACES).storefront')
test "$DRILL_CLUSTER" = eu-west-1 && exec kubectl -n "$namespace" get deployment storefront >/dev/null
`;

const BREAKING_PROBE = `
namespace=$(node -p 'JSON.parse(process.env.DRILL_NAMESPACES).storefront')
kubectl -n "$namespace" delete configmap prices >/dev/null
echo the shop is closed >&2
exit 7
`;

function canaryOf(name: string): object {
  const container = {
    name: "canary",
    image: "registry.example/none:1",
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace: "storefront", labels: { "archipelago/canary": VIRGINIA } },
    spec: {
      suspend: true,
      template: {
        spec: {
          restartPolicy: "Never",
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          containers: [container],
        },
      },
    },
  };
}
