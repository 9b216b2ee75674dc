import assert from "node:assert/strict";
import { checkClusterApi } from "../../fleet/declaration/checks/cluster-api.ts";
import { declaration } from "../../fleet/declaration/schema.ts";

describe("clusters of Cluster API in a declaration", () => {
  interface Facts {
    readonly provisioner?: object;
    readonly version?: string | undefined;
    readonly clusterApi?: object | undefined;
    readonly hub?: string;
    readonly country?: string;
    readonly more?: object;
  }

  function problems(facts: Facts): string[] {
    const { provisioner = {}, hub = "hub", country = "IE", more = {} } = facts;
    const topology = "infrastructure" in provisioner ? {} : { topology: { class: "standard" } };
    const version = "version" in facts ? facts.version : "1.35.4";
    const clusterApi = "clusterApi" in facts ? facts.clusterApi : { namespaces: ["clusters"] };
    const dub = {
      provisioner: { kind: "cluster-api", ...topology, ...provisioner },
      ...(version === undefined ? {} : { version }),
    };
    const parsed = declaration.parse({
      name: "acme",
      environments: {
        prod: {
          hub,
          ...(clusterApi === undefined ? {} : { clusterApi }),
          regions: {
            home: { country: "IE", clusters: { hub: { provisioner: { kind: "kwok" } } } },
            "eu-west-1": { country, clusters: { dub } },
            ...more,
          },
        },
      },
    });
    return checkClusterApi(parsed).map(({ path, message }) => `${path.slice(2).join(".")}: ${message}`);
  }

  const at = "regions.eu-west-1.clusters.dub";
  const aws = (region?: string) => ({
    infrastructure: { kind: "aws-managed", ...(region === undefined ? {} : { region }), workers: {} },
  });

  it("need no more than a hub with a namespace and a full version", () => {
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems({ provisioner: aws() }), []);
  });

  it("need a hub that has Cluster API, and is not one of them", () => {
    assert.deepEqual(problems({ clusterApi: undefined }), [
      `${at}.provisioner: the environment's hub has no Cluster API`,
    ]);
    assert.deepEqual(problems({ hub: "dub" }), [
      `${at}.provisioner.kind: the hub cannot be made by Cluster API: that is what runs on it`,
    ]);
  });

  it("say in which namespace they are, where there are several", () => {
    const clusterApi = { namespaces: ["dub", "iad"] };
    assert.deepEqual(problems({ clusterApi }), [
      `${at}.provisioner: it does not say in which namespace of the hub it is kept`,
    ]);
    assert.deepEqual(problems({ clusterApi, provisioner: { namespace: "dup" } }), [
      `${at}.provisioner.namespace: "dup" is none of clusterApi.namespaces`,
    ]);
  });

  it("share no namespace with another region, nor with the platform", () => {
    const iad = { provisioner: { kind: "cluster-api", topology: { class: "standard" } }, version: "1.35.4" };
    assert.deepEqual(problems({ more: { "us-east-1": { country: "US", clusters: { iad } } } }), [
      'regions.us-east-1.clusters.iad.provisioner: namespace "clusters" of the hub is that of region eu-west-1 already',
    ]);
    assert.deepEqual(problems({ clusterApi: { namespaces: ["argocd"] } }), [
      'clusterApi.namespaces.0: namespace "argocd" holds other things',
    ]);
  });

  it("have a version with its patch", () => {
    assert.deepEqual(problems({ version: "1.35" }), [`${at}.version: "1.35" has no patch`]);
    assert.deepEqual(problems({ version: undefined }), [
      `${at}: a cluster of Cluster API needs a version for its topology`,
    ]);
  });

  it("stand where their region is declared to stand", () => {
    assert.deepEqual(problems({ provisioner: aws("us-east-1") }), [
      `${at}.provisioner.infrastructure.region: us-east-1 of AWS stands in US, and its region is declared to stand in IE`,
    ]);
    assert.deepEqual(problems({ provisioner: aws("eu-west-9") }), [
      `${at}.provisioner.infrastructure.region: "eu-west-9" is no region of AWS`,
    ]);
  });

  it("have names that fit", () => {
    const pool = "p".repeat(55);
    const infrastructure = { kind: "aws-managed", workers: { [pool]: { instanceType: "m7i.large" } } };
    assert.deepEqual(problems({ provisioner: { infrastructure } }), [
      `${at}.provisioner.infrastructure.workers.${pool}: "acme-prod-dub-${pool}" is longer than 63 characters`,
    ]);
  });
});
