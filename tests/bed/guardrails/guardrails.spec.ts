import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Bed } from "../bed.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const PACK = path.join(ROOT, "policies/guardrails/pack");
const DELETES = path.join(ROOT, "policies/guardrails/deletes.ts");
const STACK = "local-eu-west-1";
const CANARY = "canary-3f6e91";

const withClusters = (...names: readonly string[]) => `name: acme
environments:
  local:
    hub: eu
    mesh: { kind: istio, meshId: acme, trustDomain: local.acme }
    regions:
      eu-west-1:
        country: IE
        clusters:
${names
  .map(
    (name, index) =>
      `          ${name}: { provisioner: { kind: kwok, nodes: 1 }, network: n${index}, podCidr: 10.${index}.0.0/16 }`,
  )
  .join("\n")}
`;

/* The real engine with the pack: on a stack of which nothing is there yet, on one that is, and on its state. */
describe("the guardrails, in the real engine", function () {
  this.timeout("10m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create(withClusters("eu", "more"));
    bed.write("guardrails.yaml", readFileSync(path.join(ROOT, "guardrails.yaml"), "utf8"));
    // Makes what the stacks need, and nothing in them.
    await bed.succeed("preview");
  });
  after(() => bed.destroy());

  const preview = (...args: string[]) =>
    bed.pulumi("preview", "--policy-pack", PACK, "--stack", STACK, ...args);

  const analyze = (state: string) => bed.pulumi("policy", "analyze", "--file", state, "--policy-pack", PACK);

  it("refuse nothing of the program, before anything is there", async () => {
    const { code, stdout, stderr } = await preview();
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /guardrails@v0\.1\.0/);
  });

  it("refuse nothing of it when all is there, nor in its state, where what is secret is known to be", async () => {
    await bed.succeed("up");
    const { code, stdout, stderr } = await preview();
    assert.equal(code, 0, stdout + stderr);
    await bed.pulumi("stack", "export", "--stack", STACK, "--file", "state.json");
    const analysis = await analyze("state.json");
    assert.equal(analysis.code, 0, analysis.stdout + analysis.stderr);
  });

  it("refuse a state with secrets in plain and an object that was let in, and print no value", async () => {
    const state = JSON.parse(readFileSync(path.join(bed.root, "state.json"), "utf8")) as State;
    const { resources } = state.deployment;
    const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack")!;
    stack.outputs = { ...stack.outputs, adminPassword: CANARY };
    const namespace = resources.find(({ type }) => type === "kubernetes:core/v1:Namespace")!;
    namespace.inputs = { metadata: { name: "web" } };
    const release = resources.find(({ type }) => type === "kubernetes:helm.sh/v3:Release")!;
    // As the engine writes a secret down.
    const { kubeconfigs } = stack.outputs as { kubeconfigs: { eu: object } };
    release.inputs = { ...release.inputs, values: { password: kubeconfigs.eu, token: CANARY } };
    bed.write("spoilt.json", JSON.stringify(state));
    const { code, stdout, stderr } = await analyze("spoilt.json");
    assert.notEqual(code, 0);
    assert.match(stdout, /no-plaintext-secrets-in-outputs/);
    assert.match(stdout, /adminPassword looks like a credential, by its name/);
    assert.match(stdout, /values\.token looks like a credential, by its name/);
    assert.doesNotMatch(stdout, /values\.password/);
    assert.match(stdout, /pod-security-on-namespaces/);
    assert.ok(!(stdout + stderr).includes(CANARY));
  });

  it("count what a preview would delete, in both forms that the engine has for it", async () => {
    bed.write("deletes.sh", `pulumi preview --json --stack "$1" | node "${DELETES}"\n`);
    const deletes = (env: NodeJS.ProcessEnv = {}) =>
      bed.run("sh", ["deletes.sh", STACK], { ...bed.plainEnvironment, ...env });
    assert.equal((await deletes()).code, 0);
    bed.declare(withClusters("eu"));
    for (const env of [{}, { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" }]) {
      const { code, stdout, stderr } = await deletes(env);
      assert.equal(code, 3, stdout + stderr);
      assert.match(stdout, /delete cluster .*kwok:index:Cluster::more\n/);
      assert.match(stdout, /delete provider of a cluster .*pulumi:providers:kubernetes::more\n/);
      assert.match(stdout, /delete namespace .*::more\/istio-system\n/);
    }
  });
});

interface State {
  readonly deployment: {
    readonly resources: {
      readonly type: string;
      inputs?: object;
      outputs?: object;
    }[];
  };
}
