import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { ensureRedis } from "../../tools/redis.ts";
import { ToolchainError } from "../../tools/toolchain-error.ts";
import { ToolBed } from "./bed.ts";

describe("Redis", () => {
  let bed: ToolBed;

  beforeEach(async () => {
    bed = await ToolBed.create();
  });

  afterEach(async () => {
    await bed.remove();
  });

  const ensure = () => ensureRedis({ env: bed.env });

  /** A Debian whose Redis answers, or not. */
  async function debian({ starts = true } = {}): Promise<void> {
    await bed.script("apt-get", "shift; for package in $*; do echo > $package.deb; done");
    await bed.script(
      "dpkg",
      `mkdir -p "$3/usr/bin" "$3/usr/lib/x86_64-linux-gnu"
      program="$3/usr/bin/redis-server"
      case "$2" in *redis-server.deb) echo '#!/bin/sh' > "$program"; echo 'exit ${starts ? 0 : 127}' >> "$program"; chmod +x "$program" ;; esac`,
    );
  }

  it("is the one on PATH, where there is one", async () => {
    const own = await bed.script("redis-server", "");
    assert.deepEqual(await ensure(), { file: own, env: {} });
  });

  it("is else unpacked from Debian's packages, once, with the libraries beside it", async () => {
    await debian();
    const redis = await ensure();
    assert.ok(redis.file.startsWith(bed.cache));
    assert.ok(existsSync(redis.env.LD_LIBRARY_PATH!));
    const calls = await bed.calls();
    assert.match(calls[0]!, /^apt-get download redis-server .*liblua5\.1-0/);
    assert.equal(calls.filter((call) => call.startsWith("dpkg -x ")).length, 6);

    await bed.forgetCalls();
    assert.deepEqual(await ensure(), redis);
    assert.deepEqual(await bed.calls(), []);
    assert.deepEqual(await bed.cached("tmp"), []);
  });

  it("is not kept if it does not start", async () => {
    await debian({ starts: false });
    await assert.rejects(ensure(), /Debian's packages: .*redis-server --version ended with 127/);
    assert.equal(existsSync(`${bed.cache}/debian`), false);
    assert.deepEqual(await bed.cached("tmp"), []);
    assert.deepEqual(await bed.cached("locks"), []);
  });

  it("says what to install where it can be had in no way", async () => {
    await bed.script("apt-get", 'echo "E: Unable to locate package redis-server" >&2; exit 100');
    await assert.rejects(ensure(), (error: Error) => {
      assert.ok(error instanceof ToolchainError);
      assert.match(error.message, /apt-get download ended with 100: E: Unable to locate/);
      assert.match(error.message, /apt-get install redis-server/);
      return true;
    });
  });
});
