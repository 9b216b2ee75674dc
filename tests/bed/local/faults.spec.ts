import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { kubeconfigFor } from "../../../fleet/kubeconfig.ts";
import type { Passport } from "../../../fleet/passport.ts";
import { Bed } from "../bed.ts";
import { commandLineOf } from "../engine-processes.ts";
import { readStatus, replicasOf } from "../status.ts";

/* What the fleet withstands while it runs: each test leaves it whole for the next. */
describe("faults", function () {
  this.timeout("10m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create();
    await bed.succeed("up");
  });
  after(() => bed.destroy());

  it("shows a region whose API server was killed as unreachable, soon, and without a failure", async () => {
    for (const { pid, program } of bed.processes()) {
      if (program === "kube-apiserver" && commandLineOf(pid)[0]?.includes("us-east-1") === true)
        process.kill(pid, "SIGKILL");
    }
    const status = await readStatus(bed);
    assert.deepEqual(
      status.clusters.map(({ name, ready }) => ({ name, ready })),
      [
        { name: "eu-west-1", ready: true },
        { name: "us-east-1", ready: false },
      ],
    );
    assert.match(status.clusters[1]?.reason ?? "", /unreachable/);
  });

  it("does not let that region hold up the other one, nor the environment", async () => {
    for (const stack of ["local-eu-west-1", "local"]) {
      const { code, stdout, stderr } = await bed.pulumi("up", "--yes", "--skip-preview", "--stack", stack);
      assert.equal(code, 0, stdout + stderr);
    }
  });

  it("starts its cluster again with its own up, and loses nothing of its state", async () => {
    const before = await resourcesOf(bed, "local-us-east-1");
    const { code, stdout, stderr } = await bed.pulumi(
      "up",
      "--yes",
      "--skip-preview",
      "--stack",
      "local-us-east-1",
    );
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual(await resourcesOf(bed, "local-us-east-1"), before);
    const status = await readStatus(bed);
    assert.ok(status.clusters.every(({ ready }) => ready));
    assert.deepEqual(replicasOf(status, "storefront"), { "eu-west-1": "7/7", "us-east-1": "3/3" });
  });

  it("starts everything again, with its data, after a restart of the machine", async () => {
    await bed.kubectl("eu-west-1", "create", "configmap", "survivor", "-n", "default");
    for (const { pid } of bed.processes()) process.kill(pid, "SIGKILL");
    await bed.succeed("up");
    await bed.kubectl("eu-west-1", "get", "configmap", "survivor", "-n", "default");
    assert.ok((await readStatus(bed)).clusters.every(({ ready }) => ready));
  });

  it("contacts no ambient cluster", async () => {
    let connections = 0;
    const listener = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const { port } = listener.address() as { port: number };
    const hostile = path.join(bed.root, "hostile.kubeconfig");
    writeFileSync(hostile, hostileKubeconfig(port));
    const env = { KUBECONFIG: hostile };
    for (const args of [["up"], ["status"], ["preview"]]) {
      const { code, stdout, stderr } = await bed.run(process.execPath, ["cli/fleet.ts", ...args], env);
      assert.equal(code, 0, stdout + stderr);
    }
    const preview = ["preview", "--stack", "local-eu-west-1"];
    const plain = await bed.run("pulumi", preview, { ...bed.plainEnvironment, ...env });
    assert.equal(plain.code, 0, plain.stdout + plain.stderr);
    listener.close();
    assert.equal(connections, 0);
  });

  it("keeps every token and key out of state, logs and outputs", async () => {
    const secrets = await secretsOf(bed);
    assert.ok(secrets.length >= 4);
    const texts = [await bed.succeed("up", "--json"), await bed.succeed("status", "--json")];
    for (const stack of ["local-eu-west-1", "local-us-east-1", "local"]) {
      for (const args of [
        ["preview", "--diff"],
        ["preview", "--json"],
        // What the program and the SDK log for debugging is in these two.
        ["up", "--yes", "--skip-preview", "--json"],
        ["up", "--yes", "--skip-preview", "--debug"],
        ["stack", "export"],
        ["stack", "output", "--json"],
      ]) {
        const { stdout, stderr } = await bed.pulumi(...args, "--stack", stack);
        texts.push(stdout, stderr);
      }
    }
    for (const secret of secrets) {
      for (const text of texts) assert.ok(!text.includes(secret), "a secret was printed");
      const { stdout } = await bed.run("grep", [
        "-rlF",
        secret,
        path.join(bed.root, ".archipelago", "state"),
      ]);
      assert.equal(stdout, "", "a secret is in the state in plain");
    }
  });

  it("rotates a token: fills the other slot, moves all peers to it, empties the old one", async () => {
    const stack = ["--stack", "local-us-east-1"];
    const use = async (slots: object) => {
      const set = [
        "config",
        "set",
        "--plaintext",
        "archipelago:tokenSlots",
        JSON.stringify({ "us-east-1": { istio: slots } }),
      ];
      const { code, stderr } = await bed.pulumi(...set, ...stack);
      assert.equal(code, 0, stderr);
      await bed.succeed("up");
    };
    const old = tokenIn(await passportOf(bed, "us-east-1"));
    await use({ filled: ["a", "b"], current: "b" });
    const passport = await passportOf(bed, "us-east-1");
    const current = tokenIn(passport);
    assert.notEqual(current, old);
    assert.ok((await readStatus(bed)).links.every(({ state }) => state === "linked"));
    assert.deepEqual(
      [await accepts(bed, passport, old), await accepts(bed, passport, current)],
      [true, true],
    );

    await use({ filled: ["b"], current: "b" });
    // An API server goes on taking for ten seconds what it has taken once (its cache of authenticated tokens).
    await eventually(async () => !(await accepts(bed, passport, old)));
    assert.ok(await accepts(bed, passport, current));
    assert.ok((await readStatus(bed)).links.every(({ state }) => state === "linked"));
  });

  it("moves the share of a region that is removed, and says what is left of it", async () => {
    const declaration = parse(readFileSync(path.join(bed.root, "fleet.yaml"), "utf8")) as {
      environments: { local: { regions: Record<string, unknown> } };
      workloads: Record<string, { division?: { weights: Record<string, number> }; overrides?: unknown[] }>;
    };
    delete declaration.environments.local.regions["us-east-1"];
    delete declaration.workloads.storefront?.division?.weights["us-east-1"];
    delete declaration.workloads.storefront?.overrides;
    bed.declare(stringify(declaration));

    const report = await bed.succeed("up");
    assert.match(report, /Stack local-us-east-1 still exists/);
    assert.match(report, /npx fleet destroy --stack local-us-east-1/);
    assert.deepEqual(replicasOf(await readStatus(bed), "storefront"), { "eu-west-1": "10/10" });

    await bed.succeed("destroy", "--stack", "local-us-east-1", "--yes");
    assert.ok(!(await bed.succeed("up")).includes("still exists"));
  });
});

async function resourcesOf(bed: Bed, stack: string): Promise<string[]> {
  const { stdout } = await bed.pulumi("stack", "export", "--stack", stack);
  const { deployment } = JSON.parse(stdout) as { deployment: { resources: { urn: string }[] } };
  return deployment.resources.map(({ urn }) => urn).sort();
}

/** All tokens of landing pads and all keys of administrators, read where they are meant to be. */
async function secretsOf(bed: Bed): Promise<string[]> {
  const found: string[] = [];
  for (const stack of ["local-eu-west-1", "local-us-east-1"]) {
    const { stdout } = await bed.pulumi("stack", "output", "--json", "--show-secrets", "--stack", stack);
    found.push(...[...stdout.matchAll(/"token": "([^"]+)"/g)].map(([, token]) => String(token)));
    found.push(...[...stdout.matchAll(/client-key-data\\":\\"([^"\\]+)/g)].map(([, key]) => String(key)));
  }
  return found;
}

async function passportOf(bed: Bed, cluster: string): Promise<Passport> {
  const { stdout } = await bed.pulumi(
    "stack",
    "output",
    "--json",
    "--show-secrets",
    "--stack",
    `local-${cluster}`,
  );
  const { passports } = JSON.parse(stdout) as { passports: Record<string, Passport> };
  const passport = passports[cluster];
  assert.ok(passport);
  return passport;
}

/** The token that peers in the mesh are to use. */
function tokenIn({ landingPads }: Passport): string {
  return landingPads.istio?.token ?? "";
}

/** Whether the API server of a passport lets somebody with the token read services. */
async function accepts(bed: Bed, { endpoint, ca }: Passport, token: string): Promise<boolean> {
  bed.write("token.kubeconfig", kubeconfigFor({ name: "token", endpoint, ca, user: { token } }));
  const { code } = await bed.run("kubectl", ["--kubeconfig", "token.kubeconfig", "get", "services", "-A"]);
  return code === 0;
}

/** Waits for something that takes a moment, for at most half a minute. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 30; attempt++) {
    if (await holds()) return;
    await sleep(1_000);
  }
  assert.fail("it never came true");
}

function hostileKubeconfig(port: number): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "hostile", cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: "hostile", user: { token: "x" } }],
    contexts: [{ name: "hostile", context: { cluster: "hostile", user: "hostile" } }],
    "current-context": "hostile",
  });
}
