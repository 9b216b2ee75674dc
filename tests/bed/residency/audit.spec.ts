import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { AuditReport } from "../../../cli/audit/report.ts";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { planResidency } from "../../../fleet/residency/plan.ts";
import { Bed, type Finished } from "../bed.ts";
import { stateOf } from "./state.ts";

/* The audit over real states, written by the real engine, and over a copy that has been tampered with. */
describe("fleet audit", function () {
  this.timeout("5m");
  let bed: Bed;
  /** What the report must never hold. */
  const canary = "canary-7f3a9c";

  before(async () => {
    bed = await Bed.create(fleet());
    bed.write("examples/shop/shop.yaml", shop(canary));
    const { code, stdout, stderr } = await bed.fleet("up", "--json");
    assert.equal(code, 0, stdout + stderr);
  });
  after(async () => {
    await bed.destroy();
  });

  const filesIn = (folder: string) =>
    readdirSync(path.join(bed.root, folder)).map((name) =>
      readFileSync(path.join(bed.root, folder, name), "utf8"),
    );
  const reportOf = ({ stdout }: Finished) => JSON.parse(stdout) as AuditReport;

  it("finds nothing where all is where it may be", async () => {
    const { code, stdout, stderr } = await bed.fleet("audit");
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /0 violations/);
    assert.deepEqual(readdirSync(path.join(bed.root, ".archipelago/audit")).sort(), [
      "audit.html",
      "audit.json",
      "audit.md",
    ]);
  });

  it("audits one stack, and knows those that there are", async () => {
    const { stacks } = reportOf(await bed.fleet("audit", "--stack", "local-us-east-1", "--json"))
      .environments[0]!;
    assert.deepEqual(
      stacks.map(({ stack, state }) => [stack, state]),
      [["local-us-east-1", "audited"]],
    );
    assert.equal((await bed.fleet("audit", "--stack", "prod")).code, 2);
    assert.equal((await bed.fleet("audit", "--environment", "prod")).code, 2);
  });

  it("calls resources by the names that they have in the state, so that exceptions can match them", async () => {
    const [local] = loadFleet(bed.root).environments;
    const recorded = new Set(
      (
        await Promise.all(["local-eu-west-1", "local-us-east-1", "local"].map((stack) => stateOf(bed, stack)))
      ).flatMap((resources) => resources.map(({ urn }) => urn)),
    );
    const state = { backend: "file://./state", secretsProviders: new Map(), country: "IE" };
    const findings = planResidency(local!, { state }).filter(
      ({ kind, verdict }) => kind !== "reader" || verdict === "allowed",
    );
    assert.deepEqual(
      [...new Set(findings.map(({ kind }) => kind))],
      ["region", "hub", "backup", "sink", "state", "placement", "reader"],
    );
    for (const { urns } of findings) for (const urn of urns) assert.ok(recorded.has(urn), urn);
  });

  it("finds a bucket abroad that has got into a state", async () => {
    const folder = path.join(bed.root, "forged");
    cpSync(path.join(bed.root, ".archipelago/state"), folder, { recursive: true });
    forge(path.join(folder, ".pulumi/stacks/archipelago/local-eu-west-1.json"));
    const env = { PULUMI_BACKEND_URL: `file://${folder}` };
    const args = ["cli/fleet.ts", "audit", "--json", "--output", "forged-audit"];
    const finished = await bed.run(process.execPath, args, env);
    assert.equal(finished.code, 3, finished.stderr);
    assert.deepEqual(
      reportOf(finished).environments[0]!.violations.map(({ urn, policy }) => [
        urn.split("::").at(-1),
        policy,
      ]),
      [["abroad", "declared-locality"]],
    );
    assert.ok(filesIn("forged-audit").every((text) => text.includes("ap-south-1 is in IN")));
  });

  it("finds what is recorded abroad when the environment's profile no longer allows it", async () => {
    bed.declare(fleet({ data: "[EEA]" }));
    const { code, stdout } = await bed.fleet("audit", "--output", "stricter-audit");
    assert.equal(code, 3, stdout);
    assert.ok(
      filesIn("stricter-audit")
        .join("\n")
        .includes("cluster us-east-1 is in US, and profile all of fleet.yaml keeps data"),
    );
    // The declaration itself is refused by everybody else.
    assert.equal((await bed.fleet("check")).code, 2);
    bed.declare(fleet());
  });

  it("has an exception that has ended for a violation", async () => {
    const exception = "{ match: '**', basis: SCC, approver: A. Weber, expires: 2020-01-31 }";
    bed.declare(fleet({ exceptions: `[${exception}]` }));
    const { code, stdout } = await bed.fleet("audit", "--json", "--output", "ended-audit");
    assert.equal(code, 3);
    assert.equal((JSON.parse(stdout) as AuditReport).totals.endedExceptions, 1);
    bed.declare(fleet());
  });

  it("holds no secret", async () => {
    const folders = [".archipelago/audit", "forged-audit", "stricter-audit", "ended-audit"];
    const all = folders.flatMap(filesIn).join("\n");
    const { stdout } = await bed.pulumi("stack", "export", "--show-secrets", "--stack", "local-us-east-1");
    const secrets = [...stdout.matchAll(/"plaintext": "((?:[^"\\]|\\.)*)"/g)].flatMap(([, text = ""]) => {
      const value: unknown = JSON.parse(JSON.parse(`"${text}"`) as string);
      return typeof value === "string" ? [value] : Object.values(value as object).map(String);
    });
    // Tokens, keys, certificates and kubeconfigs; names of namespaces lie sealed as well, and are no secret.
    const long = secrets.filter((secret) => secret.length > 40);
    assert.ok(long.length > 3, "the state has secrets");
    const encoded = Buffer.from(canary).toString("base64");
    assert.ok(stdout.includes(canary) || stdout.includes(encoded), "and the canary is in it");
    for (const secret of [canary, ...long]) {
      assert.ok(!all.includes(secret), "a secret is in the report");
      assert.ok(
        !all.includes(Buffer.from(secret).toString("base64")),
        "a secret is in the report, in base64",
      );
    }
    assert.ok(!/ciphertext/.test(all));
  });
});

/** Puts a bucket in India into a state, as if somebody had made it with another program. */
function forge(file: string): void {
  const state = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint: { latest: { resources: object[] } };
  };
  const provider = "urn:pulumi:local-eu-west-1::archipelago::pulumi:providers:aws::abroad";
  state.checkpoint.latest.resources.push(
    {
      urn: provider,
      custom: true,
      id: "6b1f3a52-7ad6-4b4c-9a56-0c9f4c3cc0aa",
      type: "pulumi:providers:aws",
      inputs: { region: "eu-west-1" },
      outputs: { region: "eu-west-1" },
    },
    {
      urn: "urn:pulumi:local-eu-west-1::archipelago::aws:s3/bucket:Bucket::abroad",
      custom: true,
      id: "abroad",
      type: "aws:s3/bucket:Bucket",
      inputs: { region: "ap-south-1" },
      outputs: { region: "ap-south-1" },
      provider: `${provider}::6b1f3a52-7ad6-4b4c-9a56-0c9f4c3cc0aa`,
    },
  );
  writeFileSync(file, JSON.stringify(state));
}

const fleet = ({ data = "[EEA, US]", exceptions = "[]" } = {}) => `
name: acme
state: { country: IE }
residency:
  all: { data: ${data}, exceptions: ${exceptions} }
environments:
  local:
    hub: eu-west-1
    residency: all
    mesh: { kind: istio, meshId: acme-local, trustDomain: local.acme }
    gitops: { kind: argocd, repo: ., namespaces: [notice] }
    backup: { every: 6h, keep: 30d }
    observability: { sinks: { eu: { endpoint: "https://otel.example.eu", country: DE, accepts: [EEA, US] } } }
    regions:
      eu-west-1:
        country: IE
        clusters: { eu-west-1: { provisioner: { kind: kwok, nodes: 1 }, network: net-eu, podCidr: 10.10.0.0/16 } }
      us-east-1:
        country: US
        clusters: { us-east-1: { provisioner: { kind: kwok, nodes: 1 }, network: net-us, podCidr: 10.20.0.0/16 } }
workloads:
  shop: { environments: [local], manifests: examples/shop }
`;

const shop = (secret: string) => `
apiVersion: v1
kind: Secret
metadata: { name: shop }
stringData: { password: ${secret} }
`;
