import assert from "node:assert/strict";
import { declaration } from "../../fleet/declaration/schema.ts";
import { environmentOf, resolveFleet, type Fleet } from "../../fleet/fleet.ts";

const WRITTEN = {
  workloads: {
    web: { environments: ["local"], manifests: "web.yaml", namespace: "shop" },
    records: { environments: ["stage", "local"], manifests: "records.yaml", residency: "eu-only" },
    api: { environments: ["stage"], manifests: "api.yaml" },
  },
  residency: { "eu-only": { data: ["EEA"] } },
  environments: {
    stage: {
      hub: "fra",
      regions: {
        "eu-central-1": {
          country: "DE",
          clusters: { fra: { provisioner: { kind: "existing", secret: "fra" }, version: "1.35" } },
        },
      },
    },
    local: {
      hub: "dub",
      mesh: { kind: "istio", meshId: "acme", trustDomain: "local.acme" },
      regions: {
        "us-east-1": { country: "US", clusters: { iad: { provisioner: { kind: "kwok", nodes: 1 } } } },
        "eu-west-1": {
          country: "IE",
          labels: { tier: "gold", disk: "ssd", country: "GB" },
          clusters: {
            ork: { provisioner: { kind: "kwok" }, cordoned: true },
            dub: {
              provisioner: { kind: "kwok" },
              network: "net-eu",
              podCidr: "10.10.0.0/16",
              serviceCidr: "10.11.0.0/16",
              labels: { tier: "silver", region: "elsewhere" },
            },
          },
        },
      },
    },
  },
  name: "acme",
};

/** The same with the keys of every map in reverse. */
function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

describe("a fleet", () => {
  const fleet: Fleet = resolveFleet(declaration.parse(WRITTEN));
  const local = environmentOf(fleet, "local");
  const clusterOf = (name: string) => local.clusters.find((cluster) => cluster.name === name);

  it("has everything in the order of names, whatever the order in the file", () => {
    assert.deepEqual(
      fleet.environments.map(({ name }) => name),
      ["local", "stage"],
    );
    assert.deepEqual(
      local.regions.map(({ name, clusters }) => [name, ...clusters.map((cluster) => cluster.name)]),
      [
        ["eu-west-1", "dub", "ork"],
        ["us-east-1", "iad"],
      ],
    );
    assert.deepEqual(
      local.clusters.map(({ name }) => name),
      ["dub", "iad", "ork"],
    );
    assert.deepEqual(resolveFleet(declaration.parse(reversed(WRITTEN))), fleet);
  });

  it("has clusters that know where they are", () => {
    assert.deepEqual(clusterOf("dub"), {
      name: "dub",
      region: "eu-west-1",
      country: "IE",
      groups: ["EU", "EEA"],
      network: "net-eu",
      provisioner: { kind: "kwok", nodes: 3 },
      version: undefined,
      networkCidr: undefined,
      podCidr: "10.10.0.0/16",
      serviceCidr: "10.11.0.0/16",
      cordoned: false,
      traffic: "on",
      controlPlane: false,
      gateway: undefined,
      simulated: true,
      labels: {
        // Of the region, of the cluster in place of the region's, and the built-in ones in place of both.
        disk: "ssd",
        tier: "silver",
        name: "dub",
        region: "eu-west-1",
        country: "IE",
        network: "net-eu",
        provisioner: "kwok",
      },
    });
    assert.equal(clusterOf("ork")?.cordoned, true);
    assert.equal(clusterOf("ork")?.network, "default");
    assert.deepEqual(clusterOf("iad")?.groups, []);
    assert.equal(environmentOf(fleet, "stage").clusters[0]?.simulated, false);
  });

  it("has in each environment the workloads that are declared for it", () => {
    const workloadsOf = (name: string) =>
      environmentOf(fleet, name).workloads.map(({ name, namespace }) => `${name} in ${namespace}`);
    assert.deepEqual(workloadsOf("local"), ["records in records", "web in shop"]);
    assert.deepEqual(workloadsOf("stage"), ["api in api", "records in records"]);
  });

  it("has workloads with their whole residency profile, or none", () => {
    const residencyOf = (name: string) =>
      local.workloads.find((workload) => workload.name === name)?.residency;
    assert.deepEqual(residencyOf("records"), { name: "eu-only", data: ["EEA"], exceptions: [] });
    assert.equal(residencyOf("web"), undefined);
  });

  it("has no residency profile that objects inherit", () => {
    const workloads = { web: { ...WRITTEN.workloads.web, residency: "constructor" } };
    const resolved = resolveFleet(declaration.parse({ ...WRITTEN, workloads }));
    assert.equal(environmentOf(resolved, "local").workloads[0]?.residency, undefined);
  });

  it("names its environments when asked for another", () => {
    assert.throws(
      () => environmentOf(fleet, "prod"),
      new RangeError('There is no environment "prod" in fleet "acme"; there are: local, stage.'),
    );
  });
});
