import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const PROGRAM = path.resolve(import.meta.dirname, "../../../policies/guardrails/deletes.ts");

const urn = (type: string, name: string) => `urn:pulumi:prod::acme::fleet:Region$${type}::${name}`;
const ZONE = urn("aws:route53/zone:Zone", "zone");
const CLUSTER = urn("aws:eks/cluster:Cluster", "eu");
const CONFIG_MAP = urn("kubernetes:core/v1:ConfigMap", "a");

const step = (op: string, of: string, oldState: object = {}) => {
  return { op, urn: of, oldState: { urn: of, ...oldState }, detailedDiff: null };
};

const digest = (...steps: object[]) => JSON.stringify({ steps, changeSummary: { same: 1 } }, null, 4);

/** As PULUMI_ENABLE_STREAMING_JSON_PREVIEW has it: an event in each line. */
const events = (...steps: { op: string; urn: string; oldState: object }[]) =>
  [
    { sequence: 0, timestamp: 1, preludeEvent: { config: {} } },
    ...steps.map(({ op, urn: of, oldState }, index) => {
      const metadata = { op, urn: of, old: oldState, new: null, detailedDiff: null };
      return { sequence: index + 1, timestamp: 1, resourcePreEvent: { metadata, planning: true } };
    }),
    { sequence: 99, timestamp: 1, summaryEvent: { resourceChanges: {} } },
  ]
    .map((event) => JSON.stringify(event))
    .join("\n");

describe("the check of what an update deletes", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "archipelago-deletes-"));
    writeFileSync(path.join(folder, "Pulumi.yaml"), "name: acme\nruntime: nodejs\n");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const check = (input: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
      cwd: folder,
      input,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };

  it("refuses a cluster that goes, and names it", () => {
    const { status, stdout } = check(digest(step("same", ZONE), step("delete", CLUSTER)));
    assert.equal(status, 3);
    assert.equal(
      stdout,
      `Refused: 1 guarded resource would be deleted or replaced, 0 may be.\n  delete cluster ${CLUSTER}\n`,
    );
  });

  it("counts a replacement once, whatever steps it takes", () => {
    const replaced = ["create-replacement", "replace", "delete-replaced"].map((op) => step(op, ZONE));
    const { status, stdout } = check(digest(...replaced), "--max", "1");
    assert.equal(status, 0);
    assert.equal(
      stdout,
      `1 guarded resource would be deleted or replaced, 1 may be.\n  replace hosted zone ${ZONE}\n`,
    );
    assert.equal(check(digest(...replaced, step("delete", CLUSTER)), "--max=1").status, 3);
  });

  it("reads the events of a streamed preview", () => {
    assert.equal(check(events(step("update", CLUSTER))).status, 0);
    const { status, stdout } = check(events(step("delete", CLUSTER), step("delete", CONFIG_MAP)));
    assert.equal(status, 3);
    assert.ok(stdout.includes(CLUSTER) && !stdout.includes(CONFIG_MAP));
  });

  const GUARDED = [
    "kwok:index:Cluster",
    "gcp:container/cluster:Cluster",
    "pulumi:providers:kubernetes",
    "kubernetes:core/v1:Namespace",
    "aws:rds/instance:Instance",
    "gcp:sql/databaseInstance:DatabaseInstance",
    "aws:s3/bucket:Bucket",
    "gcp:storage/bucket:Bucket",
    "aws:kms/key:Key",
    "gcp:kms/cryptoKey:CryptoKey",
    "gcp:dns/managedZone:ManagedZone",
    "azure-native:storage/v20240101:StorageAccount",
  ];

  it("guards clusters, their providers, namespaces, databases, buckets, keys and zones", () => {
    const { stdout } = check(digest(...GUARDED.map((type) => step("delete", urn(type, "it")))));
    for (const type of GUARDED) assert.ok(stdout.includes(urn(type, "it")), type);
  });

  it("lets go what is not guarded, what stays where it is, and what was only read", () => {
    const { status, stdout } = check(
      digest(
        step("delete", CONFIG_MAP),
        step("delete", CLUSTER, { retainOnDelete: true }),
        step("delete", ZONE, { external: true }),
        step("read", CLUSTER),
      ),
    );
    assert.equal(status, 0);
    assert.equal(stdout, "0 guarded resources would be deleted or replaced, 0 may be.\n");
  });

  it("goes by the configuration: how many, what else, and what may go", () => {
    writeFileSync(
      path.join(folder, "guardrails.yaml"),
      `deletes: { max: 1, guard: ["kubernetes:core/v1:Config*"], allow: [{ match: "**::zone", reason: moved }] }\n`,
    );
    const steps = [step("delete", ZONE), step("delete", CONFIG_MAP)];
    const { status, stdout } = check(digest(...steps));
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^1 guarded resource .*\n {2}delete guarded .*ConfigMap::a\n.*::zone \(allowed: moved\)\n$/,
    );
    assert.equal(check(digest(...steps, step("delete", CLUSTER))).status, 3);
    assert.equal(check(digest(...steps), "--max", "0").status, 3);
  });

  const UNREADABLE: Readonly<Record<string, string>> = {
    "nothing at all": "",
    "something else": `{ "name": "acme" }`,
    "no JSON": "Previewing update (prod)",
    "a preview that has failed": JSON.stringify({
      steps: [step("same", ZONE)],
      diagnostics: [{ severity: "error", message: "no" }],
      changeSummary: {},
    }),
    "a preview that was cut off": events(step("same", ZONE)).split("\n").slice(0, -1).join("\n"),
    "half an event": events(step("same", ZONE)).slice(0, -5),
  };

  for (const [title, input] of Object.entries(UNREADABLE)) {
    it(`says that nobody can tell of ${title}`, () => {
      const { status, stdout, stderr } = check(input);
      assert.equal(status, 2, stdout);
      assert.notEqual(stderr, "");
    });
  }

  it("refuses arguments and configurations that it does not know", () => {
    assert.equal(check(digest(), "--max", "many").status, 2);
    assert.equal(check(digest(), "--maximum", "1").status, 2);
    writeFileSync(path.join(folder, "guardrails.yaml"), "deletes: { most: 1 }\n");
    const { status, stderr } = check(digest());
    assert.equal(status, 2);
    assert.match(stderr, /most/);
  });
});
