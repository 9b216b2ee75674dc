import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { DECLARATIONS } from "../../components/schemas/declarations.ts";
import { registrationsOf, type Surroundings } from "../../components/schemas/objects.ts";
import type { Registration } from "../../components/recorder.ts";
import { Analyzer } from "./analyzer.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: it
contexts: [{ name: it, context: { cluster: it, user: it } }]
clusters: [{ name: it, cluster: { server: "https://it.example", certificate-authority-data: Y2E= } }]
users: [{ name: it, user: { token: token-of-the-test } }]
`;

const SURROUNDINGS: Surroundings = {
  files: { "it.kubeconfig": KUBECONFIG },
  config: {
    "archipelago:backupPassword": "password-of-the-test",
    "archipelago:backupCredentials": "credentials-of-the-test",
  },
};

/* The program itself, under its own guardrails: what every kind of stack registers, as the engine would hand it over. */
describe("what the program registers, under the guardrails", function () {
  this.timeout(60_000);
  let pack: Analyzer;
  const seen: Registration[] = [];

  before(async () => {
    pack = await Analyzer.start(readFileSync(path.join(ROOT, "guardrails.yaml"), "utf8"));
  });

  after(() => {
    pack.stop();
  });

  const problemsOf = async (registrations: readonly Registration[], guardrails = pack) => {
    const problems = registrations.map(async ({ type, name, urn, provider, inputs, protect }) => {
      const [reference] = provider.split("::").slice(3);
      const resource = { type, name, urn, protect, props: inputs, provider: reference ?? null };
      return (await guardrails.analyze(resource)).map(({ rule, message }) => `${name}: ${rule}: ${message}`);
    });
    return [...new Set((await Promise.all(problems)).flat())];
  };

  for (const [title, [declaration, surroundings]] of Object.entries(all())) {
    it(`is refused nothing: ${title}`, async () => {
      const registrations = await registrationsOf(declaration, surroundings);
      seen.push(...registrations);
      assert.deepEqual(await problemsOf(registrations), []);
    });
  }

  it("is what the rules are about", () => {
    const types = new Set(seen.map(({ type }) => type));
    for (const type of ["helm.sh/v3:Release", "core/v1:Namespace", "apps/v1:Deployment", "core/v1:Service"])
      assert.ok(types.has(`kubernetes:${type}`), type);
  });

  it("has nothing on the internet but the gateways of the mesh, which are declared", async () => {
    const undeclared = await Analyzer.start();
    try {
      const problems = await problemsOf(seen, undeclared);
      const short = problems.map((problem) => problem.replace(/^\w+\//, "").replace(/: (the|values).*/, ""));
      assert.deepEqual([...new Set(short)].sort(), [
        "istio/Gateway/istio-system/istio-eastwestgateway: no-public-endpoints",
        "istio/istio-eastwestgateway: no-public-endpoints",
      ]);
    } finally {
      undeclared.stop();
    }
  });
});

function all(): Record<string, [string, Surroundings?]> {
  const simulated = Object.entries(DECLARATIONS).map(([title, declaration]) => [title, [declaration]]);
  return {
    ...(Object.fromEntries(simulated) as Record<string, [string]>),
    "real clusters, Istio ambient": [
      real("istio, meshId: acme, profile: ambient, rights: reader"),
      SURROUNDINGS,
    ],
    "real clusters, Istio with sidecars": [real("istio, meshId: acme"), SURROUNDINGS],
    "real clusters, Linkerd": [real("linkerd, mode: gateway"), SURROUNDINGS],
    "clusters of EKS": [readFileSync(path.join(ROOT, "examples/eks/fleet.yaml"), "utf8"), SURROUNDINGS],
  };
}

/** Everything on clusters on which all of it runs: charts with all their values, and gateways with load balancers. */
function real(mesh: string): string {
  const cluster = (network: number) =>
    `{ provisioner: { kind: existing, context: it, kubeconfig: it.kubeconfig }, network: n${network}, podCidr: 10.${network}.0.0/16 }`;
  return `name: acme
environments:
  prod:
    hub: dub
    mesh: { kind: ${mesh}, trustDomain: prod.acme }
    gitops: { kind: argocd, repo: "https://git.example/apps.git", namespaces: [notice], applications: { notice: { path: notice } } }
    backup: { every: 6h, keep: 30d, credentials: identity, locations: { eu-west-1: { bucket: acme-eu }, us-east-1: { bucket: acme-us } } }
    dns: { zone: fleet.test }
    observability: { sinks: { all: { endpoint: "https://otlp.example", country: IE, accepts: [IE, US] } } }
    regions:
      eu-west-1: { country: IE, clusters: { dub: ${cluster(0)} } }
      us-east-1: { country: US, clusters: { iad: ${cluster(1)} } }
workloads:
  shop: { environments: [prod], manifests: shop.yaml, exports: [shop] }
`;
}
