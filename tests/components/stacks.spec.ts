import assert from "node:assert/strict";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadFleet } from "../../fleet/declaration/load.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { roleOf } from "../../fleet/stacks.ts";
import { regionStack } from "../../stacks/region.ts";
import { Settings } from "../../stacks/settings.ts";
import { trustConfig, trustOf } from "../trust.ts";
import { record, type Registration } from "./recorder.ts";
import { revealedEach } from "./values.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

describe("a region stack, as it is registered", () => {
  let seen: Registration[];
  let local: Environment;

  before(async () => {
    seen = await record(async () => {
      const role = roleOf(loadFleet(ROOT), "local-eu-west-1");
      assert.equal(role.kind, "region");
      local = role.environment;
      pulumi.runtime.setAllConfig(trustConfig(role.environment));
      await regionStack({ ...role, root: ROOT, settings: new Settings(ROOT, role.region) });
    });
  });

  it("is something at all", () => {
    assert.ok(seen.length > 25);
  });

  it("gives every object of a cluster an explicit provider, a parent, and the cluster it goes with", () => {
    for (const { type, name, provider, parent, deletedWith } of seen) {
      if (!type.startsWith("kubernetes:")) continue;
      assert.match(provider, /pulumi:providers:kubernetes::eu-west-1/, name);
      assert.match(parent, /archipelago:/, name);
      assert.match(deletedWith, /kwok:index:Cluster::eu-west-1$/, name);
    }
  });

  it("tells every Kubernetes provider which cluster it is for", () => {
    const providers = seen.filter(({ type }) => type === "pulumi:providers:kubernetes");
    assert.ok(providers.length > 0);
    for (const { inputs } of providers) assert.equal(inputs.clusterIdentifier, "identifier");
  });

  it("keeps kubeconfigs and what Secrets carry secret", () => {
    const secret = (value: unknown) =>
      typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
    for (const { type, name, inputs, additionalSecretOutputs } of seen) {
      if (type === "pulumi:providers:kubernetes") assert.ok(secret(inputs.kubeconfig), name);
      if (type !== "kubernetes:core/v1:Secret") continue;
      assert.deepEqual(additionalSecretOutputs, ["data", "stringData"], name);
      for (const value of Object.values(inputs.stringData ?? {})) assert.ok(secret(value), name);
    }
  });

  it("hands the mesh its certificate authority before it is installed, and the key to nobody else", () => {
    const cacerts = seen.filter(({ name }) => name === "eu-west-1/istio/cacerts");
    const [{ inputs }] = cacerts as [Registration];
    const { issuer, key, root, chain } = trustOf(local, "eu-west-1");
    assert.deepEqual(revealedEach(inputs.stringData), {
      "ca-cert.pem": issuer,
      "ca-key.pem": key,
      "root-cert.pem": root,
      "cert-chain.pem": chain,
    });
    const release = seen.find(({ name }) => name === "eu-west-1/istio/api-istio");
    assert.ok(release?.dependencies.some((urn) => urn.endsWith("::eu-west-1/istio/cacerts")));
    const others = JSON.stringify(seen.filter((each) => !cacerts.includes(each)));
    assert.ok(!others.includes("PRIVATE KEY"));
  });

  it("makes a token Secret only after its account: its controller deletes one whose account it does not find", () => {
    const tokens = seen.filter(({ inputs }) => inputs.type === "kubernetes.io/service-account-token");
    assert.deepEqual(tokens.map(({ name }) => name).sort(), [
      "eu-west-1/argocd/a",
      "eu-west-1/hub/a",
      "eu-west-1/istio/a",
    ]);
    for (const { dependencies, name } of tokens) {
      assert.ok(
        dependencies.some((urn) => urn.includes("core/v1:ServiceAccount::")),
        name,
      );
    }
  });

  it("gives no landing pad a right to everything everywhere", () => {
    for (const { type, name, inputs } of seen) {
      if (!type.endsWith(":ClusterRole")) continue;
      const rules = inputs.rules as { resources: string[]; verbs: string[] }[];
      for (const { resources, verbs } of rules)
        assert.ok(!resources.includes("*") && !verbs.includes("*"), name);
    }
  });

  it("puts every object into a namespace that the program has made first", () => {
    const made = new Set(
      seen
        .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
        .map(({ inputs }) => (inputs.metadata as { name: string }).name),
    );
    for (const { type, name, inputs } of seen) {
      const { namespace } = (inputs.metadata ?? {}) as { namespace?: string };
      if (!type.startsWith("kubernetes:") || namespace === undefined) continue;
      assert.ok(made.has(namespace), `${name} is in ${namespace}`);
    }
  });

  it("has names that are unique, and labels on what workloads consist of", () => {
    const urns = seen.map(({ urn }) => urn);
    assert.equal(new Set(urns).size, urns.length);
    const storefront = seen.filter(({ parent }) => parent.endsWith("DirectWorkload::eu-west-1/storefront"));
    assert.equal(storefront.length, 2);
    for (const { inputs } of storefront) {
      const { labels } = inputs.metadata as { labels: Record<string, string> };
      assert.equal(labels["archipelago/workload"], "storefront");
    }
  });
});
