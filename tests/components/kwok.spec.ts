import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { folderOf, readRecord, writeRecord } from "../../components/cluster/kwok/folder.ts";
import { adminKubeconfig } from "../../components/cluster/kwok/kubeconfig.ts";
import { deleteCluster } from "../../components/cluster/kwok/lifecycle.ts";
import { clusterExists, compareCluster } from "../../components/cluster/kwok/observe.ts";
import { findPorts, firstTaken, type Ports } from "../../components/cluster/kwok/ports.ts";
import { endProcesses, processesOf } from "../../components/cluster/kwok/processes.ts";
import { readContext } from "../../fleet/kubeconfig.ts";
import { Children, ended, isRunning } from "../children.ts";
import { makeProject, removeProject } from "../declaration/project.ts";

const PORTS: Ports = {
  kubeApiserverPort: 20_000,
  etcdPort: 20_001,
  etcdPeerPort: 20_002,
  kubeControllerManagerPort: 20_003,
  kubeSchedulerPort: 20_004,
  kwokControllerPort: 20_005,
};

describe("the ports of a local cluster", () => {
  const servers: Server[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => (server.close(), once(server, "close"))));
  });

  async function take(port: number): Promise<void> {
    const server = createServer().listen({ port, host: "127.0.0.1" });
    await once(server, "listening");
    servers.push(server);
  }

  it("are a block of its own: those of two clusters are the same or all different", async () => {
    for (let index = 0; index < 20; index++) {
      const numbers = Object.values(await findPorts(`/clusters/${index}`)) as number[];
      const [first = 0] = numbers;
      assert.deepEqual(
        numbers,
        [0, 1, 2, 3, 4, 5].map((offset) => first + offset),
      );
      assert.equal(first % 10, 0);
      // Below what Linux gives to outgoing connections.
      assert.ok(first >= 20_000 && first + 10 <= 32_768, String(first));
    }
  });

  it("are the same again for the same folder", async () => {
    assert.deepEqual(await findPorts("/clusters/dub"), await findPorts("/clusters/dub"));
  });

  it("are others if one of them is taken, whichever that is", async () => {
    const found = await findPorts("/clusters/dub");
    assert.equal(await firstTaken(found), undefined);
    for (const port of [found.kwokControllerPort, found.etcdPort]) {
      await take(port);
      assert.equal(await firstTaken(found), port);
      const others = await findPorts("/clusters/dub");
      assert.ok(others.kubeApiserverPort >= found.kubeApiserverPort + 10);
      assert.equal(await firstTaken(others), undefined);
    }
  });

  it("are looked for from the first block again when the last is taken", async () => {
    const folder = Array.from({ length: 20_000 }, (_, index) => `/clusters/${index}`).find(
      (name) => createHash("sha256").update(name).digest().readUInt32BE(0) % 1_200 === 1_199,
    );
    const last = await findPorts(folder!);
    if (last.kubeApiserverPort === 31_990) await take(31_990);
    assert.ok((await findPorts(folder!)).kubeApiserverPort < 31_990);
  });
});

describe("the folder of a local cluster", () => {
  const root = makeProject({
    ".archipelago/clusters/acme-local-dub/pki/ca.crt": "ca",
    ".archipelago/clusters/acme-local-dub/pki/admin.crt": "certificate",
    ".archipelago/clusters/acme-local-dub/pki/admin.key": "key",
    ".archipelago/clusters/damaged/archipelago.json": "{",
  });
  const folder = folderOf(root, "acme-local-dub");
  const record = { identifier: "first", ports: PORTS };
  after(() => {
    removeProject(root);
  });

  it("is in the project, and its lock stays when it is removed", () => {
    assert.equal(folder.path, path.join(root, ".archipelago/clusters/acme-local-dub"));
    assert.equal(folder.workdir, path.join(root, ".archipelago"));
    assert.equal(folder.lock, path.join(root, ".archipelago/clusters/acme-local-dub.lock"));
  });

  it("is not a cluster before the record is there", async () => {
    assert.equal(await readRecord(folder), undefined);
    assert.equal(await clusterExists(root, "acme-local-dub"), false);
    assert.equal(await clusterExists(root, "acme-local-gone"), false);
  });

  it("with a record that is damaged is not taken for one without", async () => {
    await assert.rejects(readRecord(folderOf(root, "damaged")), SyntaxError);
  });

  it("keeps the record that was written last, and no draft of it", async () => {
    await writeRecord(folder, { ...record, identifier: "zeroth" });
    await writeRecord(folder, record);
    assert.deepEqual(await readRecord(folder), record);
    assert.equal(await clusterExists(root, "acme-local-dub"), true);
    assert.deepEqual(readdirSync(folder.path).sort(), ["archipelago.json", "pki"]);
  });

  it("gives a kubeconfig that is worth something without it", async () => {
    const text = await adminKubeconfig(folder, "https://127.0.0.1:20000");
    assert.deepEqual(readContext(text), {
      name: "acme-local-dub",
      endpoint: "https://127.0.0.1:20000",
      ca: btoa("ca"),
      user: { "client-certificate-data": btoa("certificate"), "client-key-data": btoa("key") },
    });
  });

  describe("against what is declared", () => {
    const spec = { name: "acme-local-dub", nodes: 3, podCidr: "10.10.0.0/16" };
    const facts = {
      identifier: "first",
      endpoint: "https://127.0.0.1:1",
      ca: "",
      version: "",
      issuer: "",
      kubeconfig: "",
    };
    const compare = (declared: Partial<typeof spec>, state: Partial<typeof facts> = {}) =>
      compareCluster(root, { ...spec, ...facts, ...state }, { ...spec, ...declared });

    before(() => writeRecord(folder, record));

    it("is started again if it has stopped", async () => {
      assert.deepEqual(await compare({}), { changes: true, replaces: [], deleteBeforeReplace: true });
    });

    it("is made anew for other addresses, and if it is not the one of the state", async () => {
      const replaced = async (...changes: Parameters<typeof compare>) => (await compare(...changes)).replaces;
      assert.deepEqual(await replaced({ podCidr: "10.20.0.0/16" }), ["podCidr"]);
      assert.deepEqual(await replaced({ nodes: 5 }), []);
      assert.deepEqual(await replaced({}, { identifier: "another" }), ["identifier"]);
      assert.deepEqual(await replaced({ name: "acme-local-gone" }), ["name", "identifier"]);
    });

    it("is made anew before the old one is let go, if there is nothing of that any more", async () => {
      const { deleteBeforeReplace } = await compare({}, { identifier: "another" });
      assert.equal(deleteBeforeReplace, false);
      assert.equal((await compare({ podCidr: "10.20.0.0/16" })).deleteBeforeReplace, true);
    });

    it("is not deleted in the place of one that was there before", async () => {
      await deleteCluster(root, "acme-local-dub", "another");
      assert.deepEqual(await readRecord(folder), record);
    });
  });
});

describe("the processes of a local cluster", () => {
  const children = new Children();
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = makeProject({});
    folder = path.join(root, "dub");
  });
  afterEach(async () => {
    await children.endAll();
    removeProject(root);
  });

  it("are those that were started from its folder, and no others", async () => {
    const etcd = await children.program(path.join(folder, "bin/etcd"));
    const scheduler = await children.program(path.join(folder, "bin/kube-scheduler"));
    await children.program(path.join(root, "dub-2/bin/etcd"));
    const found = await processesOf(folder);
    assert.deepEqual(
      found.sort((a, b) => a.program.localeCompare(b.program)),
      [
        { pid: etcd.pid, program: "etcd" },
        { pid: scheduler.pid, program: "kube-scheduler" },
      ],
    );
  });

  it("are not those that only were told of a file in it, nor those of a folder that ends in the same way", async () => {
    await children.script(path.join(root, "run"), { args: [`--data=${folder}/etcd`] });
    await children.program(path.join(root, "backup", folder, "bin/etcd"));
    assert.deepEqual(await processesOf(folder), []);
  });

  it("are ended; those of another cluster go on", async () => {
    const own = await children.program(path.join(folder, "bin/etcd"));
    const other = await children.program(path.join(root, "dub-2/bin/etcd"));
    await endProcesses(folder);
    assert.equal(await ended(own), "SIGKILL");
    assert.ok(isRunning(other));
    assert.deepEqual(await processesOf(folder), []);
  });

  it("need not be there to be ended", async () => {
    await endProcesses(folder);
  });
});
