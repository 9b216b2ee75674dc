import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureToolchain, locateToolchain, ToolchainError } from "../../tools/toolchain.ts";
import type { Tool } from "../../tools/catalogue.ts";
import type { ToolProgress } from "../../tools/progress.ts";
import { DownloadHost, fakeTool, ToolBed } from "./bed.ts";

async function failureOf(attempt: Promise<unknown>): Promise<ToolchainError> {
  const outcome = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof ToolchainError);
  return outcome;
}

describe("the toolchain", () => {
  let bed: ToolBed;
  let host: DownloadHost;

  beforeEach(async () => {
    bed = await ToolBed.create();
    host = await DownloadHost.open();
  });

  afterEach(async () => {
    await host.close();
    await bed.remove();
  });

  const ensure = (catalogue: readonly Tool[], onProgress?: (progress: ToolProgress) => void) =>
    // The host is on loopback, so no proxy is in the way.
    ensureToolchain({
      catalogue,
      env: { ...bed.env, NODE_USE_ENV_PROXY: "0" },
      ...(onProgress && { onProgress }),
    });

  const downloadable = (name: "kwok" | "kwokctl" = "kwok"): Tool =>
    fakeTool(name, { url: host.url(`/${name}`), digest: host.offer(`/${name}`, `${name} downloaded`) });

  it("takes a program of the right version from PATH before anything else", async () => {
    const onPath = await bed.script("kwok", "echo kwok version v0.8.3 go1.26.8");
    const { paths, source } = await ensure([downloadable()]);
    assert.equal(paths.kwok, onPath);
    assert.equal(source.kwok, "path");
    assert.deepEqual(host.requests, []);
  });

  it("then takes the cache, then the download, and only then builds", async () => {
    await bed.go();
    const tool = downloadable();
    const downloaded = await ensure([tool]);
    assert.equal(downloaded.source.kwok, "download");
    assert.equal(readFileSync(downloaded.paths.kwok, "utf8"), "kwok downloaded");

    const cached = await ensure([tool]);
    assert.equal(cached.source.kwok, "cache");
    assert.equal(cached.paths.kwok, downloaded.paths.kwok);
    assert.equal(host.requests.length, 1);

    await rm(bed.cache, { recursive: true });
    await host.close();
    const built = await ensure([tool]);
    assert.equal(built.source.kwok, "build");
    assert.equal(readFileSync(built.paths.kwok, "utf8"), "built\n");
    host = await DownloadHost.open();
  });

  it("refuses a program on PATH that is too old, and says so", async () => {
    const old = await bed.script("kwok", "echo kwok version v0.7.0");
    const { source } = await ensure([downloadable()]);
    assert.equal(source.kwok, "download");

    await rm(join(bed.cache, "tools"), { recursive: true });
    const failure = await failureOf(ensure([fakeTool("kwok")]));
    assert.match(failure.message, new RegExp(`PATH: ${old} is 0\\.7\\.0; accepted is 0\\.8\\.x`));
  });

  it("passes over a program on PATH that fails or tells no version", async () => {
    await bed.script("kwok", "exit 1");
    await bed.script("kwokctl", "echo hello");
    const { source } = await ensure([downloadable("kwok"), downloadable("kwokctl")]);
    assert.deepEqual(source, { kwok: "download", kwokctl: "download" });
  });

  it("goes on past a wrong program on PATH to a right one", async () => {
    await bed.script("kwok", "echo v0.1.0");
    const right = await bed.script("kwok", "echo v0.8.0", join(bed.root, "elsewhere"));
    bed.env.PATH = `${bed.bin}:${join(bed.root, "elsewhere")}`;
    assert.equal((await ensure([fakeTool("kwok")])).paths.kwok, right);
  });

  it("takes Pulumi's language host only beside a CLI it has taken, and a provider by its plugin folder", async () => {
    await bed.script("pulumi", "echo v3.260.0");
    const languageHost = await bed.script("pulumi-language-nodejs", "");
    const plugin = await bed.script(
      "pulumi-resource-kubernetes",
      "",
      join(bed.root, ".pulumi/plugins/resource-kubernetes-v4.25.0"),
    );
    const catalogueTools = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-kubernetes"] as const;
    const { toolchain } = await locateToolchain({ tools: catalogueTools, env: bed.env });
    assert.equal(toolchain?.paths["pulumi-language-nodejs"], languageHost);
    assert.equal(toolchain?.paths["pulumi-resource-kubernetes"], plugin);

    await bed.script("pulumi", "echo v3.100.0 # an old one");
    const { missing } = await locateToolchain({ tools: catalogueTools, env: bed.env });
    assert.deepEqual(missing, ["pulumi", "pulumi-language-nodejs"]);
  });

  it("refuses kubectl two minors from the API server, and takes it one minor from it", async () => {
    const answer = (version: string) => `echo '{"clientVersion": {"gitVersion": "${version}"}}'`;
    await bed.script("kubectl", answer("v1.33.9"));
    assert.deepEqual((await locateToolchain({ tools: ["kubectl"], env: bed.env })).missing, ["kubectl"]);
    await bed.script("kubectl", answer("v1.36.0-gke.1"));
    assert.deepEqual((await locateToolchain({ tools: ["kubectl"], env: bed.env })).missing, []);
  });

  it("starts no process the second time", async () => {
    await bed.script("kwok", "echo v0.8.0");
    await bed.script("kwokctl", "echo v0.1.0");
    const tools = [fakeTool("kwok"), downloadable("kwokctl")];
    await ensure(tools);
    assert.deepEqual(await bed.calls(), ["kwok --version", "kwokctl --version"]);
    await bed.forgetCalls();
    await ensure(tools);
    assert.deepEqual(await bed.calls(), []);
  });

  it("asks again after a program on PATH has changed", async () => {
    await bed.script("kwok", "echo v0.8.0");
    await ensure([fakeTool("kwok")]);
    await bed.script("kwok", "echo v0.1.0 # another size");
    assert.deepEqual((await locateToolchain({ catalogue: [fakeTool("kwok")], env: bed.env })).missing, [
      "kwok",
    ]);
  });

  it("fetches an archive once for all the programs in it", async () => {
    const folder = join(bed.root, "release");
    mkdirSync(join(folder, "pack"), { recursive: true });
    writeFileSync(join(folder, "pack/kwok"), "one");
    writeFileSync(join(folder, "pack/kwokctl"), "two");
    // One is spelt "pack/kwok", the other "./pack/kwokctl": upstream does both.
    execFileSync("tar", ["-czf", "../pack.tar.gz", "pack/kwok", "./pack/kwokctl"], { cwd: folder });
    const digest = host.offer("/pack.tar.gz", readFileSync(join(bed.root, "pack.tar.gz")));
    const source = { url: host.url("/pack.tar.gz"), digest };
    const { paths } = await ensure([
      fakeTool("kwok", { ...source, member: "pack/kwok" }),
      fakeTool("kwokctl", { ...source, member: "pack/kwokctl" }),
    ]);
    assert.equal(readFileSync(paths.kwok, "utf8"), "one");
    assert.equal(readFileSync(paths.kwokctl, "utf8"), "two");
    assert.equal(host.requests.length, 1);
  });

  it("stops at a wrong checksum: no unverified program, and no build in its stead", async () => {
    await bed.go();
    host.offer("/kwok", "tampered with");
    const tool = fakeTool("kwok", { url: host.url("/kwok"), digest: `sha256:${"0".repeat(64)}` });
    await assert.rejects(ensure([tool]), /kwok has sha256 [0-9a-f]{64}, pinned is 0000/);
    assert.deepEqual(await bed.cached("tools"), []);
    assert.deepEqual(await bed.cached("tmp"), []);
    assert.deepEqual(await bed.calls(), []);
  });

  it("does not ask a host again that has failed once", async () => {
    await bed.go();
    const digest = `sha256:${"0".repeat(64)}` as const;
    // More than are fetched at a time, so that some come after the failure.
    const names = ["kwok", "kwokctl", "etcd", "kubectl", "kube-scheduler", "kube-apiserver"] as const;
    const tools = names.map((name) => fakeTool(name, { url: host.url(`/${name}`), digest }));
    const { source } = await ensure(tools);
    assert.deepEqual(new Set(Object.values(source)), new Set(["build"]));
    assert.ok(host.requests.length <= 3, `${host.requests.length} requests`);
  });

  it("builds what has no pin for this platform", async () => {
    await bed.go();
    const tool = downloadable();
    assert.ok(tool.download);
    const { source } = await ensure([{ ...tool, download: { ...tool.download, digests: {} } }]);
    assert.equal(source.kwok, "build");
    assert.deepEqual(host.requests, []);
  });

  it("builds the programs of one module in one go, in a copy of the module", async () => {
    await bed.go({ before: 'echo "in $PWD" >> ../../../../calls' });
    const { source } = await ensure([fakeTool("kwok"), fakeTool("kwokctl")]);
    assert.deepEqual(source, { kwok: "build", kwokctl: "build" });
    const calls = await bed.calls();
    const builds = calls.filter((call) => call.startsWith("go build"));
    assert.equal(builds.length, 1);
    assert.match(
      builds[0]!,
      /-mod=readonly -trimpath .* example\.org\/cmd\/kwok example\.org\/cmd\/kwokctl$/,
    );
    assert.ok(calls.some((call) => call.startsWith(`in ${join(bed.cache, "tmp")}`)));
  });

  it("makes a folder with a link for each tool, the same one each time, and does not take it for PATH", async () => {
    const tools = [downloadable("kwok"), downloadable("kwokctl")];
    const { binDir, paths } = await ensure(tools);
    assert.equal(statSync(join(binDir, "kwok")).ino, statSync(paths.kwok).ino);
    bed.env.PATH = `${binDir}:${bed.bin}`;
    const again = await ensure(tools);
    assert.deepEqual(again, { binDir, paths, source: { kwok: "cache", kwokctl: "cache" } });
  });

  it("links to what an official install has, beside its neighbours", async () => {
    const official = await bed.script("pulumi", "echo v3.259.0");
    const { binDir } = await ensureToolchain({ tools: ["pulumi"], env: bed.env });
    assert.equal(readlinkSync(join(binDir, "pulumi")), official);
  });

  it("tells each step", async () => {
    await bed.go();
    await bed.script("kwok", "echo v0.8.0");
    const steps: string[] = [];
    await ensure([fakeTool("kwok"), downloadable("kwokctl"), fakeTool("etcd")], ({ tool, state, source }) => {
      steps.push(`${tool} ${state} ${source ?? ""}`.trim());
    });
    assert.deepEqual(steps, [
      "kwok found path",
      "kwokctl downloading",
      "kwokctl ready download",
      "etcd building",
      "etcd ready build",
    ]);
  });

  it("says of all tools at once which ways were tried, where there is neither network nor Go", async () => {
    const url = host.url("/gone");
    await host.close();
    const digest = `sha256:${"0".repeat(64)}` as const;
    const failure = await failureOf(ensure([fakeTool("kwok", { url, digest }), fakeTool("kwokctl")]));
    assert.deepEqual(
      failure.lines.map((line) => line.replaceAll(bed.root, "ROOT").replace(/:\d+$/, ":PORT")),
      [
        "2 tools could not be had.",
        "kwok 0.8.0:",
        "  PATH: not there",
        "  cache: not in ROOT/cache",
        "  download: connect ECONNREFUSED 127.0.0.1:PORT",
        "  build: Go is not on PATH",
        "kwokctl 0.8.0:",
        "  PATH: not there",
        "  cache: not in ROOT/cache",
        failure.lines[9],
        "  build: Go is not on PATH",
        ...failure.lines.slice(11),
      ],
    );
    assert.match(failure.lines[9]!, /download: no checksum is pinned for (linux|darwin)-/);
    assert.match(failure.lines.slice(11).join(" "), /Go \(https:\/\/go\.dev\/dl\)/);
    host = await DownloadHost.open();
  });

  it("says that Go is too old, and never lets it fetch another", async () => {
    await bed.go({ version: "1.21.3" });
    await assert.rejects(
      ensure([fakeTool("kwok")]),
      /Go on PATH is 1\.21\.3, and 1\.26\.\d+ or newer is needed/,
    );
    await bed.go({ before: 'echo "GOTOOLCHAIN is $GOTOOLCHAIN" >&2; exit 1' });
    await assert.rejects(ensure([fakeTool("kwok")]), /build: go build ended with 1\n.*GOTOOLCHAIN is local/);
  });

  it("looks without making anything", async () => {
    await bed.go();
    const catalogue = [downloadable(), fakeTool("kwokctl")];
    const { missing, toolchain } = await locateToolchain({ catalogue, env: bed.env });
    assert.deepEqual(missing, ["kwok", "kwokctl"]);
    assert.equal(toolchain, undefined);
    assert.deepEqual(host.requests, []);
    assert.deepEqual(await bed.calls(), []);
  });
});
