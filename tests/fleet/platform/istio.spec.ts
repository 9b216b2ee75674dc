import assert from "node:assert/strict";
import type { IstioMesh } from "../../../fleet/declaration/platform-schema.ts";
import type { Cluster, Environment } from "../../../fleet/fleet.ts";
import { istioPlan } from "../../../fleet/platform/istio.ts";
import { cluster } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const real = { simulated: false } as const;
const dub = cluster("dub", "eu-west-1", { ...real, network: "net-eu" });
const fra = cluster("fra", "eu-central-1", { ...real, network: "net-eu" });
const iad = cluster("iad", "us-east-1", { ...real, network: "net-us", gateway: ["198.51.100.7"] });

function within(profile: IstioMesh["profile"], clusters: readonly Cluster[] = [dub, fra, iad]): Environment {
  const mesh = { kind: "istio", meshId: "acme", trustDomain: "local.acme", rights: "endpoints", profile };
  return environment(clusters, { mesh: mesh as IstioMesh });
}

const planOf = (of: Cluster, local: Environment) => istioPlan(of, local) ?? assert.fail("no Istio");
const valuesOf = (chart: string, of: Cluster, local: Environment) =>
  planOf(of, local).charts.find((each) => each.chart === chart)?.values ?? assert.fail(`no ${chart}`);
const objectsOf = (of: Cluster, local: Environment) =>
  planOf(of, local).objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

describe("Istio on a cluster", () => {
  it("is there in a mesh of Istio only", () => {
    assert.equal(istioPlan(dub, environment([dub], { mesh: undefined })), undefined);
  });

  it("is its charts in order, with a gateway where there are several networks", () => {
    const charts = (profile: IstioMesh["profile"], clusters?: readonly Cluster[]) =>
      planOf(dub, within(profile, clusters)).charts.map(
        ({ release, namespace }) => `${namespace}/${release}`,
      );
    const common = ["istio-system/istio-base", "istio-system/istiod", "istio-cni/istio-cni"];
    assert.deepEqual(charts("sidecar", [dub, fra]), common);
    assert.deepEqual(charts("sidecar"), [...common, "istio-system/istio-eastwestgateway"]);
    assert.deepEqual(charts("ambient"), [...common, "istio-cni/ztunnel"]);
  });

  it("knows mesh, cluster and network, the same whether istiod or ztunnel asks", () => {
    const { global } = valuesOf("istiod", iad, within("ambient")) as { global: Record<string, unknown> };
    assert.equal(global.meshID, "acme");
    assert.deepEqual(global.multiCluster, { clusterName: "iad" });
    assert.equal(global.network, "net-us");
    const { multiCluster, network } = valuesOf("ztunnel", iad, within("ambient"));
    assert.deepEqual([multiCluster, network], [{ clusterName: "iad" }, "net-us"]);
  });

  it("has DNS answered by sidecars, and tunnels in ambient", () => {
    const proxy = (profile: IstioMesh["profile"]) => {
      const { meshConfig } = valuesOf("istiod", dub, within(profile)) as {
        meshConfig: { defaultConfig: { proxyMetadata: Record<string, string> } };
      };
      return meshConfig.defaultConfig.proxyMetadata;
    };
    assert.deepEqual(proxy("sidecar"), {
      ISTIO_META_DNS_CAPTURE: "true",
      ISTIO_META_DNS_AUTO_ALLOCATE: "true",
    });
    assert.deepEqual(proxy("ambient"), { ISTIO_META_ENABLE_HBONE: "true" });
    const { env } = valuesOf("istiod", dub, within("ambient")) as { env: Record<string, string> };
    assert.equal(env.AMBIENT_ENABLE_MULTI_NETWORK, "true");
  });

  it("tells sidecars the declared addresses of gateways, and which clusters are behind them", () => {
    const { global } = valuesOf("istiod", dub, within("sidecar")) as { global: { meshNetworks: unknown } };
    assert.deepEqual(global.meshNetworks, {
      "net-us": {
        endpoints: [{ fromRegistry: "iad" }],
        gateways: [{ address: "198.51.100.7", port: 15443 }],
      },
    });
  });

  it("lets the other networks in: by SNI for sidecars, by a tunnel for ambient, not at all in one network", () => {
    assert.deepEqual(objectsOf(dub, within("sidecar")), ["Gateway cross-network-gateway"]);
    assert.deepEqual(objectsOf(dub, within("ambient")), ["Gateway istio-eastwestgateway"]);
    assert.deepEqual(objectsOf(dub, within("sidecar", [dub, fra])), []);
  });

  it("does not let a webhook that nobody answers lock out later writes", () => {
    for (const chart of ["base", "istiod"])
      assert.deepEqual(valuesOf(chart, dub, within("sidecar")).base, { validationFailurePolicy: "Ignore" });
  });

  it("labels its namespace with the network before anything is installed", () => {
    const namespace = planOf(iad, within("sidecar")).namespaces.find(({ name }) => name === "istio-system");
    assert.equal(namespace?.labels?.["topology.istio.io/network"], "net-us");
  });

  it("is its types, its settings and its gateway where nothing runs", () => {
    const simulated = cluster("dub", "eu-west-1", { network: "net-eu" });
    const local = within("sidecar", [simulated, iad]);
    assert.deepEqual(planOf(simulated, local).charts, []);
    assert.deepEqual(planOf(simulated, local).apis, ["istio"]);
    assert.ok(objectsOf(simulated, local).includes("ConfigMap istio"));
  });
});
