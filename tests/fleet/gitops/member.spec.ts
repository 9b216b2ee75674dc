import assert from "node:assert/strict";
import { memberMetadata } from "../../../fleet/gitops/member.ts";
import { cluster } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const hub = cluster("hub", "eu-west-1", { podCidr: "10.10.0.0/16", groups: ["EU", "EEA"] });
const edge = cluster("edge", "us-east-1", { labels: { tier: "gold", "example.com/team": "pay" } });
const both = environment([hub, edge]);
const facts = { endpoint: "https://edge.example", version: "v1.35.4" };

describe("what Argo CD learns of a member", () => {
  it("are all labels that selectors of the declaration see", () => {
    const { labels } = memberMetadata(edge, both, facts);
    assert.deepEqual(labels, {
      "archipelago/country": "US",
      "archipelago/environment": "local",
      "archipelago/name": "edge",
      "archipelago/network": "default",
      "archipelago/provisioner": "kwok",
      "archipelago/region": "us-east-1",
      "archipelago/tier": "gold",
      "example.com/team": "pay",
      "archipelago/system-istio": "true",
      "argocd.argoproj.io/secret-type": "cluster",
    });
  });

  it("are its jurisdictions and the systems that are on it", () => {
    const { labels } = memberMetadata(hub, both, facts);
    for (const key of ["jurisdiction-EU", "jurisdiction-EEA", "system-istio", "system-argocd"])
      assert.equal(labels[`archipelago/${key}`], "true", key);
  });

  it("are its addresses, as annotations, as far as they are known", () => {
    assert.deepEqual(
      memberMetadata(hub, both, { ...facts, gateway: ["192.0.2.1", "192.0.2.2"] }).annotations,
      {
        "archipelago/fleet": "acme",
        "archipelago/groups": "EU,EEA",
        "archipelago/endpoint": "https://edge.example",
        "archipelago/version": "v1.35.4",
        "archipelago/simulated": "true",
        "archipelago/pod-cidr": "10.10.0.0/16",
        "archipelago/trust-domain": "local.acme",
        "archipelago/mesh-gateway": "192.0.2.1,192.0.2.2",
      },
    );
    assert.ok(!("archipelago/pod-cidr" in memberMetadata(edge, both, facts).annotations));
  });

  it("cannot be forged by a label of the cluster's own", () => {
    const forged = cluster("edge", "us-east-1", { labels: { environment: "prod" } });
    assert.equal(memberMetadata(forged, both, facts).labels["archipelago/environment"], "local");
  });
});
