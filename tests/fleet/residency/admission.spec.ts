import assert from "node:assert/strict";
import { dns } from "../../../fleet/declaration/dns-schema.ts";
import type { Environment, Workload } from "../../../fleet/fleet.ts";
import { planAdmission, type AdmissionPlan } from "../../../fleet/residency/admission.ts";
import type { NamedProfile } from "../../../fleet/residency/profile.ts";
import { cluster, workload } from "../arbitraries.ts";
import { backup } from "../backup/backups.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1", { gateway: ["198.51.100.7"] });
const fra = cluster("fra", "eu-central-1");
const iad = cluster("iad", "us-east-1", { gateway: ["198.51.100.8"] });
const all = [dub, fra, iad];

const profile = (facts: Partial<NamedProfile> = {}): NamedProfile => {
  return { name: "eu-only", data: ["EEA"], exceptions: [], ...facts };
};
const records = (facts: Partial<Workload> = {}) =>
  workload({ name: "records", namespace: "records", residency: profile(), ...facts });

function plan(of = dub, facts: Partial<Environment> = {}): AdmissionPlan {
  return planAdmission(of, environment(all, facts)) ?? assert.fail("no admission");
}

function parameters({ parameters }: AdmissionPlan, name: string): Record<string, string> {
  const found = parameters.find(({ metadata }) => metadata.name === `residency-${name}`);
  return found?.data as Record<string, string>;
}

/** Selector of namespaces, by binding. */
function bindings({ bindings }: AdmissionPlan): Record<string, unknown> {
  return Object.fromEntries(
    bindings.map(({ metadata, spec }) => [
      metadata.name.replace("archipelago-residency-", ""),
      (spec as { matchResources?: { namespaceSelector: unknown } }).matchResources?.namespaceSelector ??
        "everywhere",
    ]),
  );
}

const name = (operator: string, ...values: string[]) => ({
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator, values }],
});

describe("the admission of a cluster", () => {
  it("is none where there is no profile", () => {
    assert.equal(planAdmission(dub, environment(all, { workloads: [workload()] })), undefined);
  });

  it("holds for the namespaces of a workload, also on the clusters that never carry it", () => {
    const facts = { workloads: [records(), records({ name: "more", namespace: "archive" }), workload()] };
    for (const each of all)
      assert.deepEqual(
        bindings(plan(each, facts))["workloads-profile-eu-only"],
        name("In", "archive", "records"),
      );
    assert.equal(parameters(plan(dub, facts), "profile-eu-only").here, "allowed");
    assert.equal(parameters(plan(iad, facts), "profile-eu-only").here, "barred");
  });

  it("holds everywhere for the profile of an environment, but does not keep a cluster from being one", () => {
    const all = bindings(plan(dub, { residency: profile(), workloads: [records()] }));
    assert.deepEqual(
      all["workloads-profile-eu-only"],
      name("NotIn", "kube-system", "kube-public", "kube-node-lease"),
    );
    assert.equal(all["places-of-pods-profile-eu-only"], "everywhere");
  });

  it("has every profile judge, that of the environment and those of workloads", () => {
    const strict = records({ residency: profile({ name: "ie-only", data: ["IE"] }) });
    const planned = plan(fra, { residency: profile(), workloads: [strict] });
    assert.deepEqual(
      Object.keys(bindings(planned)).filter((each) => each.startsWith("workloads")),
      ["workloads-profile-eu-only", "workloads-profile-ie-only"],
    );
    assert.equal(parameters(planned, "profile-eu-only").here, "allowed");
    assert.equal(parameters(planned, "profile-ie-only").here, "barred");
  });

  it("looks at federated objects on the hub of a federation, and nowhere else", () => {
    const federation = { kubefed: { rights: "kinds", rebalance: false } } as const;
    const policies = (of: typeof dub, facts: Partial<Environment> = {}) =>
      plan(of, { workloads: [records()], ...facts }).policies.map(({ metadata }) => metadata.name);
    const more = policies(dub, { federation }).filter((each) => !policies(dub).includes(each));
    assert.deepEqual(more, [
      "archipelago-residency-federated-placements",
      "archipelago-residency-replica-scheduling-preferences",
      "archipelago-residency-kubefed-clusters",
    ]);
    assert.deepEqual(policies(fra, { federation }), policies(fra));
    const control = policies({ ...fra, controlPlane: true }).filter((each) => !policies(fra).includes(each));
    assert.deepEqual(control, ["archipelago-residency-propagation-policies"]);
  });

  it("says where what is under a profile may be: where its data may, and where it may move to", () => {
    const moving = records({ residency: profile({ data: ["IE"], failover: ["DE"], keys: ["IE"] }) });
    const {
      places = "",
      keyPlaces = "",
      ...facts
    } = parameters(plan(dub, { workloads: [moving] }), "profile-eu-only");
    assert.deepEqual(
      keyPlaces.split("\n"),
      ["eu-west-1", "northeurope"],
      "of the environment and of the clouds",
    );
    for (const place of ["eu-central-1", "eu-west-1", "europe-west3", "germanywestcentral"])
      assert.ok(places.split("\n").includes(place), place);
    assert.ok(!places.includes("us-east-1") && !places.includes("eu-west-2"));
    assert.deepEqual(facts, {
      profile: "eu-only",
      cluster: "dub",
      country: "IE",
      here: "allowed",
      jurisdictions: "[IE, DE]",
      regions: "eu-central-1\neu-west-1",
      keyRegions: "eu-west-1",
      clusters: "dub\nfra",
      barredClusters: "iad",
      targets: "198.51.100.7",
    });
  });

  it("lets records lead to the declared answers of clusters that are allowed, besides their gateways", () => {
    const answers = { dub: ["198.51.100.1"], iad: ["198.51.100.2"] };
    const zone = dns.parse({
      zone: "acme.example",
      policy: "sync",
      names: { shop: { policy: "simple", answers } },
    });
    const { targets } = parameters(plan(dub, { dns: zone, workloads: [records()] }), "profile-eu-only");
    assert.deepEqual(targets?.split("\n"), ["198.51.100.1", "198.51.100.7"]);
  });

  it("judges storage by each profile under which something may be on the cluster", () => {
    const judges = (of: typeof dub) =>
      Object.keys(bindings(plan(of, { workloads: [records()] }))).filter((each) =>
        each.startsWith("storage"),
      );
    assert.deepEqual(judges(dub), ["storage-classes-profile-eu-only"]);
    assert.deepEqual(judges(iad), []);
  });

  describe("gives a cluster the backups", () => {
    const locations = { "eu-west-1": { bucket: "acme-eu", url: "https://s3.example" } };
    const locationsOf = (of: typeof dub, facts: Partial<Environment>) =>
      parameters(plan(of, { backup: backup({ locations }), ...facts }), "cluster").locations?.split("\n");

    it("that it writes, and that it may read", () => {
      const facts = { workloads: [records()] };
      assert.deepEqual(locationsOf(dub, facts), [
        "ReadOnly eu-central-1 - acme-local-eu-central-1-backups/fra",
        "ReadOnly us-east-1 - acme-local-us-east-1-backups/iad",
        "ReadWrite eu-west-1 https://s3.example acme-eu/dub",
      ]);
      assert.deepEqual(locationsOf(iad, facts), ["ReadWrite us-east-1 - acme-local-us-east-1-backups/iad"]);
    });

    it("that are within the profile of the environment, and no others", () => {
      assert.deepEqual(locationsOf(dub, { residency: profile({ backups: ["IE"] }) }), [
        "ReadWrite eu-west-1 https://s3.example acme-eu/dub",
      ]);
    });

    it("whose place is known", () => {
      const elsewhere = { "eu-west-1": { bucket: "acme-eu", region: "somewhere" } };
      const facts = { workloads: [records()], backup: backup({ locations: elsewhere }) };
      assert.ok(!locationsOf(dub, facts)?.some((line) => line.startsWith("ReadWrite")));
    });
  });

  describe("gives a cluster the credentials", () => {
    const links = (of: typeof dub, facts: Partial<Environment>) =>
      parameters(plan(of, facts), "cluster")
        .links?.split("\n")
        .map((line) => line.split(" ")[0]);

    it("of its own links", () => {
      assert.deepEqual(links(iad, { workloads: [records()] }), [
        "istio-system/istio-remote-secret-dub",
        "istio-system/istio-remote-secret-fra",
      ]);
    });

    it("of links that stay within the profile of the environment", () => {
      assert.deepEqual(links(dub, { residency: profile() }), [
        "argocd/cluster-dub",
        "argocd/cluster-fra",
        "istio-system/istio-remote-secret-fra",
      ]);
    });

    it("of Linkerd twice, where the service mirror looks and where the destination controller does", () => {
      const mesh = { kind: "linkerd", trustDomain: "local.acme", mode: "gateway" } as const;
      assert.deepEqual(links(fra, { mesh, workloads: [records({ residency: profile({ data: ["DE"] }) })] }), [
        "linkerd-multicluster/cluster-credentials-dub",
        "linkerd-multicluster/cluster-credentials-iad",
        "linkerd/cluster-credentials-dub",
        "linkerd/cluster-credentials-iad",
      ]);
    });

    it("with the cluster as it is among a Secret's data", () => {
      const [first] = parameters(plan(dub, { workloads: [records()] }), "cluster").links?.split("\n") ?? [];
      assert.equal(first, "argocd/cluster-dub dub ZHVi");
    });
  });

  it("fails closed: without parameters, and where an expression fails", () => {
    const { policies, bindings } = plan(dub, { workloads: [records()] });
    for (const { spec } of policies) assert.equal((spec as { failurePolicy: string }).failurePolicy, "Fail");
    for (const { spec } of bindings) {
      const { paramRef, validationActions } = spec as {
        paramRef: { parameterNotFoundAction: string };
        validationActions: string[];
      };
      assert.equal(paramRef.parameterNotFoundAction, "Deny");
      assert.deepEqual(validationActions, ["Deny"]);
    }
  });

  it("has names that the API takes, each once, and bindings to what there is", () => {
    const { parameters, policies, bindings } = plan(dub, {
      residency: profile({ name: "a".repeat(63) }),
      workloads: [records()],
    });
    const names = [policies, bindings].map((objects) => objects.map(({ metadata }) => metadata.name));
    for (const each of names) assert.equal(new Set(each).size, each.length);
    const there = new Set([...policies, ...parameters].map(({ metadata }) => metadata.name));
    for (const { spec } of bindings) {
      const { policyName, paramRef } = spec as { policyName: string; paramRef: { name: string } };
      assert.ok(there.has(policyName) && there.has(paramRef.name));
    }
  });

  it("does not depend on the order of the declaration", () => {
    const one = records();
    const two = records({ name: "more", namespace: "archive", residency: profile({ name: "another" }) });
    assert.deepEqual(plan(dub, { workloads: [one, two] }), plan(dub, { workloads: [two, one] }));
  });
});
