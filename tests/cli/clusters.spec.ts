import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import path from "node:path";
import { readClusterRecords } from "../../cli/clusters.ts";
import { loadFleet } from "../../fleet/declaration/load.ts";
import { makeProject, removeProject } from "../declaration/project.ts";
import { projectWith, TWO_REGIONS } from "./declarations.ts";

const OUTPUTS = JSON.stringify({
  links: { linked: [], pending: [] },
  kubeconfigs: { eu: "kubeconfig of eu" },
  passports: { eu: { cluster: "eu" } },
});

describe("records of clusters", () => {
  const roots: string[] = [];
  after(() => {
    roots.forEach(removeProject);
  });

  /** Reads with a `pulumi` that does this for the stack in `$6`. */
  async function read(script: string) {
    const bin = makeProject({ pulumi: `#!/bin/sh\ncase "$6" in\n${script}\nesac\n` });
    chmodSync(path.join(bin, "pulumi"), 0o755);
    const root = projectWith(TWO_REGIONS);
    roots.push(bin, root);
    const fleet = loadFleet(root);
    const project = {
      root,
      fleet,
      backend: "",
      policies: "",
      env: { PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}` },
    };
    return readClusterRecords(project, fleet.environments[0]!);
  }

  const fails = (message: string) => `echo '${message}' >&2; exit 255;;`;

  it("are known where a stack has written them down, and absent where there is no stack", async () => {
    const records = await read(
      `local-eu-west-1) echo '${OUTPUTS}';;\n*) ${fails("error: no stack named 'local-us-east-1' found")}`,
    );
    assert.deepEqual(Object.fromEntries(records), {
      eu: { state: "known", kubeconfig: "kubeconfig of eu", passport: { cluster: "eu" } },
      us: { state: "absent" },
    });
  });

  it("are absent where a stack knows nothing of the cluster, or has never been brought up", async () => {
    const records = await read(`local-us-east-1) echo '${OUTPUTS}';;\n*) echo '{}';;`);
    assert.deepEqual(Object.fromEntries(records), { eu: { state: "absent" }, us: { state: "absent" } });
  });

  it("of one region that cannot be read do not hide the others", async () => {
    const records = await read(`local-eu-west-1) echo '${OUTPUTS}';;\n*) ${fails("error: key unreachable")}`);
    assert.equal(records.get("eu")?.state, "known");
    assert.deepEqual(records.get("us"), {
      state: "unreadable",
      reason: "Cannot read the outputs of stack local-us-east-1: error: key unreachable",
    });
  });

  it("are an error if none can be read", async () => {
    await assert.rejects(
      read(`*) ${fails("error: incorrect passphrase")}`),
      /local-eu-west-1: error: incorrect passphrase/,
    );
  });
});
