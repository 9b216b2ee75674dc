import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { HubNotes } from "../../../cli/drills/hub/context.ts";
import type { Run } from "../../../cli/drills/journal.ts";
import type { DrillRecord } from "../../../fleet/drills/record.ts";
import { locateToolchain } from "../../../tools/toolchain.ts";
import { AvailabilityWatch } from "../availability.ts";
import { Bed, type Finished } from "../bed.ts";
import { ArgoCd } from "../control-planes/argocd.ts";
import { commitFolder } from "../repository.ts";
import { readStatus } from "../status.ts";
import { until } from "../until.ts";
import { BackedUp, DUBLIN, VIRGINIA } from "./velero-fleet.ts";

const HUB = DUBLIN;
const DRILL = "hub-loss";

/*
 * The shipped fleet loses its hub, and gets it back: with the real Argo CD and the real Velero on it, objects of others in
 * Argo CD's namespace, and objects of clusters of Cluster API as data, since their managers are not what is proved here.
 */
describe("the hub that is lost", function () {
  this.timeout("20m");
  let bed: Bed;
  let store: BackedUp;
  let argocd: ArgoCd | undefined;
  let held: object;

  before(async () => {
    bed = await Bed.create("name: none\nenvironments: {}\n");
    store = await BackedUp.start(path.join(bed.root, "store"));
    bed.declare(declaration(store.locations));
    bed.write("examples/apps/own/own.yaml", JSON.stringify(configMap("own")));
    commitFolder(bed, "examples/apps", "Deploy the notice, and what somebody has of his own");
    await bed.succeed("up");
    argocd = await ArgoCd.start(bed, HUB);
    await store.serve(bed, HUB);
    for (const [index, object] of madeByOthers(bed.root).entries()) {
      bed.write(`other-${index}.json`, JSON.stringify(object));
      await bed.kubectl(HUB, "apply", "-f", path.join(bed.root, `other-${index}.json`));
    }
    await until(applications, (seen) => isDeepStrictEqual(seen, ALL_WELL), 120);
    held = await heldByTheHub();
    await bed.succeed("backup", HUB);
  });
  after(async () => {
    await argocd?.stop();
    await store.stop();
    await bed.destroy();
  });

  it("is back with all that it held, in time, and no member has noticed", async () => {
    const links = (await readStatus(bed)).links;
    const availability = await AvailabilityWatch.start(bed, [VIRGINIA], STOREFRONT);
    const pods = await PodWatch.start(bed, VIRGINIA);
    const [{ code, stdout, stderr }] = await Promise.all([drill(), controlPlanesFollow()]);
    assert.equal(code, 0, stdout + stderr);
    const { record } = outcomeIn(stdout);
    assert.deepEqual(record.failures, []);
    assert.equal(record.verdict, "passed");
    assert.deepEqual(record.differences, []);
    assert.ok(record.compared > 0);
    assert.ok((record.objectives[0]?.seconds ?? Infinity) < 600);
    assert.deepEqual(
      record.restores.map(({ phase }) => phase),
      record.restores.map(() => "Completed"),
    );

    assert.deepEqual((await readStatus(bed)).links, links);
    assert.deepEqual(await applications(), ALL_WELL);
    assert.deepEqual(await heldByTheHub(), held);
    assert.deepEqual(pods.seen, []);
    assert.equal(availability.lowest, 3);
    pods.stop();
    availability.stop();
    const { stacks } = JSON.parse(await bed.succeed("up", "--json")) as {
      stacks: { changes: Record<string, number> }[];
    };
    for (const { changes } of stacks) assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("is one that is simulated, or one that is gone: nothing else is ever taken down", async () => {
    const declared = readFileSync(path.join(bed.root, "fleet.yaml"), "utf8");
    const real = "provisioner: { kind: existing, secret: hub }, network: net-eu";
    bed.declare(declared.replace(/provisioner: \{ kind: kwok, nodes: 3 \}, network: net-eu/, real));
    const { code, stdout } = await drill();
    bed.declare(declared);
    assert.equal(code, 2, stdout);
    assert.match(stdout, /The hub eu-west-1 answers, and it is not simulated/);
    assert.ok((await readStatus(bed)).clusters.every(({ ready }) => ready));
  });

  it("is back in the same way if the command is killed, however often, and taken up again", async () => {
    const pods = await PodWatch.start(bed, VIRGINIA);
    const followed = controlPlanesFollow();
    for (const step of ["hub", "restore", "regions"]) await killedIn(step);
    const { code, stdout, stderr } = await drill();
    assert.equal(code, 0, stdout + stderr);
    await followed;
    const { record } = outcomeIn(stdout);
    assert.deepEqual(record.failures, []);
    assert.deepEqual(await applications(), ALL_WELL);
    assert.deepEqual(await heldByTheHub(), held);
    assert.deepEqual(pods.seen, []);
    pods.stop();
  });

  const drill = (): Promise<Finished> =>
    bed.run(process.execPath, ["cli/fleet.ts", "drill", DRILL, "--yes", "--json"]);

  /** What ran on the hub ends with it, and is there again when the hub is. */
  async function controlPlanesFollow(): Promise<void> {
    await until(
      () => stepsDone(),
      (done) => done.includes("lose"),
      STEP_SECONDS,
    );
    await Promise.all([argocd?.stop(), store.silence(HUB)]);
    argocd = undefined;
    await until(
      () => stepsDone(),
      (done) => done.includes("hub"),
      STEP_SECONDS,
    );
    rmSync(path.join(bed.root, `kubeconfig-${HUB}`));
    await serveVelero();
    await until(
      () => stepsDone(),
      (done) => done.includes("environment"),
      STEP_SECONDS,
    );
    argocd = await ArgoCd.start(bed, HUB);
  }

  /**
   * Velero looks for backups when it starts, in locations that it has found available before, and then once a minute
   * (velero 1.18, backup_sync_controller.go): the second start is for those who do not want to wait.
   */
  async function serveVelero(): Promise<void> {
    await store.serve(bed, HUB);
    const phase = ["-n", "velero", "get", "backupstoragelocation", HUB, "-o", "jsonpath={.status.phase}"];
    await until(
      () => bed.kubectl(HUB, ...phase),
      (seen) => seen === "Available",
    );
    await store.serve(bed, HUB);
  }

  /** Starts the drill, or takes it up, and kills it as soon as it is in that step. */
  async function killedIn(step: string): Promise<void> {
    const child = spawn(process.execPath, ["cli/fleet.ts", "drill", DRILL, "--yes", "--json"], {
      cwd: bed.root,
      env: process.env,
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await until(
      () => stepsIn("begun"),
      (begun) => begun.includes(step),
      STEP_SECONDS,
    );
    await sleep(Math.random() * 2_000);
    child.kill("SIGKILL");
    await ended;
  }

  function stepsDone(): string[] {
    return stepsIn("done");
  }

  function stepsIn(state: string): string[] {
    const file = path.join(bed.root, ".archipelago/drills/local", DRILL, "run.json");
    try {
      const run = JSON.parse(readFileSync(file, "utf8")) as Run<HubNotes>;
      if (run.state === "done") return [];
      return run.steps.filter((step) => step.state === state).map(({ name }) => name);
    } catch {
      return [];
    }
  }

  async function applications(): Promise<Record<string, string>> {
    const list = await bed.kubectl(HUB, "get", "applications", "-n", "argocd", "-o", "json");
    const { items } = JSON.parse(list) as { items: Application[] };
    return Object.fromEntries(
      items.map(({ metadata, status }) => [
        metadata.name,
        `${status?.sync?.status ?? "–"}/${status?.health?.status ?? "–"}`,
      ]),
    );
  }

  /** What nobody but the hub knows. */
  async function heldByTheHub(): Promise<object> {
    const ask = async (namespace: string, what: string, line: string) =>
      (await bed.kubectl(HUB, "-n", namespace, "get", what, "-o", `jsonpath=${line}`)).trim();
    return {
      repository: await ask("argocd", "secret/repository-of-others", "{.data}"),
      application: await ask("argocd", "application/own", "{.spec}"),
      sessions: await ask("argocd", "secret/argocd-secret", "{.data.server\\.secretkey}"),
      keys: await ask("iad", "secrets", "{range .items[*]}{.metadata.name}{.data}{end}"),
      clusters: await ask("iad", "clusters", "{range .items[*]}{.metadata.name}{.spec}{end}"),
    };
  }
});

/** Longest time until a drill has come to a step: a machine may have other things to do, too. */
const STEP_SECONDS = 480;

const STOREFRONT = { namespace: "storefront", name: "storefront" };

const ALL_WELL = Object.fromEntries(
  ["notice-eu-west-1", "notice-us-east-1", "own"].map((name) => [name, "Synced/Healthy"]),
);

interface Application {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: { readonly status: string };
    readonly health?: { readonly status: string };
  };
}

/** Pods of a cluster that come or go, whatever they belong to. */
class PodWatch {
  readonly seen: string[] = [];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(bed: Bed, cluster: string): Promise<PodWatch> {
    const { toolchain } = await locateToolchain();
    if (toolchain === undefined) throw new Error("The watch needs kubectl: npm run tools");
    const line = 'jsonpath={.type} {.object.metadata.namespace}/{.object.metadata.name}{"\\n"}';
    const args = ["--kubeconfig", await bed.kubeconfigOf(cluster), "get", "pods", "-A", "--watch-only"];
    const child = spawn(toolchain.paths.kubectl, [...args, "--output-watch-events", "-o", line], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const watch = new PodWatch(child);
    createInterface({ input: child.stdout }).on("line", (event) => {
      if (!event.startsWith("MODIFIED")) watch.seen.push(event);
    });
    return watch;
  }

  stop(): void {
    this.#child.kill();
  }
}

function outcomeIn(stdout: string): { record: DrillRecord } {
  return JSON.parse(stdout) as { record: DrillRecord };
}

/** An Application, a Secret of a repository, and clusters of Cluster API with their keys: one that runs, one that rests. */
function madeByOthers(root: string): object[] {
  const cluster = (name: string, spec: object) => ({
    apiVersion: "cluster.x-k8s.io/v1beta2",
    kind: "Cluster",
    metadata: { name, namespace: "iad" },
    spec: {
      infrastructureRef: { apiGroup: "infrastructure.cluster.x-k8s.io", kind: "DevCluster", name },
      ...spec,
    },
  });
  const secret = (namespace: string, name: string, more: object = {}) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, ...more },
    stringData: { value: `known by nobody but ${name}` },
  });
  return [
    {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "own", namespace: "argocd" },
      spec: {
        project: "local",
        source: { repoURL: `file://${root}`, path: "examples/apps/own", targetRevision: "HEAD" },
        destination: { name: VIRGINIA, namespace: "notice" },
        syncPolicy: { automated: {} },
      },
    },
    secret("argocd", "repository-of-others", {
      labels: { "argocd.argoproj.io/secret-type": "repo-creds" },
    }),
    cluster("acme-iad", {}),
    cluster("acme-iad-resting", { paused: true }),
    secret("iad", "acme-iad-ca", { labels: { "cluster.x-k8s.io/cluster-name": "acme-iad" } }),
    secret("iad", "acme-iad-kubeconfig", { labels: { "cluster.x-k8s.io/cluster-name": "acme-iad" } }),
  ];
}

function configMap(name: string): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: {} };
}

/** The shipped fleet, with backups, a namespace for clusters of Cluster API, and the drill. */
function declaration(locations: string): string {
  const shipped = readFileSync(path.join(import.meta.dirname, "../../../fleet.yaml"), "utf8");
  const sections = `
    backup: { every: 6h, keep: 30d, volumes: none, locations: ${locations} }
    clusterApi: { namespaces: [iad] }
    recovery: { drills: { ${DRILL}: { mode: hub, budget: { rto: 10m } } } }`;
  return shipped.replace(/^ {4}hub: .*$/m, (hub) => `${hub}${sections}`);
}
