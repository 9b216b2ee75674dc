import assert from "node:assert/strict";
import type { Environment } from "../../../fleet/fleet.ts";
import { linkObject } from "../../../fleet/mesh/linkerd.ts";
import { linkerdPlan } from "../../../fleet/platform/linkerd.ts";
import { openTrust } from "../../../fleet/trust/read.ts";
import { trustOf } from "../../trust.ts";
import { cluster } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1", { simulated: false });
const clusters = [dub, cluster("fra", "eu-central-1"), cluster("iad", "us-east-1")];
const inMode = (mode: "gateway" | "flat" | "federated", facts: Partial<Environment> = {}) =>
  environment(clusters, { mesh: { kind: "linkerd", trustDomain: "local.acme", mode }, ...facts });

/** The values of a chart on dub. */
function valuesOf(chart: string, of: Environment): Record<string, unknown> {
  const plan = linkerdPlan(dub, of, openTrust(trustOf(of, "dub")));
  return plan?.charts.find((each) => each.chart === chart)?.values ?? assert.fail(`no ${chart}`);
}

describe("Linkerd on a cluster", () => {
  it("is there in a mesh of Linkerd only", () => {
    assert.equal(linkerdPlan(dub, environment(clusters)), undefined);
    assert.equal(linkerdPlan(dub, environment(clusters, { mesh: undefined })), undefined);
  });

  it("is installed in order: what pods need, its types, its control plane, the extension", () => {
    const plan = linkerdPlan(dub, inMode("gateway"));
    assert.deepEqual(plan?.apis, ["gateway-api"]);
    assert.deepEqual(
      plan.charts.map(({ chart, namespace }) => `${namespace}/${chart}`),
      [
        "linkerd-cni/linkerd2-cni",
        "linkerd/linkerd-crds",
        "linkerd/linkerd-control-plane",
        "linkerd-multicluster/linkerd-multicluster",
      ],
    );
  });

  it("is its types and namespaces only where nothing runs", () => {
    const [, fra] = clusters;
    const plan = linkerdPlan(fra!, inMode("gateway"));
    assert.deepEqual([plan?.apis, plan?.charts], [["gateway-api", "linkerd"], []]);
    assert.deepEqual(
      plan?.namespaces.map(({ name }) => name),
      ["linkerd", "linkerd-multicluster"],
    );
    assert.equal(plan.namespaces[1]?.labels?.["linkerd.io/extension"], "multicluster");
  });

  it("has no part that a render would make at random: certificates are given, and the clock is not asked", () => {
    const of = inMode("gateway");
    const { root, webhooks } = trustOf(of, "dub");
    const values = valuesOf("linkerd-control-plane", of);
    assert.deepEqual(values, {
      identityTrustDomain: "local.acme",
      identityTrustAnchorsPEM: root,
      identity: { issuer: { scheme: "kubernetes.io/tls" } },
      cniEnabled: true,
      disableHeartBeat: true,
      proxyInjector: { externalSecret: true, caBundle: webhooks?.["proxy-injector"]?.certificate },
      profileValidator: { externalSecret: true, caBundle: webhooks?.["sp-validator"]?.certificate },
      policyValidator: { externalSecret: true, caBundle: webhooks?.["policy-validator"]?.certificate },
    });
    assert.ok(!JSON.stringify(values).includes("PRIVATE KEY"));
  });

  it("mirrors from every peer, with a landing pad that is not the chart's", () => {
    const values = valuesOf("linkerd-multicluster", inMode("gateway"));
    assert.deepEqual(values.controllers, [
      { link: { ref: { name: "fra" } } },
      { link: { ref: { name: "iad" } } },
    ]);
    assert.equal(values.remoteMirrorServiceAccount, false);
    assert.equal(values.createNamespaceMetadataJob, false);
  });

  it("has a gateway in the mode that needs one, with an address that somebody can give it", () => {
    assert.deepEqual(valuesOf("linkerd-multicluster", inMode("gateway")).gateway, { enabled: true });
    for (const mode of ["flat", "federated"] as const)
      assert.deepEqual(valuesOf("linkerd-multicluster", inMode(mode)).gateway, { enabled: false });
    const [, fra] = clusters;
    const forced = linkerdPlan(fra!, inMode("gateway", { install: "chart" }));
    assert.deepEqual(forced?.charts.at(-1)?.values.gateway, { enabled: true, serviceType: "NodePort" });
  });
});

describe("a Link", () => {
  const mesh = (mode: "gateway" | "flat" | "federated") =>
    ({ kind: "linkerd", trustDomain: "local.acme", mode }) as const;
  const discovery = {
    targetClusterName: "iad",
    targetClusterDomain: "cluster.local",
    targetClusterLinkerdNamespace: "linkerd",
    clusterCredentialsSecret: "cluster-credentials-iad",
    remoteDiscoverySelector: { matchLabels: { "mirror.linkerd.io/exported": "remote-discovery" } },
    federatedServiceSelector: { matchLabels: { "mirror.linkerd.io/federated": "member" } },
  };
  const specOf = (mode: "gateway" | "flat" | "federated", gateway?: string[]) =>
    (linkObject("iad", "cluster-credentials-iad", mesh(mode), gateway) as { spec?: object }).spec;

  it("goes through the target's gateway, as far as it has addresses; all values are texts", () => {
    assert.deepEqual(specOf("gateway", ["198.51.100.7", "gw.example"]), {
      ...discovery,
      gatewayAddress: "198.51.100.7,gw.example",
      gatewayPort: "4143",
      gatewayIdentity: "linkerd-gateway.linkerd-multicluster.serviceaccount.identity.linkerd.local.acme",
      probeSpec: { path: "/ready", port: "4191", period: "3s", timeout: "30s", failureThreshold: "3" },
      selector: { matchLabels: { "mirror.linkerd.io/exported": "true" } },
    });
    assert.deepEqual(specOf("gateway"), discovery);
  });

  it("selects nothing for a gateway where pods reach one another", () => {
    for (const mode of ["flat", "federated"] as const)
      assert.deepEqual(specOf(mode, ["gw.example"]), discovery);
  });
});
