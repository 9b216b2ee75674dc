import assert from "node:assert/strict";
import { hubRestores, hubSchedules, pausingModifiers } from "../../../fleet/drills/hub.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import { cluster, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1");
const iad = cluster("iad", "us-east-1");
const backup = {
  every: "6h",
  keep: "30d",
  volumes: "none",
  locations: {},
} as unknown as Environment["backup"];
const clusterApi = { namespaces: ["iad"] } as unknown as Environment["clusterApi"];
const fleet = (facts: Partial<Environment> = {}) =>
  environment([dub, iad], { hub: "dub", backup, workloads: [workload({ namespace: "shop" })], ...facts });

describe("what a hub that was made anew is given back", () => {
  it("is of its own backups: what its workloads had, then what its control planes held", () => {
    assert.deepEqual(hubSchedules(dub, fleet()), ["dub", "dub.hub.control-planes"]);
    assert.deepEqual(hubSchedules(dub, fleet({ backup: undefined })), []);
  });

  it("leaves alone what an up has made, but for Argo CD's own Secret, which has nothing in it yet", () => {
    const policies = hubRestores(dub, fleet(), "").map(({ part, spec }) => [
      part ?? "all",
      spec.existingResourcePolicy,
    ]);
    assert.deepEqual(policies, [
      ["all", "none"],
      ["all", "none"],
      ["argocd-secret", "update"],
    ]);
    assert.equal(hubRestores(dub, fleet({ gitops: undefined, clusterApi }), "").length, 2);
  });

  it("is neither what controllers make of it again, nor canaries of before", () => {
    const [own] = hubRestores(dub, fleet(), "");
    const { excludedResources, labelSelector } = own!.spec as {
      excludedResources: string[];
      labelSelector: { matchExpressions: object[] };
    };
    assert.ok(excludedResources.includes("pods") && excludedResources.includes("replicasets.apps"));
    assert.deepEqual(labelSelector.matchExpressions, [
      { key: "archipelago/canary", operator: "DoesNotExist" },
    ]);
  });

  it("has clusters of Cluster API paused, where there are any, until all of them is there", () => {
    const [, held] = hubRestores(dub, fleet({ clusterApi }), "paused");
    assert.deepEqual(held!.spec.resourceModifier, { kind: "ConfigMap", name: "paused" });
    const [, without] = hubRestores(dub, fleet(), "paused");
    assert.equal(without!.spec.resourceModifier, undefined);
    const { data } = pausingModifiers("paused", "3f9a1c", fleet({ clusterApi })) as unknown as {
      data: Record<string, string>;
    };
    assert.deepEqual(JSON.parse(data["modifiers.yaml"]!), {
      version: "v1",
      resourceModifierRules: [
        {
          conditions: {
            groupResource: "clusters.cluster.x-k8s.io",
            namespaces: ["iad"],
            resourceNameRegex: ".*",
          },
          mergePatches: [{ patchData: '{"spec":{"paused":true}}' }],
        },
      ],
    });
  });
});
