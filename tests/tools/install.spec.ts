import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { controlPlaneNames, toolNames } from "../../tools/catalogue.ts";
import { identityOf } from "../../tools/process-identity.ts";
import type { Toolchain } from "../../tools/toolchain.ts";
import { ToolBed, until } from "./bed.ts";

const command = fileURLToPath(new URL("../../tools/install.ts", import.meta.url));

/** The real command with the real table, on a machine in a temporary folder, behind a closed network. */
class Install {
  readonly process: ChildProcess;
  stdout = "";
  stderr = "";
  readonly ended: Promise<number | null>;

  constructor(bed: ToolBed, ...parameters: string[]) {
    this.process = spawn(process.execPath, [command, ...parameters], { env: bed.env });
    this.process.stdout?.on("data", (text: Buffer) => (this.stdout += text.toString()));
    this.process.stderr?.on("data", (text: Buffer) => (this.stderr += text.toString()));
    this.ended = new Promise((resolve) => this.process.once("close", resolve));
  }
}

describe("npm run tools", function () {
  this.timeout(60_000);
  let bed: ToolBed;

  beforeEach(async () => {
    bed = await ToolBed.create();
  });

  afterEach(async () => {
    await bed.remove();
  });

  /** A Go that stays in its build until the test lets it go on, or kills it, or is killed itself. */
  const slowGo = () =>
    bed.go({
      before: `
        echo $$ > "${bed.root}/building"
        while [ ! -e "${bed.root}/go-on" ]; do sleep 0.05 || exit 1; done`,
    });
  // The file is there before what is written into it.
  const building = () =>
    until(
      () => existsSync(join(bed.root, "building")) && readFileSync(join(bed.root, "building")).length > 1,
    );
  const buildingProcess = () => {
    const pid = Number(readFileSync(join(bed.root, "building"), "utf8"));
    // Signals to 0 go to this very process and its group.
    assert.ok(pid > 0);
    return pid;
  };
  const goOn = () => {
    writeFileSync(join(bed.root, "go-on"), "");
  };
  const isRunning = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const builds = async () => (await bed.calls()).filter((call) => call.startsWith("go build"));

  it("builds everything where no download is within reach, and starts no process the next time", async () => {
    await bed.go();
    // What the provider embeds lies in a module, which the fake Go says is this folder.
    mkdirSync(join(bed.root, "cmd/pulumi-resource-kubernetes"), { recursive: true });
    writeFileSync(join(bed.root, "cmd/pulumi-resource-kubernetes/schema.json"), "{}");

    const first = new Install(bed, "--json");
    assert.equal(await first.ended, 0, first.stderr);
    const toolchain = JSON.parse(first.stdout) as Toolchain;
    assert.deepEqual(Object.keys(toolchain.paths).sort(), [...toolNames].sort());
    assert.deepEqual(new Set(Object.values(toolchain.source)), new Set(["build"]));
    assert.match(first.stderr, /^pulumi-language-nodejs 3\.68\.0: built from modules, [\d.]+ s$/m);

    await bed.forgetCalls();
    const second = new Install(bed);
    assert.equal(await second.ended, 0, second.stderr);
    assert.deepEqual(await bed.calls(), []);
    assert.match(second.stdout, /^kubectl 1\.35\.4: found in the cache$/m);
    assert.ok(second.stdout.includes(`export PATH="${toolchain.binDir}:$PATH"`));
  });

  it("has the control planes of the proofs too, if they are named or all are asked for", async () => {
    await bed.go();
    const redis = await bed.script("redis-server", "");
    const bind = await bed.script("named", "");
    await bed.script("dig", "");
    mkdirSync(join(bed.root, "cmd/pulumi-resource-kubernetes"), { recursive: true });
    writeFileSync(join(bed.root, "cmd/pulumi-resource-kubernetes/schema.json"), "{}");

    const named = new Install(bed, "--json", "argocd");
    assert.equal(await named.ended, 0, named.stderr);
    const { paths } = JSON.parse(named.stdout) as Toolchain;
    assert.deepEqual(Object.keys(paths).sort(), [...toolNames, "argocd"].sort());
    assert.ok(named.stderr.includes(`redis-server: ${redis}`));

    const all = new Install(bed, "--all", "--json");
    assert.equal(await all.ended, 0, all.stderr);
    const { source } = JSON.parse(all.stdout) as Toolchain;
    assert.deepEqual(Object.keys(source).sort(), [...toolNames, ...controlPlaneNames].sort());
    assert.deepEqual([source.argocd, source["velero-server"]], ["cache", "build"]);
    assert.ok(all.stderr.includes(`named: ${bind}`));

    const wrong = new Install(bed, "argo");
    assert.equal(await wrong.ended, 2);
    assert.match(
      wrong.stderr,
      /There is no tool "argo"; there are: argocd, istiod, velero-server, velero-plugin-s3, versitygw, external-dns, cluster-api-core, /,
    );
  });

  it("leaves nothing half-made when it is interrupted, and no process", async () => {
    await slowGo();
    const install = new Install(bed);
    await building();
    install.process.kill("SIGINT");
    assert.equal(await install.ended, 130);
    assert.match(install.stderr, /Nothing is left half-made/);
    await until(() => !isRunning(buildingProcess()));
    assert.deepEqual(await bed.cached("tools"), []);
    assert.deepEqual(await bed.cached("tmp"), []);
    assert.deepEqual(await bed.cached("locks"), []);
  });

  it("stops a build when a program that uses it ends at Ctrl-C, without its having to do anything", async () => {
    await slowGo();
    const toolchain = new URL("../../tools/toolchain.ts", import.meta.url).href;
    const program = `import { ensureToolchain } from "${toolchain}"; await ensureToolchain({ tools: ["kwok"] });`;
    const user = spawn(process.execPath, ["--input-type=module", "--eval", program], { env: bed.env });
    const endedBy = new Promise((resolve) => {
      user.once("close", (_code, signal) => {
        resolve(signal);
      });
    });
    await building();
    user.kill("SIGINT");
    assert.equal(await endedBy, "SIGINT");
    await until(() => !isRunning(buildingProcess()));
  });

  it("tidies up after a process that was killed, and does not wait for its locks", async () => {
    await slowGo();
    const killed = new Install(bed);
    await building();
    killed.process.kill("SIGKILL");
    await killed.ended;
    // Nobody is left to stop the build it had started.
    process.kill(-buildingProcess(), "SIGKILL");
    assert.equal((await bed.cached("tmp")).length, 1);
    assert.deepEqual(await bed.cached("locks"), ["pulumi"]);

    await bed.go({ before: "exit 1" });
    const next = new Install(bed);
    assert.equal(await next.ended, 1);
    assert.deepEqual(await bed.cached("tmp"), []);
    assert.deepEqual(await bed.cached("locks"), []);
  });

  it("does not mistake a process that came to have the same number for the holder of a lock", async function () {
    const { pid, started } = identityOf(process.pid);
    // Only where the system tells when a process began.
    if (started === "") this.skip();
    mkdirSync(join(bed.cache, "locks"), { recursive: true });
    writeFileSync(join(bed.cache, "locks/pulumi"), JSON.stringify({ pid, started: "1" }));
    const install = new Install(bed);
    assert.equal(await install.ended, 1);
    assert.deepEqual(await bed.cached("locks"), []);
  });

  it("builds once when two are started at the same time, and the other says for whom it waits", async () => {
    await slowGo();
    const first = new Install(bed);
    await building();
    const second = new Install(bed);
    await until(() => second.stdout.includes("waiting"));
    assert.match(second.stdout, new RegExp(`waiting for process ${first.process.pid ?? 0}, which is at it`));
    goOn();
    await Promise.all([first.ended, second.ended]);
    const pulumiBuilds = (await builds()).filter((call) => call.includes("/pkg/v3/cmd/pulumi"));
    assert.equal(pulumiBuilds.length, 1);
    assert.match(second.stdout, /^pulumi 3\.259\.0: found in the cache$/m);
  });

  it("names every tool, and what would help, where there is no network and no Go", async () => {
    const install = new Install(bed);
    assert.equal(await install.ended, 1);
    for (const name of toolNames) assert.match(install.stderr, new RegExp(`^${name} \\d`, "m"));
    assert.match(install.stderr, /build: Go is not on PATH/);
    assert.match(install.stderr, /https:\/\/go\.dev\/dl/);
    assert.equal(install.stdout.includes("at file:"), false, "no stack trace");
  });

  it("explains itself", async () => {
    const help = new Install(bed, "--help");
    assert.equal(await help.ended, 0);
    assert.match(help.stdout, /npm run tools/);
    const wrong = new Install(bed, "--jsno");
    assert.equal(await wrong.ended, 2);
    assert.match(wrong.stderr, /--jsno[^]*npm run tools/);
  });
});
