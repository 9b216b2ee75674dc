import assert from "node:assert/strict";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { globToPattern } from "../../../fleet/residency/exceptions.ts";
import { readProfile } from "../../../policies/residency/profile-source.ts";
import { until } from "../../bed/until.ts";
import { Analyzer } from "../analyzer.ts";
import { secret, UNKNOWN } from "../pack-process.ts";

describe("the profile of the residency pack", function () {
  this.timeout("30s");
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "archipelago-residency-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  const nameIn = (env: NodeJS.ProcessEnv = {}, stack = "local", from = folder) => {
    const reading = readProfile(from, stack, env);
    return "profile" in reading ? reading.profile.name : reading.problem;
  };

  it("is the file that the environment names, before that beside Pulumi.yaml, before fleet.yaml", () => {
    write("Pulumi.yaml", "name: shop\n");
    assert.match(nameIn(), /beside Pulumi\.yaml is neither residency\.yaml nor fleet\.yaml/);
    write("fleet.yaml", fleet);
    assert.equal(nameIn(), "profile eu-only of fleet.yaml");
    assert.match(nameIn({}, "prod"), /Stack "prod" is not declared/);
    write("residency.yaml", "data: [EEA]\n");
    assert.equal(nameIn(), "residency.yaml");
    write("strict.json", '{ "data": ["DE"] }');
    assert.equal(nameIn({ RESIDENCY_PROFILE: path.join(folder, "strict.json") }), "strict.json");
  });

  it("is found from a folder below the project", () => {
    write("Pulumi.yaml", "name: shop\n");
    write("residency.yaml", "data: [EEA]\n");
    write("src/deep/x", "");
    assert.equal(nameIn({}, "local", path.join(folder, "src/deep")), "residency.yaml");
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ["no rule for data", "backups: [EEA]\n", /residency\.yaml cannot be used: .*data/],
    ["a place that is none", "data: [EEC]\n", /"EEC" is neither a country code .* nor a known group/],
    ["a key that nobody knows", "data: [EEA]\nregions: [eu]\n", /Unrecognized key: "regions"/],
    [
      "an exception without an end",
      "data: [EEA]\nexceptions: [{ match: '**', basis: b, approver: a }]\n",
      /expires/,
    ],
    ["no YAML", "data: [EEA\n", /residency\.yaml cannot be used/],
    ["nothing", "", /residency\.yaml cannot be used/],
  ];
  for (const [what, text, message] of broken) {
    it(`refuses everything if it has ${what}`, async () => {
      write("residency.yaml", text);
      const pack = await Analyzer.start("residency", {
        RESIDENCY_PROFILE: path.join(folder, "residency.yaml"),
      });
      try {
        const found = await pack.violations([
          { type: "random:index/randomId:RandomId", name: "r", props: {} },
        ]);
        assert.equal(found.length, 2, "the resource, and the stack");
        for (const violation of found) {
          assert.match(violation.message, message);
          assert.ok(violation.mandatory);
        }
      } finally {
        pack.stop();
      }
    });
  }

  it("refuses everything if there is none", async () => {
    const pack = await Analyzer.start("residency", { RESIDENCY_PROFILE: "" }, folder);
    try {
      const [found] = await pack.violations([
        { type: "random:index/randomId:RandomId", name: "r", props: {} },
      ]);
      assert.match(found?.message ?? "", /there is no residency profile/);
    } finally {
      pack.stop();
    }
  });

  it("is judged by in the same way when a host of the engine starts the pack by its folder", async () => {
    write("residency.yaml", "data: [EEA]\n");
    const pack = await Analyzer.startFolder("residency", {
      RESIDENCY_PROFILE: path.join(folder, "residency.yaml"),
    });
    try {
      const [found] = await pack.violations([
        { type: "aws:sqs/queue:Queue", name: "q", props: { region: "us-east-1" } },
      ]);
      assert.match(found?.message ?? "", /us-east-1 is in US/);
    } finally {
      pack.stop();
    }
  });

  it("knows the clusters of fleet.yaml by name, also where their addresses are not known yet", async () => {
    write("Pulumi.yaml", "name: shop\n");
    write("fleet.yaml", fleet.replaceAll("local", "prod"));
    const pack = await Analyzer.start("residency", { RESIDENCY_PROFILE: "" }, folder);
    const secretFor = (cluster: string) => {
      const metadata = { labels: { "istio/multiCluster": "true" } };
      return {
        ...{ type: "kubernetes:core/v1:Secret", name: cluster, provider: "dub" },
        props: { metadata, data: { [cluster]: UNKNOWN } },
      };
    };
    try {
      const provider = { type: "pulumi:providers:kubernetes", name: "dub", props: { kubeconfig: UNKNOWN } };
      assert.deepEqual(await pack.violations([provider, secretFor("dub")]), []);
      const [found] = await pack.violations([provider, secretFor("iad")]);
      assert.match(found?.message ?? "", /data\.iad: cannot be proved yet/);
    } finally {
      pack.stop();
    }
  });

  describe("ends its process", () => {
    const program = path.resolve(import.meta.dirname, "../../../policies/residency/pack");

    /** A shell that prints the number of the pack's process first. */
    function shell(script: string): ChildProcessByStdio<null, Readable, null> {
      return spawn("sh", ["-c", script, "sh", program], { stdio: ["ignore", "pipe", "ignore"] });
    }
    const end = (pid: number) =>
      until(
        () => Promise.resolve(existsSync(`/proc/${pid}`)),
        (runs) => !runs,
        10,
      );

    it("when whoever has started it is gone", async () => {
      const parent = shell(`"$1" 127.0.0.1:1 & echo $!; wait`);
      const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
      const pid = Number((await lines.next()).value);
      const port = await lines.next();
      assert.match(port.value as string, /^\d+$/);
      parent.kill("SIGKILL");
      await end(pid);
    });

    it("when whoever has started it was gone before it had begun", async () => {
      const parent = shell(`(sleep 1; exec "$1" 127.0.0.1:1) & echo $!`);
      const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
      const pid = Number((await lines.next()).value);
      parent.stdout.destroy();
      await end(pid);
    });
  });

  it("has exceptions whose pattern is that of pulumi --target", () => {
    const urn = "urn:pulumi:prod::shop::acme:infra:Thing$aws:s3/bucket:Bucket::legacy";
    for (const glob of ["**", "**::legacy", "urn:pulumi:*::shop::**", "**aws:s3/bucket:Bucket::*"])
      assert.match(urn, globToPattern(glob));
    for (const glob of [
      "*",
      "**::lega",
      "urn:pulumi:*::legacy",
      "aws:s3/bucket:Bucket::legacy",
      "**s3.bucket**",
    ])
      assert.doesNotMatch(urn, globToPattern(glob));
  });

  it("says nothing in any message of what a secret holds", async () => {
    const canary = "canary-2f9c";
    write("residency.yaml", "data: [EEA]\n");
    const pack = await Analyzer.start("residency", {
      RESIDENCY_PROFILE: path.join(folder, "residency.yaml"),
    });
    try {
      const found = await pack.violations([
        {
          type: "pulumi:providers:kubernetes",
          name: "p",
          props: {
            kubeconfig: secret(
              `{"clusters":[{"name":"${canary}","cluster":{"server":"https://${canary}.example.com"}}]}`,
            ),
          },
        },
        {
          type: "kubernetes:core/v1:Secret",
          name: "s",
          provider: "p",
          props: {
            metadata: { labels: { "argocd.argoproj.io/secret-type": "cluster" } },
            stringData: secret({ server: `https://${canary}.example.com`, config: canary }),
          },
        },
        {
          type: "kubernetes:helm.sh/v3:Release",
          name: "r",
          provider: "p",
          props: {
            values: secret({ datadog: { site: `${canary}.com`, apiKey: canary }, region: `${canary}-1` }),
          },
        },
        { type: "aws:sqs/queue:Queue", name: "q", props: { region: secret(canary) } },
        {
          type: "aws:cloudtrail/trail:Trail",
          name: "t",
          props: { region: "us-east-1", s3BucketName: secret(canary) },
        },
        {
          type: "aws:route53/record:Record",
          name: "d",
          props: { type: "A", records: [secret(canary)], weightedRoutingPolicies: [{ weight: 1 }] },
        },
        { type: "command:local:Command", name: "c", props: { create: secret(canary), environment: UNKNOWN } },
      ]);
      assert.ok(found.length >= 7, `${found.length} violations`);
      for (const { message } of found) assert.ok(!message.toLowerCase().includes(canary), message);
    } finally {
      pack.stop();
    }
  });
});

const fleet = `
name: acme
residency: { eu-only: { data: [EEA] } }
environments:
  local:
    hub: dub
    residency: eu-only
    regions: { eu-west-1: { country: IE, clusters: { dub: { provisioner: { kind: kwok } } } } }
`;
