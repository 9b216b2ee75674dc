import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../../fleet/fleet.ts";
import { kubeconfigFor } from "../../fleet/kubeconfig.ts";
import { regionStack } from "../../stacks/region.ts";
import { Settings } from "../../stacks/settings.ts";
import { record } from "../components/recorder.ts";
import { resolved, revealed } from "../components/values.ts";
import { makeProject, removeProject } from "../declaration/project.ts";
import { cluster } from "../fleet/arbitraries.ts";
import { environment } from "../fleet/environments.ts";
import { filesOf } from "../../fleet/trust/folder.ts";
import { trustFacts } from "../../fleet/trust/material.ts";
import { trustConfig, trustOf } from "../trust.ts";

const ENDPOINT = "https://dub.example:6443";
const inline = kubeconfigFor({ name: "dub", endpoint: ENDPOINT, ca: btoa("ca"), user: { token: "canary" } });
const withFiles = JSON.stringify({
  clusters: [{ name: "dub", cluster: { server: ENDPOINT, "certificate-authority": "pki/ca.crt" } }],
  users: [{ name: "admin", user: { "client-certificate": "admin.crt", "client-key": "../admin.key" } }],
  contexts: [{ name: "dub", context: { cluster: "dub", user: "admin" } }],
});

/** A cluster that exists, and how to get at it. */
function existing(provisioner: { context?: string; kubeconfig?: string; secret?: string }): Cluster {
  return cluster("dub", "eu-west-1", { simulated: false, provisioner: { kind: "existing", ...provisioner } });
}

describe("the settings of a stack", () => {
  let root: string;
  before(() => {
    root = makeProject({
      "secrets/inline.json": inline,
      "secrets/files.json": withFiles,
      "secrets/damaged.yaml": "users: [{ token: canary",
      "secrets/pki/ca.crt": "ca",
      "secrets/admin.crt": "certificate",
      "admin.key": "key",
    });
  });
  after(() => {
    removeProject(root);
  });
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
  });

  function settings(config: Record<string, string> = {}): Settings {
    pulumi.runtime.setAllConfig(config);
    return new Settings(root, environment([cluster("dub", "eu-west-1")]).regions[0]!);
  }

  describe("for token slots", () => {
    const withSlots = (slots: unknown) => settings({ "archipelago:tokenSlots": JSON.stringify(slots) });
    const ofDub = (slots: unknown) => ({ dub: slots });

    it("are by default the first slot of every kind", () => {
      for (const kind of ["istio", "argocd", "hub"] as const)
        assert.deepEqual(settings().slotsOf("dub", kind), { filled: ["a"], current: "a" });
    });

    it("are those of the config for the kinds that it names", () => {
      const rotated = withSlots(ofDub({ istio: { filled: ["a", "b"], current: "b" } }));
      assert.deepEqual(rotated.slotsOf("dub", "istio"), { filled: ["a", "b"], current: "b" });
      assert.deepEqual(rotated.slotsOf("dub", "hub"), { filled: ["a"], current: "a" });
    });

    const wrong: [string, unknown, string][] = [
      [
        "point to an empty slot",
        ofDub({ istio: { filled: ["a"], current: "b" } }),
        "✖ current names a slot that is not filled\n  → at dub.istio",
      ],
      [
        "name a third slot",
        ofDub({ hub: { filled: ["a", "c"], current: "a" } }),
        "✖ expected slot a or b, or from the second time on a2, b2, a3 and so on\n  → at dub.hub.filled[1]",
      ],
      [
        "are for a kind that nobody knows",
        ofDub({ consul: { filled: ["a"], current: "a" } }),
        '✖ Unrecognized key: "consul"\n  → at dub',
      ],
      [
        "are for a cluster that the region does not have",
        { iad: { hub: { filled: ["a"], current: "a" } } },
        '✖ there is no cluster "iad" in region eu-west-1; there are: dub. ' +
          `To remove the setting: pulumi config rm --path 'archipelago:tokenSlots["iad"]'\n  → at iad`,
      ],
      ["are a text", "a", "✖ Invalid input: expected record, received string"],
    ];
    for (const [title, slots, problem] of wrong) {
      it(`are refused if they ${title}`, () => {
        const message = `Config archipelago:tokenSlots is not usable:\n${problem}`;
        assert.throws(() => withSlots(slots), new pulumi.RunError(message));
      });
    }

    it("are refused if they are not JSON", () => {
      assert.throws(() => settings({ "archipelago:tokenSlots": "{" }), {
        message: "Configuration 'archipelago:tokenSlots' value '{' is not a valid JSON object",
      });
    });
  });

  describe("for the kubeconfig of a cluster", () => {
    const kubeconfigOf = (of: Cluster, config?: Record<string, string>) => settings(config).kubeconfigOf(of);

    it("have none if the program makes the cluster", () => {
      assert.equal(kubeconfigOf(cluster("dub")), undefined);
    });

    it("have that of the config secret, as it is", async () => {
      const output = kubeconfigOf(existing({ secret: "dub" }), { "archipelago:dub": inline })!;
      assert.equal(await resolved(output), inline);
      assert.ok(await pulumi.isSecret(output));
    });

    it("have that of the file, relative to the project or absolute, as a secret", async () => {
      for (const kubeconfig of ["secrets/inline.json", `${root}/secrets/inline.json`]) {
        const output = kubeconfigOf(existing({ context: "dub", kubeconfig }))!;
        assert.equal(await resolved(output), inline);
        assert.ok(await pulumi.isSecret(output));
      }
    });

    it("have what is in the files beside it", async () => {
      const user = { "client-certificate-data": btoa("certificate"), "client-key-data": btoa("key") };
      const output = kubeconfigOf(existing({ context: "dub", kubeconfig: "secrets/files.json" }))!;
      assert.equal(
        await resolved(output),
        kubeconfigFor({ name: "dub", endpoint: ENDPOINT, ca: btoa("ca"), user }),
      );
    });

    const refused: [string, { context: string; kubeconfig: string }, (root: string) => string][] = [
      [
        "is missing",
        { context: "dub", kubeconfig: "secrets/gone.json" },
        (root) =>
          `cannot use secrets/gone.json: ENOENT: no such file or directory, open '${root}/secrets/gone.json'`,
      ],
      [
        "is a folder",
        { context: "dub", kubeconfig: "secrets" },
        () => "cannot use secrets: EISDIR: illegal operation on a directory, read",
      ],
      [
        "has no such context",
        { context: "prod", kubeconfig: "secrets/inline.json" },
        () => 'cannot use secrets/inline.json: The kubeconfig has no context "prod"; it has: dub.',
      ],
      [
        "is damaged",
        { context: "dub", kubeconfig: "secrets/damaged.yaml" },
        () => "cannot use secrets/damaged.yaml: The kubeconfig is not valid YAML.",
      ],
    ];
    for (const [title, provisioner, problem] of refused) {
      it(`are refused if the file ${title}`, () => {
        assert.throws(
          () => kubeconfigOf(existing(provisioner)),
          new pulumi.RunError(`Cluster "dub": ${problem(root)}`),
        );
      });
    }

    it("are refused if a file that it names is missing", () => {
      const elsewhere = makeProject({ kubeconfig: withFiles });
      const provisioner = { context: "dub", kubeconfig: `${elsewhere}/kubeconfig` };
      assert.throws(
        () => kubeconfigOf(existing(provisioner)),
        new pulumi.RunError(
          `Cluster "dub": cannot use ${elsewhere}/kubeconfig: ENOENT: no such file or directory, open '${elsewhere}/pki/ca.crt'`,
        ),
      );
      removeProject(elsewhere);
    });

    it("are refused, with the command that mends it, if the config has no such secret", () => {
      assert.throws(() => kubeconfigOf(existing({ secret: "dub" })), {
        message:
          "Missing required configuration variable 'archipelago:dub'\n" +
          "\tplease set a value using the command `pulumi config set --secret archipelago:dub <value>`",
      });
    });
  });

  describe("for trust", () => {
    const dub = cluster("dub", "eu-west-1");
    const lon = cluster("lon", "eu-west-1");
    const local = environment([dub, lon]);
    const folder = () => path.join(root, ".archipelago/trust/local/dub");
    afterEach(() => {
      removeProject(path.join(root, ".archipelago"));
    });

    it("are secret, but for what everybody may see", async () => {
      const { facts, material, open } = settings(trustConfig(local)).trustOf(local, [dub]).get("dub")!;
      const given = trustOf(local, "dub");
      assert.equal(await (material as unknown as { isSecret: Promise<boolean> }).isSecret, true);
      assert.deepEqual(await resolved(material), given);
      assert.deepEqual(facts, trustFacts(given));
      assert.deepEqual(open, { anchors: given.root, webhooks: {} });
    });

    it("are files if the config has none, and the config if there are both", () => {
      mkdirSync(folder(), { recursive: true });
      for (const [name, text] of Object.entries(filesOf(trustOf(local, "lon"))))
        writeFileSync(path.join(folder(), name), text);
      const issuerOf = (config: Record<string, string>) =>
        settings(config).trustOf(local, [dub]).get("dub")?.facts.issuer;
      assert.equal(issuerOf({}), trustFacts(trustOf(local, "lon")).issuer);
      assert.equal(issuerOf(trustConfig(local)), trustFacts(trustOf(local, "dub")).issuer);
    });

    it("are missing or wrong all at once, with the way out, and without what they hold", () => {
      const { key, ...rest } = trustOf(local, "lon");
      const wrong = JSON.stringify({ lon: JSON.stringify({ ...rest, key: trustOf(local, "dub").key }) });
      assert.throws(() => settings({ "archipelago:trust": wrong }).trustOf(local, [dub, lon]), {
        message:
          "Trust material of clusters, in the config archipelago:trust or in .archipelago/trust/local:\n" +
          "  dub: there is none\n  lon: key: it is not the key of that certificate\n" +
          "To make what is missing: npx fleet trust init local, then npx fleet trust issue --all -e local; " +
          "to replace what is wrong or has expired, add --renew. See docs/trust.md.",
      });
      assert.throws(() => settings({ "archipelago:trust": key }).trustOf(local, [dub]), {
        message: /^Config archipelago:trust is not usable: it holds a text for each cluster/,
      });
    });

    it("are not asked for without a mesh", () => {
      const without = environment([dub], { mesh: undefined });
      assert.deepEqual(settings().trustOf(without, [dub]), new Map());
    });
  });

  it("lead to a region of clusters that others made, in which nothing makes one", async () => {
    const dub = existing({ context: "dub", kubeconfig: "secrets/inline.json" });
    const local = environment([dub]);
    let outputs: pulumi.Inputs = {};
    const seen = await record(async () => {
      outputs = await regionStack({
        environment: local,
        region: local.regions[0]!,
        root,
        settings: settings({
          "archipelago:tokenSlots": '{"dub":{"hub":{"filled":["a","b"],"current":"b"}}}',
          ...trustConfig(local),
        }),
      });
    });

    const types = new Set(seen.map(({ type }) => type.split(":")[0]));
    assert.deepEqual([...types].sort(), ["archipelago", "kubernetes", "pulumi"]);
    assert.deepEqual(new Set(seen.map(({ deletedWith }) => deletedWith)), new Set([""]));
    const provider = seen.find(({ type }) => type === "pulumi:providers:kubernetes");
    assert.equal(revealed(provider?.inputs.kubeconfig), inline);
    assert.equal(provider?.inputs.clusterIdentifier, "acme-local-dub");

    const tokens = seen.filter(({ inputs }) => inputs.type === "kubernetes.io/service-account-token");
    assert.deepEqual(tokens.map(({ name }) => name).sort(), ["dub/argocd/a", "dub/hub/a", "dub/hub/b"]);
    const { passports, clusters } = (await resolved(outputs)) as Record<
      string,
      { dub: Record<string, unknown> }
    >;
    assert.deepEqual(passports?.dub.landingPads, {
      argocd: {
        namespace: "archipelago-system",
        serviceAccount: "landing-pad-argocd",
        slot: "a",
        token: "token-of-the-mock",
      },
      hub: {
        namespace: "archipelago-system",
        serviceAccount: "landing-pad-hub",
        slot: "b",
        token: "token-of-the-mock",
      },
    });
    assert.deepEqual(clusters?.dub, {
      endpoint: ENDPOINT,
      version: "unknown",
      provisioner: "existing",
      simulated: false,
      country: "IE",
    });
    assert.equal(await pulumi.isSecret(pulumi.output(outputs.clusters)), false);
  });
});
