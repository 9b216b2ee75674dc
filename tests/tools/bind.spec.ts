import assert from "node:assert/strict";
import { ensureBind } from "../../tools/bind.ts";
import { ToolBed } from "./bed.ts";

describe("BIND", () => {
  let bed: ToolBed;

  beforeEach(async () => {
    bed = await ToolBed.create();
  });

  afterEach(async () => {
    await bed.remove();
  });

  const ensure = () => ensureBind({ env: bed.env });

  it("is the one on PATH, where server and client are", async () => {
    const files = { named: await bed.script("named", ""), dig: await bed.script("dig", "") };
    assert.deepEqual(await ensure(), { files, env: {} });
  });

  it("is else unpacked whole from Debian's packages: a server without its client is of no use", async () => {
    await bed.script("named", "exit 1");
    await bed.script("apt-get", "shift; for package in $*; do echo > $package.deb; done");
    const program = (folder: string, name: string) =>
      `mkdir -p "$3/${folder}"; echo '#!/bin/sh' > "$3/${folder}/${name}"; chmod +x "$3/${folder}/${name}"`;
    await bed.script(
      "dpkg",
      `mkdir -p "$3/usr/lib/x86_64-linux-gnu"
      case "$2" in
        *bind9.deb) ${program("usr/sbin", "named")} ;;
        *bind9-dnsutils.deb) ${program("usr/bin", "dig")} ;;
      esac`,
    );
    const { files, env } = await ensure();
    assert.match(files.named, /\/debian\/bind-[0-9a-f]{10}\/usr\/sbin\/named$/);
    assert.match(files.dig, /\/usr\/bin\/dig$/);
    assert.match(env.LD_LIBRARY_PATH ?? "", /\/usr\/lib\/x86_64-linux-gnu$/);
    await bed.forgetCalls();
    await ensure();
    assert.deepEqual(await bed.calls(), []);
  });

  it("says what to install where it can be had in no way", async () => {
    await bed.script("apt-get", 'echo "E: Unable to locate package bind9" >&2; exit 100');
    await assert.rejects(ensure(), /The proofs of names need BIND.*\n.*named, dig:[^]*brew install bind/);
  });
});
