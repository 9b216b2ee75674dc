import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { once } from "node:events";
import path from "node:path";
import type { Project } from "../../cli/engine/project.ts";
import { fingerprintsOf } from "../../cli/preview/fingerprint.ts";
import { recall, remember } from "../../cli/preview/memory.ts";
import type { Fleet } from "../../fleet/fleet.ts";
import { roleOf } from "../../fleet/stacks.ts";
import { makeProject, removeProject } from "../declaration/project.ts";
import { cluster, workload } from "../fleet/arbitraries.ts";
import { environment } from "../fleet/environments.ts";

const clusters = [cluster("dub", "eu-west-1"), cluster("iad", "us-east-1")];
const fleetOf = (facts = {}): Fleet => ({ name: "acme", environments: [environment(clusters, facts)] });

describe("the fingerprint of a preview", () => {
  let root: string;
  let server: Server;
  let project: Project;

  before(async () => {
    server = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => server.close());
  beforeEach(() => {
    root = makeProject({
      "fleet.yaml": "name: acme\n",
      "stacks/Pulumi.local-eu-west-1.yaml": "encryptionsalt: v1\n",
      "apps/web/web.yaml": "kind: Deployment\n",
      "apps/kustomized/kustomization.yaml": "resources: []\n",
      "node_modules/zod/index.js": "export {};\n",
      ".archipelago/trust/local/dub/ca-cert.pem": "certificate\n",
      ".archipelago/drills/local/exercise/20261127T222500Z.json": "{}\n",
      ".archipelago/clusters/dub/etcd": "data\n",
    });
    project = {
      root,
      fleet: fleetOf(),
      backend: `file://${path.join(root, ".archipelago/state")}`,
      policies: path.join(root, "policies"),
      env: { PATH: "/bin" },
    };
    stateIs("local-eu-west-1", { dub: port() });
    stateIs("local-us-east-1", { iad: port() });
    stateIs("local", {});
  });
  afterEach(() => {
    removeProject(root);
  });

  const port = () => (server.address() as AddressInfo).port;
  const write = (file: string, text: string) => {
    writeFileSync(path.join(root, file), text);
  };
  function stateIs(stack: string, ports: Readonly<Record<string, number>>, more: object = {}): void {
    const endpoints = Object.entries(ports).map(([name, at]) => {
      return [name, { endpoint: `https://127.0.0.1:${at}` }];
    });
    const outputs = { clusters: Object.fromEntries(endpoints) as object };
    const resources = [{ urn: "urn", type: "pulumi:pulumi:Stack", outputs }];
    const folder = ".archipelago/state/.pulumi/stacks/archipelago";
    mkdirSync(path.join(root, folder), { recursive: true });
    write(`${folder}/${stack}.json`, JSON.stringify({ checkpoint: { latest: { resources, ...more } } }));
  }
  const of = async (stack = "local-eu-west-1", on = project) =>
    (await fingerprintsOf(on, [roleOf(on.fleet, stack)])).get(stack);

  it("is the same as long as nothing has changed, whoever has touched it", async () => {
    const first = await of();
    assert.match(first ?? "", /^[0-9a-f]{64}$/);
    utimesSync(path.join(root, "fleet.yaml"), new Date(0), new Date(0));
    assert.equal(await of(), first);
  });

  for (const [what, change] of [
    [
      "the declaration",
      () => {
        write("fleet.yaml", "name: other\n");
      },
    ],
    [
      "a manifest",
      () => {
        write("apps/web/web.yaml", "kind: StatefulSet\n");
      },
    ],
    [
      "a file that is new",
      () => {
        write("apps/web/more.yaml", "kind: Service\n");
      },
    ],
    [
      "the config of the stack",
      () => {
        write("stacks/Pulumi.local-eu-west-1.yaml", "encryptionsalt: v2\n");
      },
    ],
    [
      "trust",
      () => {
        write(".archipelago/trust/local/dub/ca-cert.pem", "another\n");
      },
    ],
    [
      "the record of a drill",
      () => {
        write(".archipelago/drills/local/exercise/20261127T222500Z.json", "another\n");
      },
    ],
    [
      "its own state",
      () => {
        stateIs("local-eu-west-1", { dub: port() }, { pending_operations: [] });
      },
    ],
    [
      "the state of a peer",
      () => {
        stateIs("local-us-east-1", { iad: 1 });
      },
    ],
    [
      "what the environment's control planes have in hand",
      () => {
        stateIs("local", {}, { pending_operations: [] });
      },
    ],
  ] as const) {
    it(`is another one when this has changed: ${what}`, async () => {
      const before = await of();
      change();
      const after = await of();
      assert.ok(after !== undefined && after !== before);
    });
  }

  it("is another one for other tools", async () => {
    const other = { ...project, env: { PATH: "/usr/bin" } };
    assert.notEqual(await of("local-eu-west-1", other), await of());
  });

  it("does not look at what no stack reads", async () => {
    const before = [await of(), await of("local-us-east-1")];
    write("node_modules/zod/index.js", "throw 1;\n");
    write(".archipelago/clusters/dub/etcd", "more\n");
    assert.deepEqual([await of(), await of("local-us-east-1")], before);
    assert.notEqual(await of("local"), undefined);
  });

  it("is none where a local cluster has stopped, or has never been", async () => {
    const [closed] = [createServer().listen(0, "127.0.0.1")];
    await once(closed, "listening");
    const { port: free } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    stateIs("local-eu-west-1", { dub: free });
    assert.equal(await of(), undefined);
    stateIs("local-eu-west-1", {});
    assert.equal(await of(), undefined);
    rmSync(path.join(root, ".archipelago/state"), { recursive: true });
    assert.equal(await of(), undefined);
  });

  it("is none where the program reads what lies elsewhere", async () => {
    assert.equal(await of("local-eu-west-1", { ...project, backend: "s3://bucket" }), undefined);
    const kustomized = fleetOf({ workloads: [workload({ manifests: "apps/kustomized" })] });
    assert.equal(await of("local-eu-west-1", { ...project, fleet: kustomized }), undefined);
    assert.notEqual(await of("local", { ...project, fleet: kustomized }), undefined);
    const provisioner = { kind: "existing", context: "admin", kubeconfig: "berlin.kubeconfig" } as const;
    const existing = environment([cluster("dub", "eu-west-1", { provisioner })]);
    const fleet = { name: "acme", environments: [existing] };
    assert.equal(await of("local-eu-west-1", { ...project, fleet }), undefined);
  });

  it("brings back what was seen, and nothing that was seen of something else, or not to its end", async () => {
    const recalled = async () => recall(project, "local-eu-west-1", await of());
    const result = {
      stack: "local-eu-west-1",
      operation: "preview",
      changes: { same: 12 },
      pending: [],
      passportsChanged: false,
      shares: [],
      seconds: 1.3,
    } as const;
    assert.equal(await recalled(), undefined);
    await remember(project, (await of()) ?? assert.fail(), result);
    assert.deepEqual(await recalled(), { ...result, seconds: 0 });
    write("fleet.yaml", "name: other\n");
    assert.equal(await recalled(), undefined);
    const file = ".archipelago/previews/local-eu-west-1.json";
    write(file, readFileSync(path.join(root, file), "utf8").slice(0, 50));
    assert.equal(await recalled(), undefined);
  });
});
