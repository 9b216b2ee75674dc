import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { settleLocks } from "../../cli/engine/locks.ts";
import { endOrphans } from "../../cli/engine/orphans.ts";
import { Children, ended, isRunning } from "../children.ts";
import { makeProject, removeProject } from "../declaration/project.ts";

const SINCE = "2026-11-23T12:00:00Z";

describe("the locks of a stack", () => {
  const children = new Children();
  let root: string;
  beforeEach(() => {
    root = makeProject({});
  });
  afterEach(async () => {
    await children.endAll();
    removeProject(root);
  });

  /** A lock as the file backend writes it; where the file is. */
  function lock(pid: number, host = hostname(), stack = "local-eu-west-1"): string {
    const folder = path.join(root, ".pulumi/locks/organization/archipelago", stack);
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${pid}-${host}.json`);
    writeFileSync(file, JSON.stringify({ pid, username: "somebody", hostname: host, timestamp: SINCE }));
    return file;
  }

  /** Settles, and tells for whom it waited. */
  async function settle(backend = `file://${root}`): Promise<string[]> {
    const waitedFor: string[] = [];
    const stack = { backend, project: "archipelago", stack: "local-eu-west-1" };
    await settleLocks(stack, (pid, since) => waitedFor.push(`${pid} since ${since}`));
    return waitedFor;
  }

  const engine = () => children.program(path.join(root, "bin/pulumi"));

  it("need not be there", async () => {
    assert.deepEqual(await settle(), []);
    assert.deepEqual(await settle("s3://bucket"), []);
  });

  it("go if their engine is dead, or was one before its number went to somebody else", async () => {
    const { pid: dead } = spawnSync("true");
    const files = [lock(dead), lock(process.pid)];
    assert.deepEqual(await settle(), []);
    assert.deepEqual(files.map(existsSync), [false, false]);
  });

  it("stay if they are those of another machine, of another stack, or not in this folder", async () => {
    const { pid: dead } = spawnSync("true");
    const files = [lock(dead, "elsewhere"), lock(dead, hostname(), "local-us-east-1")];
    assert.deepEqual(await settle(), []);
    assert.deepEqual(await settle("s3://bucket"), []);
    assert.deepEqual(files.map(existsSync), [true, true]);
  });

  it("are waited for while their engine works, which is told once", async () => {
    const { pid } = await engine();
    const file = lock(pid!);
    const settled = settle();
    assert.equal(await Promise.race([settled, sleep(700)]), undefined);
    assert.ok(existsSync(file));
    rmSync(file);
    assert.deepEqual(await settled, [`${pid!} since ${SINCE}`]);
  });

  it("go if their engine is killed while one waits", async () => {
    const child = await engine();
    const file = lock(child.pid!);
    const settled = settle();
    assert.equal(await Promise.race([settled, sleep(200)]), undefined);
    child.kill("SIGKILL");
    await settled;
    assert.ok(!existsSync(file));
  });
});

describe("what a killed engine has left", () => {
  const children = new Children();
  const servers: Server[] = [];
  let root: string;
  beforeEach(() => {
    root = makeProject({});
  });
  afterEach(async () => {
    await children.endAll();
    await Promise.all(servers.splice(0).map((server) => (server.close(), once(server, "close"))));
    removeProject(root);
  });

  /** The address of an engine that listens, or of one that does not any more. */
  async function engineAddress(listens: boolean): Promise<string> {
    const server = createServer().listen({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    if (listens) servers.push(server);
    else await once(server.close(), "close");
    return `127.0.0.1:${port}`;
  }

  const start = (name: string, args: readonly string[], cwd = root) =>
    children.script(path.join(root, "bin", name), { args, cwd });

  it("is ended: plugins in the project's folder whose engine does not listen", async () => {
    const gone = await engineAddress(false);
    const orphans = [
      await start("pulumi-resource-x", [gone]),
      await start("pulumi-language-nodejs", ["-root", root, gone]),
      await start("@pulumi/pulumi/cmd/run/index.js", [`--monitor=${gone}`, `--engine=${gone}`]),
      await start("kwok/provider.ts", [gone]),
    ];
    await endOrphans(root);
    assert.deepEqual(await Promise.all(orphans.map(ended)), Array(4).fill("SIGKILL"));
  });

  it("is none of what still has its engine, works elsewhere, or is no plugin", async () => {
    const [gone, there] = [await engineAddress(false), await engineAddress(true)];
    const inside = path.join(root, "inside");
    mkdirSync(inside);
    const orphan = await start("pulumi-resource-orphan", [gone]);
    const others = [
      await start("pulumi-resource-x", [there]),
      await start("pulumi-resource-y", [gone], inside),
      await start("pulumi-resource-z", [gone], path.dirname(root)),
      await start("pulumi-resource-w", []),
      await start("something-else", [gone]),
    ];
    await endOrphans(root);
    assert.equal(await ended(orphan), "SIGKILL");
    await sleep(50);
    assert.deepEqual(others.map(isRunning), Array(5).fill(true));
  });

  it("is found also if the project's folder is known by a link to it", async () => {
    const linked = makeProject({ project: `-> ${root}` });
    const orphan = await start("pulumi-resource-x", [await engineAddress(false)]);
    await endOrphans(path.join(linked, "project"));
    assert.equal(await ended(orphan), "SIGKILL");
    removeProject(linked);
  });
});
