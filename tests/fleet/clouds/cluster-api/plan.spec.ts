import assert from "node:assert/strict";
import fc from "fast-check";
import { fixedFactsOfClusterApi } from "../../../../fleet/clouds/cluster-api/fixed.ts";
import { planClusterApi } from "../../../../fleet/clouds/cluster-api/plan.ts";
import { rightsOf } from "../../../../fleet/rights.ts";
import { environment } from "../../environments.ts";
import { clusterApiCluster, clusterApiClusters } from "./clusters.ts";

const NAME = "acme-prod-dub";
const plan = (provisioner: object, facts = {}) => {
  const { cluster, declared } = clusterApiCluster(provisioner, facts);
  return planClusterApi(cluster, declared, NAME, "dub");
};
const inMemory = (workers: number, version = "1.35.4") =>
  plan({ infrastructure: { kind: "in-memory", workers: { md: { replicas: workers } } } }, { version });

describe("the plan of a cluster of Cluster API", () => {
  for (const { name, cluster, declared } of clusterApiClusters()) {
    it(`begins with the Cluster, and has every object once, in its namespace: ${name}`, () => {
      const { objects } = planClusterApi(cluster, declared, NAME, "dub");
      assert.equal(objects[0]?.kind, "Cluster");
      const ids = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      assert.equal(new Set(ids).size, ids.length);
      for (const { metadata } of objects) {
        assert.equal(metadata.namespace, "dub");
        assert.equal(metadata.labels?.["cluster.x-k8s.io/cluster-name"], NAME);
      }
    });

    it(`needs no right that its landing pad does not give: ${name}`, () => {
      const env = environment([cluster], {
        clusterApi: { namespaces: ["dub"], providers: [], credentials: "identity" },
      });
      const [{ rules } = assert.fail()] = rightsOf("cluster-api-dub", env).namespaces;
      for (const { apiVersion, kind } of planClusterApi(cluster, declared, NAME, "dub").objects) {
        const rule = rules.find(
          ({ apiGroups, resources }) =>
            apiGroups.includes(apiVersion.split("/")[0] ?? "") &&
            resources.includes(`${kind.toLowerCase()}s`),
        );
        assert.ok(rule?.verbs.includes("patch") && rule.verbs.includes("delete"), kind);
      }
    });
  }

  it("gives templates another name for other content only: scaling and an upgrade leave them alone", () => {
    const templates = (planned: ReturnType<typeof plan>) =>
      planned.objects.filter(({ kind }) => kind.endsWith("Template")).map(({ metadata }) => metadata.name);
    assert.deepEqual(templates(inMemory(2)), templates(inMemory(5)));
    assert.deepEqual(templates(inMemory(2)), templates(inMemory(2, "1.35.9")));
    const aws = (instanceType: string) =>
      plan({ infrastructure: { kind: "aws", controlPlane: { instanceType }, workers: {} } });
    assert.notDeepEqual(templates(aws("m7i.large")), templates(aws("m7i.xlarge")));
  });

  it("asks AWS for what the node's rights are safe behind: encrypted disks, tokens of one hop", () => {
    const { objects } = plan({
      infrastructure: { kind: "aws", controlPlane: { instanceType: "m7i.large" }, workers: {} },
    });
    const machine = objects.find(({ kind }) => kind === "AWSMachineTemplate");
    const { template } = machine?.spec as { template: { spec: Record<string, unknown> } };
    assert.deepEqual(template.spec.rootVolume, { size: 50, type: "gp3", encrypted: true });
    const { instanceMetadataOptions } = template.spec;
    assert.deepEqual(instanceMetadataOptions, {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
  });

  it("reads of a cloud's cluster the kubeconfig with a command, and never the one with a token", () => {
    const secret = (provisioner: object) => plan(provisioner).kubeconfigSecret;
    assert.equal(secret({ topology: { class: "standard" } }), `${NAME}-kubeconfig`);
    assert.equal(secret({ topology: { class: "eks" }, kubeconfig: "user" }), `${NAME}-user-kubeconfig`);
    assert.equal(secret({ infrastructure: { kind: "aws-managed", workers: {} } }), `${NAME}-user-kubeconfig`);
  });

  it("says the version in one way, whoever is asked", () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 40 }), fc.nat(20), fc.boolean(), (minor, patch, prefixed) => {
        const version = `1.${minor}.${patch}`;
        const planned = inMemory(1, prefixed ? `v${version}` : version);
        assert.equal(planned.version, `v${version}`);
        const text = JSON.stringify(planned.objects);
        assert.equal(text.split(`"version":"v${version}"`).length - 1, 2);
      }),
    );
  });

  it("counts durations in seconds, and is protected unless told otherwise", () => {
    const timeouts = { ready: "10m", delete: "1h" };
    const { readySeconds, deleteSeconds, protect } = plan({ topology: { class: "standard" }, timeouts });
    assert.deepEqual([readySeconds, deleteSeconds, protect], [600, 3600, true]);
    assert.equal(plan({ topology: { class: "standard" }, deletionProtection: false }).protect, false);
  });

  it("cannot do without a version", () => {
    assert.throws(() => plan({ topology: { class: "standard" } }, { version: undefined }), RangeError);
  });

  it("has for life its namespace, its form, its place and its addresses", () => {
    const env = environment([], {
      clusterApi: { namespaces: ["dub"], providers: [], credentials: "identity" },
    });
    const { cluster, declared } = clusterApiCluster({
      infrastructure: { kind: "gcp-managed", project: "acme", region: "europe-west1", workers: {} },
    });
    assert.deepEqual(fixedFactsOfClusterApi(cluster, declared, env), {
      namespace: "dub",
      "what it is made from": "infrastructure gcp-managed",
      "infrastructure.region": "europe-west1",
      "infrastructure.project": "acme",
      podCidr: "10.10.0.0/16",
    });
  });
});
