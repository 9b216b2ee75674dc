import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { Bed } from "../bed.ts";
import { ArgoCd } from "../control-planes/argocd.ts";
import { commandLineOf } from "../engine-processes.ts";
import { commitFolder } from "../repository.ts";
import { until } from "../until.ts";

interface Application {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: { readonly status: string };
    readonly health?: { readonly status: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  };
}

/* The real Argo CD on the hub, through the secrets, projects and ApplicationSets that the program has written. */
describe("Argo CD", function () {
  this.timeout("10m");
  let bed: Bed;
  let argocd: ArgoCd | undefined;
  const declared = () => parse(readFileSync(path.join(bed.root, "fleet.yaml"), "utf8")) as Declared;

  before(async () => {
    bed = await Bed.create();
    commit("Deploy the notice");
    await bed.succeed("up");
    argocd = await ArgoCd.start(bed, "eu-west-1");
  });
  after(async () => {
    await argocd?.stop();
    await bed.destroy();
  });
  afterEach(() => {
    argocd?.assertAlive();
  });

  const commit = (message: string) => {
    commitFolder(bed, "examples/apps", message);
  };

  async function applications(): Promise<Record<string, string>> {
    const list = await bed.kubectl("eu-west-1", "get", "applications", "-n", "argocd", "-o", "json");
    const { items } = JSON.parse(list) as { items: Application[] };
    return Object.fromEntries(
      items.map(({ metadata, status }) => [
        metadata.name,
        `${status?.sync?.status ?? "–"}/${status?.health?.status ?? "–"}`,
      ]),
    );
  }

  const objects = (cluster: string, kind: string) =>
    bed.kubectl(cluster, "get", kind, "-n", "notice", "--ignore-not-found", "-o", "name");

  const inOrder = (...clusters: string[]) =>
    Object.fromEntries(clusters.map((cluster) => [`notice-${cluster}`, "Synced/Healthy"]));

  const reach = (expected: Record<string, string>, seconds = 60) =>
    until(applications, (seen) => isSame(seen, expected), seconds);

  it("has the application Synced and Healthy in both clusters", async () => {
    await reach(inOrder("eu-west-1", "us-east-1"));
    for (const cluster of ["eu-west-1", "us-east-1"])
      assert.match(
        await objects(cluster, "deployment,configmap"),
        /deployment.apps\/notice[^]*configmap\/notice/,
      );
  });

  it("heals what is deleted by hand", async () => {
    await bed.kubectl("us-east-1", "delete", "deployment", "notice", "-n", "notice");
    await until(
      () => objects("us-east-1", "deployment"),
      (names) => names.includes("notice"),
    );
  });

  it("prunes what a commit removes", async () => {
    const file = "examples/apps/notice/notice.yaml";
    const [, deployment = ""] = readFileSync(path.join(bed.root, file), "utf8").split("\n---\n");
    bed.write(file, deployment.replace(/ +volumeMounts:.*\n/, "").replace(/ +volumes:\n.*\n.*\n/, ""));
    commit("Take the page away");
    for (const cluster of ["eu-west-1", "us-east-1"]) {
      await until(
        () => objects(cluster, "configmap/notice"),
        (names) => names === "",
      );
    }
    await reach(inOrder("eu-west-1", "us-east-1"));
  });

  it("is held to its project: into another namespace, or to another place, nothing goes", async () => {
    const application = (namespace: string) => ({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: `stray-${namespace}`, namespace: "argocd" },
      spec: {
        project: "local",
        source: { repoURL: `file://${bed.root}`, path: "examples/apps/notice", targetRevision: "HEAD" },
        destination: { name: "us-east-1", namespace },
        syncPolicy: { automated: {} },
      },
    });
    bed.write("stray.json", JSON.stringify(application("kube-system")));
    await bed.kubectl("eu-west-1", "apply", "-f", path.join(bed.root, "stray.json"));
    const condition = await until(
      async () => {
        const text = await bed.kubectl(
          "eu-west-1",
          "get",
          "application",
          "stray-kube-system",
          "-n",
          "argocd",
          "-o",
          "json",
        );
        return (JSON.parse(text) as Application).status?.conditions?.[0];
      },
      (seen) => seen !== undefined,
    );
    assert.equal(condition?.type, "InvalidSpecError");
    assert.match(condition.message, /not permitted in project|do not match any of the allowed destinations/);
    await bed.kubectl("eu-west-1", "delete", "application", "stray-kube-system", "-n", "argocd");
  });

  it("does not call a member that has died Synced for longer than its cache lasts", async () => {
    for (const { pid, program } of bed.processes()) {
      if (program === "kube-apiserver" && commandLineOf(pid)[0]?.includes("us-east-1") === true)
        process.kill(pid, "SIGKILL");
    }
    const dead = await until(
      applications,
      (seen) => seen["notice-us-east-1"]?.startsWith("Unknown") === true,
      120,
    );
    assert.equal(dead["notice-eu-west-1"], "Synced/Healthy");
    await bed.succeed("up");
    await reach(inOrder("eu-west-1", "us-east-1"), 120);
  });

  it("deploys to a region that is added to fleet.yaml, after one up", async () => {
    const fleet = declared();
    fleet.environments.local.regions["ap-south-1"] = {
      country: "IN",
      clusters: {
        "ap-south-1": { provisioner: { kind: "kwok" }, network: "net-ap", podCidr: "10.30.0.0/16" },
      },
    };
    bed.declare(stringify(fleet));
    await bed.succeed("up");
    await reach(inOrder("ap-south-1", "eu-west-1", "us-east-1"));
    assert.match(await objects("ap-south-1", "deployment"), /notice/);
  });

  it("leaves the others alone when a region is removed, and the removed one keeps what it runs", async () => {
    const fleet = declared();
    delete fleet.environments.local.regions["ap-south-1"];
    bed.declare(stringify(fleet));
    await bed.succeed("up");
    await reach(inOrder("eu-west-1", "us-east-1"));
    for (const cluster of ["ap-south-1", "eu-west-1", "us-east-1"])
      assert.match(await objects(cluster, "deployment"), /notice/, cluster);
  });

  it("syncs in waves, the next when the last is healthy", async () => {
    const fleet = declared();
    fleet.environments.local.gitops.applications.notice!.waves = [["us-east-1"]];
    bed.declare(stringify(fleet));
    await bed.succeed("up");
    // From the moment that the ApplicationSet controller has seen the waves, it decides who syncs: no application does by
    // itself any more. One that still did would take the commit before its turn.
    const automated = ["-o", "jsonpath={.items[*].spec.syncPolicy.automated}"];
    await until(
      () => bed.kubectl("eu-west-1", "-n", "argocd", "get", "applications", ...automated),
      (seen) => seen === "",
    );
    // Each application notices a commit for itself, and the second wave goes as soon as the first is healthy: also if the
    // first has not noticed yet. So let the first be unhealthy before there is a commit.
    await bed.kubectl("us-east-1", "cordon", "--selector", "type=kwok");
    await bed.kubectl("us-east-1", "delete", "pods", "--all", "-n", "notice");
    const first = async () => (await applications())["notice-us-east-1"];
    const second = async () => (await applications())["notice-eu-west-1"];
    await until(first, (seen) => seen === "Synced/Progressing", 60);
    bed.write("examples/apps/notice/wave.yaml", stringify(waveConfigMap));
    commit("Add a wave");
    await reached("us-east-1", "configmap/wave");
    await until(second, (seen) => seen === "OutOfSync/Healthy", 60);
    assert.equal(await objects("eu-west-1", "configmap/wave"), "", "the second wave waits");
    await bed.kubectl("us-east-1", "uncordon", "--selector", "type=kwok");
    await reached("eu-west-1", "configmap/wave");
  });

  async function reached(cluster: string, object: string): Promise<void> {
    await until(
      () => objects(cluster, object),
      (name) => name !== "",
      120,
    );
  }
});

const waveConfigMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "wave" }, data: {} };

interface Declared {
  environments: {
    local: {
      gitops: { applications: Record<string, { waves?: string[][] }> };
      regions: Record<string, object>;
    };
  };
}

function isSame(a: object, b: object): boolean {
  const sorted = (record: object) => JSON.stringify(Object.entries(record).sort());
  return sorted(a) === sorted(b);
}
