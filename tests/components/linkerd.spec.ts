import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../fleet/fleet.ts";
import { kubeconfigFor } from "../../fleet/kubeconfig.ts";
import { regionStack } from "../../stacks/region.ts";
import { Settings } from "../../stacks/settings.ts";
import { cluster } from "../fleet/arbitraries.ts";
import { environment, passportOf, tokenOf } from "../fleet/environments.ts";
import { trustConfig, trustOf } from "../trust.ts";
import { record, type Registration } from "./recorder.ts";
import { revealedEach } from "./values.ts";

const dub = cluster("dub", "eu-west-1");
const iad = cluster("iad", "us-east-1");
const local: Environment = environment([dub, iad], {
  mesh: { kind: "linkerd", trustDomain: "local.acme", mode: "gateway" },
});

describe("a region in a mesh of Linkerd", () => {
  let seen: Registration[];
  before(async () => {
    const passport = passportOf(iad, local, { gateway: { addresses: ["198.51.100.7"] } });
    const peers = { "local-us-east-1": { passports: { iad: passport } } };
    seen = await record(async () => {
      pulumi.runtime.setAllConfig(trustConfig(local));
      const [region] = local.regions;
      await regionStack({
        environment: local,
        region: region!,
        root: "/",
        settings: new Settings("/", region!),
      });
    }, peers);
  });
  after(() => {
    pulumi.runtime.setAllConfig({});
  });

  const named = (name: string) => seen.find((each) => each.name === name) ?? assert.fail(`no ${name}`);
  const kubeconfig = kubeconfigFor({
    name: "iad",
    endpoint: "https://iad.example:6443",
    ca: btoa("ca of iad"),
    user: { token: tokenOf("iad", "linkerd") },
  });

  it("keeps the credentials of a peer where the mirror looks, and where the destination controller does", () => {
    const ofMirror = named("dub/linkerd/iad");
    assert.deepEqual(ofMirror.inputs.metadata, {
      namespace: "linkerd-multicluster",
      name: "cluster-credentials-iad",
    });
    const ofDestination = named("dub/linkerd/iad/discovery");
    assert.deepEqual(ofDestination.inputs.metadata, {
      namespace: "linkerd",
      name: "cluster-credentials-iad",
      labels: { "multicluster.linkerd.io/cluster-name": "iad" },
      annotations: {
        "multicluster.linkerd.io/trust-domain": "local.acme",
        "multicluster.linkerd.io/cluster-domain": "cluster.local",
      },
    });
    for (const { inputs } of [ofMirror, ofDestination]) {
      assert.equal(inputs.type, "mirror.linkerd.io/remote-kubeconfig");
      assert.deepEqual(revealedEach(inputs.stringData), { kubeconfig });
    }
  });

  it("makes the Link after its credentials, with the addresses of the passport and no secret", () => {
    const { inputs, dependencies, type } = named("dub/linkerd/iad/link");
    assert.equal(type, "kubernetes:multicluster.linkerd.io/v1alpha3:Link");
    assert.ok(dependencies.some((urn) => urn.endsWith("::dub/linkerd/iad")));
    const { gatewayAddress, selector } = inputs.spec as Record<string, unknown>;
    assert.equal(gatewayAddress, "198.51.100.7");
    assert.deepEqual(selector, { matchLabels: { "mirror.linkerd.io/exported": "true" } });
    assert.ok(!JSON.stringify(inputs).includes("canary"));
  });

  it("hands Linkerd its issuer and what its webhooks serve with, sealed, before it is installed", () => {
    const { chain, key, root, webhooks } = trustOf(local, "dub");
    assert.deepEqual(revealedEach(named("dub/linkerd/linkerd-identity-issuer").inputs.stringData), {
      "tls.crt": chain,
      "tls.key": key,
      "ca.crt": root,
    });
    const injector = named("dub/linkerd/linkerd-proxy-injector-k8s-tls");
    assert.equal(injector.inputs.type, "kubernetes.io/tls");
    const pair = webhooks?.["proxy-injector"];
    assert.deepEqual(revealedEach(injector.inputs.stringData), {
      "tls.crt": pair?.certificate,
      "tls.key": pair?.key,
    });
    const first = named("dub/linkerd/api-gateway-api").dependencies;
    assert.ok(first.some((urn) => urn.endsWith("::dub/linkerd/linkerd-identity-issuer")));
    const keys = seen.filter(({ inputs }) => JSON.stringify(inputs).includes("PRIVATE KEY"));
    assert.deepEqual(keys.map(({ name }) => name).sort(), [
      "dub/linkerd/linkerd-identity-issuer",
      "dub/linkerd/linkerd-policy-validator-k8s-tls",
      "dub/linkerd/linkerd-proxy-injector-k8s-tls",
      "dub/linkerd/linkerd-sp-validator-k8s-tls",
    ]);
  });
});
