import assert from "node:assert/strict";
import path from "node:path";
import { unpackedChart } from "../../charts/charts.ts";
import { Bed } from "../bed.ts";

/* A rotation on clusters with software: a small chart stands in for istiod, with a Deployment of that name. */
describe("a controller that reads its tokens when it starts", function () {
  this.timeout("10m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create(DECLARATION);
    const mirror = path.join(bed.root, "mirror");
    for (const name of ["base", "istiod", "cni"]) unpackedChart(mirror, { name, version: "1.31.1" });
    await bed.succeed("up");
  });
  after(() => bed.destroy());

  const deployment = async (): Promise<Deployment> =>
    JSON.parse(
      await bed.kubectl("dub", "-n", "istio-system", "get", "deployment", "istiod", "-o", "json"),
    ) as Deployment;
  const tokensRead = async () =>
    (await deployment()).spec.template.metadata.annotations?.["archipelago/tokens"];

  it("is left alone as long as no token has moved", async () => {
    assert.equal(await tokensRead(), undefined);
    assert.equal((await deployment()).metadata.annotations?.["deployment.kubernetes.io/revision"], "1");
  });

  it("is started anew in a rotation, after the new token has come and before the old one goes", async () => {
    await bed.succeed("rotate", "iad", "--kind", "istio");
    assert.equal(await tokensRead(), "iad=b");
    const { status, metadata } = await deployment();
    assert.equal(metadata.annotations?.["deployment.kubernetes.io/revision"], "2");
    assert.equal(status.updatedReplicas, status.replicas);
    const secret = await changeOf("dub", "istio-system", "secret", "istio-remote-secret-iad");
    const restarted = await changeOf("dub", "istio-system", "deployment", "istiod", "archipelago/tokens");
    const filled = await bed.kubectl("iad", "-n", "archipelago-system", "get", "secrets", "-o", "name");
    assert.ok(secret <= restarted, `${secret} then ${restarted}`);
    assert.ok(!filled.includes("landing-pad-istio-a") && filled.includes("landing-pad-istio-b"), filled);
  });

  it("is left alone by the next run", async () => {
    const report = JSON.parse(await bed.succeed("up", "--json")) as {
      stacks: { changes: Record<string, number> }[];
    };
    for (const { changes } of report.stacks) assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("is started anew in the rotation after that", async () => {
    await bed.succeed("rotate", "iad", "--kind", "istio");
    assert.equal(await tokensRead(), "iad=a2");
    assert.equal((await deployment()).metadata.annotations?.["deployment.kubernetes.io/revision"], "3");
  });

  /** When an object was last changed, or that field of it. */
  async function changeOf(cluster: string, namespace: string, kind: string, name: string, field = "") {
    const show = ["get", kind, name, "--show-managed-fields", "-o", "json"];
    const { metadata } = JSON.parse(await bed.kubectl(cluster, "-n", namespace, ...show)) as Managed;
    const times = metadata.managedFields.filter((entry) => JSON.stringify(entry).includes(field));
    return (
      times
        .map(({ time }) => time)
        .sort()
        .at(-1) ?? ""
    );
  }
});

interface Deployment {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly template: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } };
  };
  readonly status: { readonly replicas: number; readonly updatedReplicas: number };
}

interface Managed {
  readonly metadata: { readonly managedFields: readonly { readonly time: string }[] };
}

/** One network, so that no gateway is needed. */
const DECLARATION = `
name: acme
environments:
  local:
    hub: dub
    install: chart
    mesh: { kind: istio, meshId: acme-local, trustDomain: local.acme }
    charts: { mirror: ./mirror }
    regions:
      eu-west-1: { country: IE, clusters: { dub: { provisioner: { kind: kwok, nodes: 1 }, network: net, podCidr: 10.10.0.0/16 } } }
      us-east-1: { country: US, clusters: { iad: { provisioner: { kind: kwok, nodes: 1 }, network: net, podCidr: 10.20.0.0/16 } } }
`;
