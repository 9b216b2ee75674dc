import assert from "node:assert/strict";
import { fixedFactsOf, replacementProblems, type FixedFacts } from "../../../fleet/clouds/fixed.ts";
import type { EksCluster } from "../../../fleet/clouds/aws/names.ts";
import { cluster } from "../arbitraries.ts";
import { environment } from "../environments.ts";
import { eksCluster } from "./aws/clusters.ts";

function factsOf(of: EksCluster): FixedFacts {
  return fixedFactsOf(of, environment([of])) ?? {};
}

/** What the guard says if a cluster that is recorded as `before` becomes `now`. */
function problems(before: FixedFacts, now: EksCluster): string[] {
  return replacementProblems(environment([now]), [now], new Map([[now.name, before]]));
}

describe("a cluster that would be made anew", () => {
  const before = factsOf(eksCluster());

  it("is left alone by what changes in place", () => {
    for (const now of [
      eksCluster({}, { version: "1.35" }),
      eksCluster({ logs: { types: ["audit"], retentionDays: 30 } }),
      eksCluster({ endpoint: { public: ["192.0.2.0/24"] } }),
      eksCluster({ nodeGroups: { other: { instanceTypes: ["c7i.large"] } } }),
      eksCluster({ autoMode: true }),
      eksCluster({ vpc: { nat: "none" } }),
      eksCluster({ deletionProtection: false, support: "extended" }),
    ])
      assert.deepEqual(problems(before, now), []);
  });

  const replacing: [string, EksCluster, RegExp][] = [
    ["name", eksCluster({ name: "other" }), /^dub: name is "acme-local-dub" and would become "other"$/m],
    ["account", eksCluster({ account: "210987654321" }), /account is "123456789012"/],
    ["region", eksCluster({ region: "eu-west-3" }), /region is "eu-west-1" and would become "eu-west-3"/],
    [
      "role",
      eksCluster({ use: { clusterRole: "arn:aws:iam::123456789012:role/other" } }),
      /control plane's role is ".*:role\/acme-local-dub-cluster"/,
    ],
    ["key", eksCluster({ use: { key: "arn:aws:kms:eu-west-1:123456789012:key/k" } }), /key is "made"/],
    ["services", eksCluster({}, { serviceCidr: "172.30.0.0/16" }), /serviceCidr is "172.20.0.0\/16"/],
    ["network", eksCluster({}, { podCidr: "10.17.0.0/16" }), /vpc is "10.16.0.0\/16"/],
    ["zones", eksCluster({ vpc: { zones: ["a", "b"] } }), /zones is "a, b, c" and would become "a, b"/],
  ];
  for (const [what, now, expected] of replacing) {
    it(`is refused, and said why: ${what}`, () => {
      assert.match(problems(before, now).join("\n"), expected);
    });
    it(`is made anew if its entry says that it may be: ${what}`, () => {
      const replaceable = { ...now, provisioner: { ...now.provisioner, replaceable: true } };
      assert.deepEqual(problems(before, replaceable), []);
    });
  }

  it("is no change where nothing is recorded of it, or not this", () => {
    const now = eksCluster();
    assert.deepEqual(replacementProblems(environment([now]), [now], new Map()), []);
    assert.deepEqual(problems({ name: "acme-local-dub" }, now), []);
  });

  it("may leave Auto Mode and come back, but not with another role", () => {
    const auto = factsOf(eksCluster({ autoMode: true }));
    assert.deepEqual(problems(auto, eksCluster()), []);
    const use = { nodeRole: "arn:aws:iam::123456789012:role/other" };
    assert.match(problems(auto, eksCluster({ autoMode: true, use })).join(), /nodes' role/);
  });

  it("is none of the local ones", () => {
    const local = cluster("iad", "us-east-1");
    assert.equal(fixedFactsOf(local, environment([local])), undefined);
  });
});
