import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster, Environment } from "../../fleet/fleet.ts";
import { kubeconfigFor } from "../../fleet/kubeconfig.ts";
import { passports, type Passport } from "../../fleet/passport.ts";
import { environmentStack } from "../../stacks/environment.ts";
import { regionStack } from "../../stacks/region.ts";
import { Settings } from "../../stacks/settings.ts";
import { cluster } from "../fleet/arbitraries.ts";
import { trustFacts } from "../../fleet/trust/material.ts";
import { environment, passportOf, tokenOf } from "../fleet/environments.ts";
import { trustConfig, trustOf } from "../trust.ts";
import { record, type Registration } from "./recorder.ts";
import { resolved, revealed, revealedEach } from "./values.ts";

const dub = cluster("dub", "eu-west-1", { network: "net", podCidr: "10.10.0.0/16" });
const iad = cluster("iad", "us-east-1", { network: "net", podCidr: "10.20.0.0/16" });
const fra = cluster("fra", "eu-central-1");
const local = environment([dub, iad]);
const wide = environment([dub, iad, fra]);

interface Run {
  readonly seen: readonly Registration[];
  readonly outputs: pulumi.Inputs;
}

type Peers = Readonly<Record<string, object>>;

/** Brings the region of Dublin up. */
function region(of: Environment, peers: Peers): Promise<Run> {
  return run("local-eu-west-1", peers, () => {
    const [region] = of.regions;
    pulumi.runtime.setAllConfig(trustConfig(of));
    return regionStack({ environment: of, region: region!, root: "/", settings: new Settings("/", region!) });
  });
}

function environmentOf(of: Environment, peers: Peers): Promise<Run> {
  return run("local", peers, () => environmentStack({ environment: of, root: "/project" }));
}

async function run(stack: string, peers: Peers, program: () => Promise<pulumi.Inputs>): Promise<Run> {
  let outputs: pulumi.Inputs = {};
  const work = async () => {
    outputs = await program();
  };
  return { seen: await record(work, peers, stack), outputs };
}

/** The outputs of the stacks that bring these clusters up, by stack; some facts of their passports replaced. */
function peersWith(clusters: readonly Cluster[], facts: Partial<Passport> = {}): Peers {
  return Object.fromEntries(
    clusters.map((each) => {
      const passport = passportOf(each, wide, facts);
      return [`local-${each.region}`, { passports: { [each.name]: passport } }];
    }),
  );
}

/** The Secrets through which links are made, by the name of their resource. */
function linkSecrets(seen: readonly Registration[]): Map<string, Registration> {
  const secrets = seen.filter(({ parent }) => parent.includes("archipelago:links:ClusterLinks::"));
  return new Map(secrets.map((secret) => [secret.name, secret]));
}

const linkedOnly = (...linked: string[]) => ({ linked, pending: [] });
const pendingOnly = (...pending: string[]) => ({ linked: [], pending });

describe("a region whose peer has a passport", () => {
  let up: Run;
  before(async () => {
    up = await region(local, peersWith([iad]));
  });

  it("is linked to it", () => {
    assert.deepEqual(up.outputs.links, linkedOnly("dub → iad (istio)"));
  });

  it("keeps its side of the link where istiod looks, with the token of the peer's landing pad", () => {
    const secrets = linkSecrets(up.seen);
    assert.deepEqual([...secrets.keys()], ["dub/istio/iad"]);
    const { inputs, provider } = secrets.get("dub/istio/iad")!;
    assert.match(provider, /pulumi:providers:kubernetes::dub::/);
    assert.deepEqual(inputs.metadata, {
      namespace: "istio-system",
      name: "istio-remote-secret-iad",
      labels: { "istio/multiCluster": "true" },
      annotations: { "networking.istio.io/cluster": "iad" },
    });
    assert.deepEqual(revealedEach(inputs.stringData), {
      iad: kubeconfigFor({
        name: "iad",
        endpoint: "https://iad.example:6443",
        ca: btoa("ca of iad"),
        user: { token: tokenOf("iad", "istio") },
      }),
    });
  });

  it("has a token of a peer nowhere else, and nowhere in plain", () => {
    const others = up.seen.filter(({ name }) => name !== "dub/istio/iad");
    assert.ok(!JSON.stringify([others, up.outputs.links, up.outputs.workloads]).includes("canary"));
  });

  it("touches no cluster but its own", () => {
    const providers = up.seen.filter(({ type }) => type === "pulumi:providers:kubernetes");
    assert.deepEqual(
      providers.map(({ name }) => name),
      ["dub"],
    );
  });

  it("writes a passport that its peers can read, of which only the tokens are secret", async () => {
    const issued = up.outputs.passports as Record<string, Record<string, unknown>>;
    const token = { namespace: "archipelago-system", slot: "a", token: "token-of-the-mock" };
    assert.deepEqual(passports.parse(await resolved(issued)), {
      dub: passportOf(dub, local, {
        identifier: "identifier",
        endpoint: "https://127.0.0.1:20000",
        ca: btoa("ca"),
        systems: {},
        trust: trustFacts(trustOf(local, "dub")),
        landingPads: {
          istio: { ...token, serviceAccount: "landing-pad-istio", slot: "a" },
          argocd: { ...token, serviceAccount: "landing-pad-argocd", slot: "a" },
          hub: { ...token, serviceAccount: "landing-pad-hub", slot: "a" },
        },
      }),
    });
    const { landingPads, ...facts } = issued.dub!;
    assert.equal(await pulumi.isSecret(pulumi.output(facts)), false);
    assert.equal(await pulumi.isSecret(pulumi.output(landingPads)), true);
  });
});

describe("a region whose peer has no passport", () => {
  const absent: [string, Peers][] = [
    ["since there is no such stack", {}],
    ["since its stack has not got so far", { "local-us-east-1": {} }],
    ["since its stack has other clusters", { "local-us-east-1": { passports: {} } }],
    ["for this kind of link", peersWith([iad], { landingPads: {} })],
  ];
  for (const [why, peers] of absent) {
    it(`${why}: waits for it, and has all else`, async () => {
      const { seen, outputs } = await region(local, peers);
      assert.deepEqual(outputs.links, pendingOnly("dub → iad (istio)"));
      assert.equal(linkSecrets(seen).size, 0);
      assert.deepEqual(Object.keys(outputs.passports as object), ["dub"]);
    });
  }

  it("is linked to those that have one", async () => {
    const { seen, outputs } = await region(wide, peersWith([fra]));
    assert.deepEqual(outputs.links, { linked: ["dub → fra (istio)"], pending: ["dub → iad (istio)"] });
    assert.deepEqual([...linkSecrets(seen).keys()], ["dub/istio/fra"]);
  });

  it("takes no notice of the passport of a cluster that is not declared any more", async () => {
    // Its addresses are ours by now.
    const gone = passportOf({ ...dub, name: "gone", region: "us-east-1" }, local);
    const passports = { iad: passportOf(iad, local), gone };
    const { outputs } = await region(local, { "local-us-east-1": { passports } });
    assert.deepEqual(outputs.links, linkedOnly("dub → iad (istio)"));
  });
});

describe("a region whose peer has a passport that is wrong", () => {
  const notUnderstood = (problem: string) =>
    `Stack "local-us-east-1" has passports that this version does not understand:\n  ${problem}\n` +
    "Run up for local-us-east-1 with the same version of the program.";
  const notAccepted = (...problems: string[]) =>
    ["Passports that cannot be accepted:", ...problems].join("\n  ");
  const pad = passportOf(iad, local).landingPads.istio!;

  const wrong: [string, object, string][] = [
    [
      "of another contract",
      { contract: 2 },
      notUnderstood("passports.iad.contract: Invalid input: expected 1"),
    ],
    [
      "without the token",
      { landingPads: { istio: { ...pad, token: undefined } } },
      notUnderstood(
        "passports.iad.landingPads.istio.token: Invalid input: expected string, received undefined",
      ),
    ],
    [
      "of a foreign trust domain",
      { mesh: { kind: "istio", id: "acme-local", trustDomain: "evil.example" } },
      notAccepted(
        'local-us-east-1: passports.iad.mesh.trustDomain: "evil.example" is foreign; this environment\'s is "local.acme". ' +
          "To move a mesh to another trust domain, bring the environment up without mesh first.",
      ),
    ],
    [
      "of another environment",
      { environment: "prod" },
      notAccepted(
        'prod-us-east-1: passports.iad: it is of environment "prod" of fleet "acme", not of "local" of "acme".',
      ),
    ],
    [
      "with our own addresses in the same network",
      { podCidr: "10.10.128.0/17" },
      notAccepted(
        'local-us-east-1: passports.iad.podCidr: 10.10.128.0/17 overlaps cluster dub.podCidr (10.10.0.0/16) in network "net".',
      ),
    ],
  ];
  for (const [title, facts, message] of wrong) {
    it(`${title}: fails, with its path and without its token`, async () => {
      assert.ok(!message.includes("canary"));
      await assert.rejects(region(local, peersWith([iad], facts)), { message });
    });
  }

  it("which another one has too: fails", async () => {
    const peers = {
      ...peersWith([iad]),
      "local-eu-central-1": { passports: { iad: passportOf({ ...iad, region: "eu-central-1" }, local) } },
    };
    await assert.rejects(region(wide, peers), {
      message: notAccepted(
        'local-eu-central-1: passports.iad.region: "eu-central-1", but the cluster is declared in region "us-east-1".',
        'local-eu-central-1: passports.iad: region "us-east-1" has a cluster of that name too.',
        'local-eu-central-1: passports.iad.podCidr: 10.20.0.0/16 overlaps local-us-east-1: passports.iad.podCidr (10.20.0.0/16) in network "net".',
      ),
    });
  });

  it("or cannot be read: fails, since that is not the same as having none", async () => {
    const unreadable = {
      get "local-us-east-1"(): object {
        throw Object.assign(new Error(), { details: "incorrect passphrase" });
      },
    };
    await assert.rejects(region(local, unreadable), {
      message: 'Cannot read the outputs of stack "local-us-east-1": Error: incorrect passphrase',
    });
  });
});

describe("a region with two clusters", () => {
  const ork = cluster("ork", "eu-west-1");
  let up: Run;
  before(async () => {
    up = await region(environment([dub, ork]), {});
  });

  it("links them with each other, without waiting for a passport", () => {
    assert.deepEqual(up.outputs.links, linkedOnly("dub → ork (istio)", "ork → dub (istio)"));
  });

  it("keeps each side in the cluster from which it starts", () => {
    for (const [from, to] of [
      ["dub", "ork"],
      ["ork", "dub"],
    ] as const) {
      const { inputs, provider } = linkSecrets(up.seen).get(`${from}/istio/${to}`)!;
      assert.match(provider, new RegExp(`pulumi:providers:kubernetes::${from}::`));
      const user = { token: "token-of-the-mock" };
      assert.deepEqual(revealedEach(inputs.stringData), {
        [to]: kubeconfigFor({ name: to, endpoint: "https://127.0.0.1:20000", ca: btoa("ca"), user }),
      });
    }
  });
});

describe("an environment", () => {
  it("whose hub has a passport registers its members there, and reaches no other cluster", async () => {
    const { seen, outputs } = await environmentOf(local, peersWith([dub, iad]));
    assert.deepEqual(outputs, {
      hub: "dub",
      links: linkedOnly("dub → dub (argocd)", "dub → iad (argocd)"),
      workloads: [],
      holdings: {},
    });

    const [provider, ...others] = seen.filter(({ type }) => type === "pulumi:providers:kubernetes");
    assert.deepEqual(others, []);
    assert.equal(provider?.inputs.clusterIdentifier, "identifier-of-dub");
    assert.equal(
      revealed(provider.inputs.kubeconfig),
      kubeconfigFor({
        name: "dub",
        endpoint: "https://dub.example:6443",
        ca: btoa("ca of dub"),
        user: { token: tokenOf("dub", "hub") },
      }),
    );

    const { inputs } = linkSecrets(seen).get("dub/argocd/iad")!;
    const { namespace, name, labels, annotations } = inputs.metadata as Record<
      string,
      Record<string, string>
    >;
    assert.deepEqual([namespace, name], ["argocd", "cluster-iad"]);
    assert.equal(labels?.["argocd.argoproj.io/secret-type"], "cluster");
    assert.equal(labels["archipelago/region"], "us-east-1");
    assert.equal(annotations?.["archipelago/endpoint"], "https://iad.example:6443");
    assert.deepEqual(revealedEach(inputs.stringData), {
      name: "iad",
      server: "https://iad.example:6443",
      namespaces: "storefront",
      clusterResources: "false",
      config: JSON.stringify({
        bearerToken: tokenOf("iad", "argocd"),
        tlsClientConfig: { insecure: false, caData: btoa("ca of iad") },
      }),
    });
  });

  it("whose hub has a passport waits for the members that have none", async () => {
    const { outputs } = await environmentOf(wide, peersWith([dub, iad]));
    assert.deepEqual(outputs.links, {
      linked: ["dub → dub (argocd)", "dub → iad (argocd)"],
      pending: ["dub → fra (argocd)"],
    });
  });

  const withoutHub: [string, Peers][] = [
    ["no passport", peersWith([iad])],
    ["no landing pad for it", { ...peersWith([iad]), ...peersWith([dub], { landingPads: {} }) }],
  ];
  for (const [title, peers] of withoutHub) {
    it(`whose hub has ${title} registers nothing, and all its members wait`, async () => {
      const { seen, outputs } = await environmentOf(local, peers);
      assert.deepEqual(seen, []);
      assert.deepEqual(outputs, {
        hub: "dub",
        links: pendingOnly("dub → dub (argocd)", "dub → iad (argocd)"),
        workloads: [],
        holdings: {},
      });
    });
  }

  it("without Argo CD has no members", async () => {
    const { outputs } = await environmentOf({ ...local, gitops: undefined }, peersWith([dub, iad]));
    assert.deepEqual(outputs.links, linkedOnly());
  });

  it("does not take a passport that is wrong for one that is missing", async () => {
    await assert.rejects(environmentOf(local, peersWith([dub, iad], { fleet: "globex" })), {
      message:
        "Passports that cannot be accepted:\n" +
        '  local-eu-west-1: passports.dub: it is of environment "local" of fleet "globex", not of "local" of "acme".\n' +
        '  local-us-east-1: passports.iad: it is of environment "local" of fleet "globex", not of "local" of "acme".',
    });
  });
});
