import assert from "node:assert/strict";
import { parse, stringify } from "yaml";
import { Bed } from "../bed.ts";
import { readStatus } from "../status.ts";
import { changesOf } from "./previews.ts";
import { linkedFleet, type RegionName } from "./three-regions.ts";

const TWO: readonly RegionName[] = ["eu-west-1", "us-east-1"];
const THREE: readonly RegionName[] = [...TWO, "ap-south-1"];
/** The stacks that stay, whatever becomes of the third region. */
const OTHERS = ["local-eu-west-1", "local-us-east-1", "local"] as const;

/** What the others would do when the third region comes, and undo when it goes: its links, and where Argo CD may deploy. */
const COMES = {
  "local-eu-west-1": ["create eu-west-1/istio/ap-south-1"],
  "local-us-east-1": ["create us-east-1/istio/ap-south-1"],
  local: ["create eu-west-1/argocd/ap-south-1", "update AppProject/local"],
};
const GOES = {
  "local-eu-west-1": ["delete eu-west-1/istio/ap-south-1"],
  "local-us-east-1": ["delete us-east-1/istio/ap-south-1"],
  local: ["delete eu-west-1/argocd/ap-south-1", "update AppProject/local"],
};
const NOTHING = { "local-eu-west-1": [], "local-us-east-1": [], local: [] };

describe("a third region", function () {
  this.timeout("20m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create(linkedFleet({ regions: TWO }));
    await bed.succeed("up");
  });
  after(() => bed.destroy());

  const previews = async (): Promise<Record<string, string[]>> => {
    const changes = await Promise.all(OTHERS.map((stack) => changesOf(bed, stack)));
    return Object.fromEntries(OTHERS.map((stack, index) => [stack, changes[index] ?? []]));
  };

  it("that is added is for the others its links, and nothing else", async () => {
    bed.declare(linkedFleet({ regions: THREE }));
    // As `fleet up` does by itself for clusters in which nothing runs.
    await bed.succeed("trust", "issue", "ap-south-1", "--environment", "local");
    await plainUp(bed, "local-ap-south-1");
    assert.deepEqual(await previews(), COMES);
    await bed.succeed("up");
    assert.deepEqual(await previews(), NOTHING);
    await assertLinked(bed, 9);
  });

  it("that is removed is for the others its links, and what Argo CD leaves there is said", async () => {
    await bed.kubectl("ap-south-1", "-n", "notice", "create", "configmap", "notice");
    const trackedBy = "argocd.argoproj.io/tracking-id=notice-ap-south-1:/ConfigMap:notice/notice";
    await bed.kubectl("ap-south-1", "-n", "notice", "annotate", "configmap", "notice", trackedBy);
    bed.declare(linkedFleet({ regions: TWO }));
    assert.deepEqual(await previews(), GOES);
    const report = await bed.succeed("up");
    assert.match(report, /Stack local-ap-south-1 still exists, but is not declared any more/);
    assert.match(report, /ap-south-1: left by Argo CD, and kept by nobody now: ConfigMap notice\/notice\n/);
    await assertLinked(bed, 4);
  });

  it("that is added again is as it was", async () => {
    bed.declare(linkedFleet({ regions: THREE }));
    assert.deepEqual(await previews(), COMES);
    await bed.succeed("up");
    await assertLinked(bed, 9);
  });

  it("is not called dead while it lives, or while nobody has declared it so", async () => {
    const undeclared = await bed.fleet("tombstone", "ap-south-1");
    assert.equal(undeclared.code, 2);
    assert.match(undeclared.stderr, /Cluster "ap-south-1" is not declared gone\./);

    bed.declare(gone("ap-south-1"));
    const alive = await bed.fleet("tombstone", "ap-south-1");
    assert.equal(alive.code, 2);
    assert.match(alive.stderr, /answers at https:\/\/127\.0\.0\.1:\d+ \(HTTP \d+.*cordoned: true/);

    bed.declare(gone("eu-west-1"));
    const hub = await bed.fleet("tombstone", "eu-west-1");
    assert.equal(hub.code, 2);
    assert.match(hub.stderr, /is the hub of environment local, and cannot be tombstoned/);
    bed.declare(linkedFleet({ regions: THREE }));
  });

  it("whose API server is dead changes nothing elsewhere", async () => {
    await bed.kubectl("eu-west-1", "apply", "-f", writeApplication(bed));
    for (const pid of bed.apiServersOf("ap-south-1")) process.kill(pid, "SIGKILL");
    assert.deepEqual(await previews(), NOTHING);
    for (const stack of OTHERS) await plainUp(bed, stack);
    const { links } = await readStatus(bed);
    const unknown = links.filter(({ state }) => state !== "linked").map(({ from }) => from);
    assert.deepEqual([...new Set(unknown)], ["ap-south-1"]);
  });

  it("that is gone for good is let go by all, and by Argo CD, without waiting for it", async () => {
    bed.declare(gone("ap-south-1"));
    assert.deepEqual(await previews(), GOES);
    const report = JSON.parse(await bed.succeed("tombstone", "ap-south-1", "--json")) as {
      silence?: string;
      applications: string[];
      stacks: { stack: string }[];
      mayStillRun: string[];
    };
    assert.match(report.silence ?? "", /ECONNREFUSED/);
    assert.deepEqual(report.applications, ["notice-ap-south-1"]);
    // The hub's side first, its own stack last; the regions between them in any order.
    const order = report.stacks.map(({ stack }) => stack);
    assert.deepEqual([order[0], order.at(-1)], ["local", "local-ap-south-1"]);
    assert.deepEqual([...order].sort(), ["local", "local-ap-south-1", "local-eu-west-1", "local-us-east-1"]);
    assert.deepEqual(report.mayStillRun, ["workload gateway: replicated", "application notice (Argo CD)"]);

    await assertLinked(bed, 4);
    const finalizers = [
      "-n",
      "argocd",
      "get",
      "application",
      "notice-ap-south-1",
      "-o",
      "jsonpath={.metadata.finalizers}",
    ];
    assert.equal(await bed.kubectl("eu-west-1", ...finalizers), "");
    assert.deepEqual(await resourcesOf(bed, "local-ap-south-1"), []);
    assert.deepEqual(bed.apiServersOf("ap-south-1"), []);
    assert.deepEqual(await previews(), NOTHING);
  });

  it("can be let go again, when that was cut off", async () => {
    const report = await bed.succeed("tombstone", "ap-south-1");
    assert.match(report, /ap-south-1 had been let go by its own stack before\./);
    assert.match(report, /remove its entry from fleet\.yaml/);
  });
});

/* A cluster that others made: there is nothing to destroy, and its API server has the last word on every deletion. */
for (const [how, signal] of [
  ["refuses connections", "SIGKILL"],
  ["takes connections and never says a word", "SIGSTOP"],
] as const) {
  describe(`an existing cluster that ${how}`, function () {
    this.timeout("10m");
    let bed: Bed;

    before(async () => {
      bed = await Bed.create(withExisting("active", false));
      await bed.succeed("up", "--environment", "host");
      await bed.succeed("kubeconfig", "--environment", "host", "--output", "berlin.kubeconfig");
      bed.declare(withExisting("active", true));
      await bed.succeed("trust", "init", "local");
      await bed.succeed("trust", "issue", "--all", "--environment", "local");
      await bed.succeed("up", "--environment", "local");
      await assertLinked(bed, 4);
    });
    after(async () => {
      for (const pid of bed.apiServersOf("berlin-host")) process.kill(pid, "SIGKILL");
      await bed.fleet("destroy", "--environment", "host", "--yes");
      await bed.destroy();
    });

    it("is let go, and nothing hangs", async () => {
      for (const pid of bed.apiServersOf("berlin-host")) process.kill(pid, signal);
      bed.declare(withExisting("tombstoned", true));
      const started = performance.now();
      await bed.succeed("tombstone", "berlin");
      // Four probes of three seconds, and three stacks.
      assert.ok(performance.now() - started < 120_000);
      await assertLinked(bed, 1);
      const left = await resourcesOf(bed, "local-eu-central-1");
      assert.deepEqual(left, [
        "archipelago:cluster:FleetCluster::berlin",
        "archipelago:cluster:FleetCluster$pulumi:providers:kubernetes::berlin",
      ]);
    });

    it("leaves nothing when its entry is removed, and its stack", async () => {
      bed.declare(withExisting("active", false));
      await bed.succeed("up", "--environment", "local");
      await bed.succeed("destroy", "--stack", "local-eu-central-1", "--yes");
    });
  });
}

/** The fleet of three, of which one is declared gone. */
function gone(cluster: RegionName): string {
  return linkedFleet({ regions: THREE, clusters: { [cluster]: { state: "tombstoned" } } });
}

/** One region, and a cluster that a fleet of another environment has made, and that is taken for somebody else's. */
function withExisting(state: "active" | "tombstoned", declared: boolean): string {
  const fleet = parse(linkedFleet({ regions: ["eu-west-1"] })) as {
    environments: Record<string, { hub: string; regions: Record<string, object> }>;
  };
  const kwok = { provisioner: { kind: "kwok", nodes: 1 } };
  fleet.environments.host = {
    hub: "berlin-host",
    regions: { host: { country: "DE", clusters: { "berlin-host": kwok } } },
  };
  const provisioner = { kind: "existing", context: "host/berlin-host", kubeconfig: "berlin.kubeconfig" };
  const berlin = { provisioner, network: "net-berlin", state };
  const { local } = fleet.environments;
  if (declared && local !== undefined)
    local.regions["eu-central-1"] = { country: "DE", clusters: { berlin } };
  // Nothing of it runs, whoever made it.
  Object.assign(local ?? {}, { install: "api" });
  return stringify(fleet);
}

/** An Application that can only be deleted with the help of its cluster. */
function writeApplication(bed: Bed): string {
  const application = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: "notice-ap-south-1",
      namespace: "argocd",
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    },
    spec: {
      project: "local",
      source: { repoURL: "file:///nowhere", path: "." },
      destination: { name: "ap-south-1", namespace: "notice" },
    },
  };
  bed.write("application.yaml", stringify(application));
  return "application.yaml";
}

async function plainUp(bed: Bed, stack: string): Promise<void> {
  const existing = JSON.parse((await bed.pulumi("stack", "ls", "--json")).stdout) as { name: string }[];
  if (!existing.some(({ name }) => name === stack)) await bed.pulumi("stack", "init", stack);
  const { code, stdout, stderr } = await bed.pulumi("up", "--yes", "--skip-preview", "--stack", stack);
  assert.equal(code, 0, stdout + stderr);
}

async function assertLinked(bed: Bed, count: number): Promise<void> {
  const { links } = await readStatus(bed);
  assert.deepEqual(
    links.filter(({ state }) => state !== "linked"),
    [],
  );
  assert.equal(links.length, count);
}

/** Types and names of what a stack holds, but for itself and the default providers. */
async function resourcesOf(bed: Bed, stack: string): Promise<string[]> {
  const { stdout } = await bed.pulumi("stack", "export", "--stack", stack);
  const { deployment } = JSON.parse(stdout) as { deployment: { resources?: { urn: string }[] } };
  return (deployment.resources ?? [])
    .map(({ urn }) => urn.split("::").slice(2).join("::"))
    .filter((name) => !/^pulumi:(pulumi:Stack|providers:(kwok|pulumi))/.test(name));
}

/** Process ids of the API server of a cluster that runs here. */
