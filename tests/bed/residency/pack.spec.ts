import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { Bed } from "../bed.ts";
import { stateOf } from "./state.ts";

/* The pack on real API servers, through the real engine: in a first `up`, when nothing is known yet, and in later ones. */
describe("the residency pack on a fleet whose environment has a profile", function () {
  this.timeout("5m");
  let bed: Bed;

  before(async () => {
    bed = await Bed.create(declaration);
    bed.write("examples/shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
    bed.write("examples/shop/templates/shop.yaml", shop);
    bed.write("examples/shop/templates/collector.yaml", collector("https://api.example.com"));
  });
  after(async () => {
    await bed.destroy();
  });

  const up = () => bed.fleet("up", "--json");
  const configMap = () =>
    bed.kubectl(
      "eu-west-1",
      "get",
      "configmap",
      "collector",
      "-n",
      "shop",
      "--ignore-not-found",
      "-o",
      "name",
    );

  it("stops a first up before it makes an object of a chart that sends data to who knows where", async () => {
    const { code, stdout } = await up();
    assert.equal(code, 3, stdout);
    assert.match(
      stdout,
      /config\.yaml.*otlphttp\.endpoint.*not declared under hosts.*profile eu-only of fleet\.yaml/,
    );
    const made = await stateOf(bed, "local-eu-west-1");
    assert.ok(!made.some(({ urn }) => urn.endsWith("collector")), "the object is not in the state");
  });

  it("lets the fleet come up when it sends it where it may", async () => {
    bed.write("examples/shop/templates/collector.yaml", collector("https://otel.example.eu"));
    const { code, stdout, stderr } = await up();
    assert.equal(code, 0, stdout + stderr);
    assert.match(await configMap(), /collector/);
  });

  it("finds nothing to do the second time", async () => {
    const { stacks } = JSON.parse(await bed.succeed("up", "--json")) as { stacks: { changes: object }[] };
    for (const { changes } of stacks) assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("refuses the same in a preview, and with the plain CLI", async () => {
    bed.write("examples/shop/templates/collector.yaml", collector("https://otel.us-east-1.amazonaws.com"));
    const preview = await bed.fleet("preview", "--json");
    assert.equal(preview.code, 3);
    const plain = await bed.pulumi(
      "up",
      "--yes",
      "--stack",
      "local-eu-west-1",
      "--policy-pack",
      "policies/residency/pack",
    );
    assert.notEqual(plain.code, 0);
    assert.match(plain.stdout + plain.stderr, /us-east-1 is in US/);
    assert.match(
      await bed.kubectl("eu-west-1", "get", "configmap", "collector", "-n", "shop", "-o", "yaml"),
      /otel\.example\.eu/,
    );
  });

  it("goes by the packs of another checkout, where a change has taken its own away", async () => {
    rmSync(path.join(bed.root, "policies"), { recursive: true });
    const preview = await bed.fleet("preview", "--policies", OTHER_CHECKOUT, "--json");
    assert.equal(preview.code, 3, preview.stdout + preview.stderr);
    assert.match(preview.stdout + preview.stderr, /us-east-1 is in US/);
  });
});

const OTHER_CHECKOUT = path.resolve(import.meta.dirname, "../../../policies");

const declaration = `
name: acme
residency:
  eu-only: { data: [EEA] }
environments:
  local:
    hub: eu-west-1
    residency: eu-only
    mesh: { kind: istio, meshId: acme-local, trustDomain: local.acme }
    observability: { sinks: { eu: { endpoint: "https://otel.example.eu", country: DE, accepts: [EEA] } } }
    regions:
      eu-west-1:
        country: IE
        clusters: { eu-west-1: { provisioner: { kind: kwok, nodes: 1 }, network: net-ie, podCidr: 10.10.0.0/16 } }
      eu-north-1:
        country: SE
        clusters: { eu-north-1: { provisioner: { kind: kwok, nodes: 1 }, network: net-se, podCidr: 10.20.0.0/16 } }
workloads:
  shop: { environments: [local], manifests: examples/shop }
`;

const shop = `
apiVersion: v1
kind: ConfigMap
metadata: { name: shop }
data: { currency: EUR }
`;

const collector = (endpoint: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: collector }
data:
  config.yaml: |
    exporters:
      otlphttp: { endpoint: "${endpoint}" }
`;
