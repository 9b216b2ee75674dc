import assert from "node:assert/strict";
import { parse, stringify } from "yaml";
import { ApiServer } from "../../../cli/client/api-server.ts";
import { accessIn, readLinkSecrets, secretOf, type Access } from "../../../cli/status/link-secrets.ts";
import { PLATFORM_PADS, type Link, type PlatformPad } from "../../../fleet/links.ts";
import { describeRow, RIGHTS_TABLE, type RightsRow } from "../../rights-table.ts";
import { Bed } from "../bed.ts";
import { outputsOf } from "../outputs.ts";
import { answerTo } from "./credentials.ts";

/** Stand for the words of the table. */
const NAMESPACES: Readonly<Record<string, string>> = {
  "gitops.namespaces": "notice",
  elsewhere: "kube-system",
};

/** The link of each kind that is tried, and the stack of its source. */
const LINKS: readonly (Link & { readonly stack: string })[] = [
  { kind: "istio", from: "eu-west-1", to: "us-east-1", stack: "local-eu-west-1" },
  { kind: "linkerd", from: "dub", to: "iad", stack: "flat-eu-west-1" },
  { kind: "argocd", from: "eu-west-1", to: "us-east-1", stack: "local-eu-west-1" },
];

/* Every cell of the table, asked of real API servers with the credential that stands where the controller finds it. */
describe("the rights of links", function () {
  this.timeout("10m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create(DECLARATION);
    await bed.succeed("up");
  });
  after(() => bed.destroy());

  for (const kind of PLATFORM_PADS)
    it(`of ${kind}: what the table allows is answered, and all else refused`, () =>
      assertTable(kind, ["yes"]));

  it("of istio with rights: reader: Secrets too", async () => {
    const fleet = parse(DECLARATION) as { environments: { local: { mesh: { rights?: string } } } };
    fleet.environments.local.mesh.rights = "reader";
    bed.declare(stringify(fleet));
    await bed.succeed("up", "--environment", "local");
    await assertTable("istio", ["yes", "reader"]);
  });

  async function assertTable(kind: PlatformPad, allowed: readonly string[]): Promise<void> {
    const access = await accessOf(kind);
    for (const row of RIGHTS_TABLE) {
      const may = allowed.includes(row.answers[kind]);
      for (const request of requestsFor(row)) {
        const status = await answerTo(access, request);
        const said = `${kind}: ${describeRow(row)} in ${row.where} (${request.method} ${request.path}): ${status}`;
        assert.notEqual(status, 401, said);
        assert.equal(status !== 403, may, said);
        // 404: there is no such type, or no such object, here; who may not is told so first.
        if (may) assert.ok(status < 300 || status === 404, said);
      }
    }
  }

  /** As the controller gets it: from the Secret in the source cluster; that of the environment's stack from the passport. */
  async function accessOf(kind: PlatformPad): Promise<Access> {
    if (kind === "hub") {
      const { passports } = await outputsOf(bed, "local-eu-west-1");
      const { endpoint, ca, landingPads } = passports["eu-west-1"] ?? assert.fail();
      return { endpoint, ca, token: landingPads.hub?.token ?? assert.fail() };
    }
    const { stack, ...link } = LINKS.find((each) => each.kind === kind) ?? assert.fail(kind);
    const kubeconfig = (await outputsOf(bed, stack)).kubeconfigs[link.from] ?? assert.fail(link.from);
    const source = await ApiServer.connect(kubeconfig, AbortSignal.timeout(60_000));
    try {
      const secret = secretOf(link, await readLinkSecrets(source, [kind])) ?? assert.fail("no Secret");
      return accessIn(secret, link) ?? assert.fail("nothing in the Secret");
    } finally {
      source.close();
    }
  }
});

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

/** What a client sends for a row. Nothing is changed by it: all writes are dry runs, and are authorised like others. */
function requestsFor(row: RightsRow): Request[] {
  const { verb } = row;
  const path = pathOf(row);
  switch (verb) {
    case "list":
      return [
        { method: "GET", path: `${path}?limit=1` },
        { method: "GET", path: `${path}?watch=true&timeoutSeconds=1` },
      ];
    case "get":
      return [{ method: "GET", path }];
    case "create":
      return [{ method: "POST", path: `${path}?dryRun=All`, body: bodyOf(row) }];
    case "patch":
      return [
        { method: "PATCH", path: `${path}?dryRun=All`, body: { metadata: { labels: { stray: "yes" } } } },
      ];
    case "delete":
      return [{ method: "DELETE", path: `${path}?dryRun=All` }];
  }
}

function pathOf({ group, resource, name, subresource, where }: RightsRow): string {
  const root = group === "" ? "/api/v1" : `/apis/${group}/${VERSIONS[group] ?? "v1"}`;
  const namespace = where === "everywhere" ? [] : ["namespaces", NAMESPACES[where] ?? where];
  return [root, ...namespace, resource, name, subresource].filter((part) => part !== undefined).join("/");
}

/** Where it is not v1. */
const VERSIONS: Readonly<Record<string, string>> = {
  "argoproj.io": "v1alpha1",
  "multicluster.x-k8s.io": "v1alpha1",
  "policy.linkerd.io": "v1beta3",
};

/** As little as the API server takes. */
function bodyOf({ group, resource }: RightsRow): object {
  const specs: Readonly<Record<string, object>> = {
    tokenreviews: { spec: { token: "none" } },
    subjectaccessreviews: {
      spec: { user: "nobody", resourceAttributes: { verb: "get", resource: "pods", namespace: "default" } },
    },
    applications: {
      spec: { project: "local", source: { repoURL: "https://git.example" }, destination: { name: "none" } },
    },
  };
  const apiVersion = group === "" ? "v1" : `${group}/${VERSIONS[group] ?? "v1"}`;
  const kinds: Readonly<Record<string, string>> = {
    configmaps: "ConfigMap",
    secrets: "Secret",
    tokenreviews: "TokenReview",
    subjectaccessreviews: "SubjectAccessReview",
    applications: "Application",
  };
  // A review is no object: it has no name.
  const metadata = resource.endsWith("reviews") ? {} : { metadata: { name: "stray" } };
  return { apiVersion, kind: kinds[resource], ...metadata, ...specs[resource] };
}

/** One environment for each mesh. */
const DECLARATION = `
name: acme
environments:
  local:
    hub: eu-west-1
    mesh: { kind: istio, meshId: acme-local, trustDomain: local.acme }
    gitops: { kind: argocd, repo: ., namespaces: [notice] }
    regions:
      eu-west-1:
        country: IE
        clusters: { eu-west-1: { provisioner: { kind: kwok, nodes: 1 }, network: net-eu, podCidr: 10.10.0.0/16 } }
      us-east-1:
        country: US
        clusters: { us-east-1: { provisioner: { kind: kwok, nodes: 1 }, network: net-us, podCidr: 10.20.0.0/16 } }
  flat:
    hub: dub
    install: api
    mesh: { kind: linkerd, trustDomain: flat.acme, mode: flat }
    regions:
      eu-west-1: { country: IE, clusters: { dub: { provisioner: { kind: kwok, nodes: 1 }, network: net, podCidr: 10.30.0.0/16 } } }
      us-east-1: { country: US, clusters: { iad: { provisioner: { kind: kwok, nodes: 1 }, network: net, podCidr: 10.40.0.0/16 } } }
`;
