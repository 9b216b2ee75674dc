import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { clusterArguments } from "../../components/cluster/eks/cluster-arguments.ts";
import { CLUSTER_ARGUMENTS } from "../../fleet/clouds/aws/cluster-arguments.ts";
import { planEks } from "../../fleet/clouds/aws/eks.ts";
import { fixedFacts } from "../../fleet/clouds/aws/fixed.ts";
import { placeOf, roleArnOf, type EksCluster } from "../../fleet/clouds/aws/names.ts";
import { eksCluster } from "../fleet/clouds/aws/clusters.ts";
import { environment } from "../fleet/environments.ts";

/** The arguments of a cluster in the SDK: what `pulumi up` can be told. */
function argumentsOfSdk(): string[] {
  const file = createRequire(import.meta.url).resolve("@pulumi/aws/eks/cluster.d.ts");
  const text = readFileSync(file, "utf8");
  const [, body = ""] = /export interface ClusterArgs \{\n([\s\S]*?)\n\}/.exec(text) ?? [];
  return [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name = ""]) => name);
}

/** Every value that stands in an object, by path; a list is one value. */
function leaves(value: unknown, path = ""): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
}

/** The row of the table that says what a change at a path does: its own, or that of what it stands in. */
function rowFor(path: string): string | undefined {
  const parts = path.split(".");
  return parts
    .map((_, index) => parts.slice(0, parts.length - index).join("."))
    .find((each) => each in CLUSTER_ARGUMENTS);
}

/** The arguments that the program gives, with what it makes by the names that it makes it under. */
function given(cluster: EksCluster): Map<string, unknown> {
  const surroundings = environment([cluster]);
  const place = placeOf(cluster, surroundings);
  const { use } = cluster.provisioner;
  const plan = planEks(cluster, surroundings);
  const args = clusterArguments(cluster.provisioner, plan, {
    roleArn: use.clusterRole ?? roleArnOf(place, "cluster"),
    nodeRoleArn: use.nodeRole ?? roleArnOf(place, "node"),
    keyArn: use.key ?? "made",
    subnetIds: plan.vpc?.private.map(({ cidr, zone }) => `${cidr} ${zone}`) ?? use.vpc?.subnets ?? [],
  });
  return new Map(leaves(args));
}

const role = fc.option(
  fc.constantFrom("one", "two").map((name) => `arn:aws:iam::123456789012:role/${name}`),
  {
    nil: undefined,
  },
);
const key = fc.option(
  fc.constantFrom("k", "l").map((id) => `arn:aws:kms:eu-west-1:123456789012:key/${id}`),
  {
    nil: undefined,
  },
);

/** Clusters that differ in whatever a declaration can say. */
const clusters = fc
  .record({
    region: fc.constantFrom("eu-west-1", "eu-central-1"),
    account: fc.constantFrom("123456789012", "210987654321"),
    name: fc.constantFrom(undefined, "legacy"),
    zones: fc.constantFrom(["a", "b"], ["a", "b", "c"]),
    nat: fc.constantFrom("none", "single", "per-zone"),
    clusterRole: role,
    nodeRole: role,
    key,
    endpoint: fc.constantFrom({}, { public: ["192.0.2.0/24"] }),
    auto: fc.boolean(),
    logs: fc.constantFrom({}, { types: ["audit"] }),
    support: fc.constantFrom("standard", "extended"),
    deletionProtection: fc.boolean(),
    version: fc.constantFrom("1.33", "1.34", "1.35"),
    podCidr: fc.constantFrom("10.16.0.0/16", "10.17.0.0/16"),
    serviceCidr: fc.constantFrom(undefined, "172.30.0.0/16"),
  })
  .map(
    ({ zones, nat, clusterRole, nodeRole, key: sealing, auto, version, podCidr, serviceCidr, ...declared }) =>
      eksCluster(
        {
          ...declared,
          vpc: { zones, nat },
          use: { clusterRole, nodeRole, key: sealing },
          ...(auto ? { autoMode: true } : {}),
        },
        { version, podCidr, serviceCidr },
      ),
  );

describe("the arguments of a cluster of EKS", () => {
  it("stand in the table, each and no others", () => {
    const inTable = new Set(Object.keys(CLUSTER_ARGUMENTS).map((path) => path.split(".")[0]));
    const inSdk = argumentsOfSdk();
    assert.ok(inSdk.length > 20, String(inSdk.length));
    assert.deepEqual([...inTable].sort(), inSdk.sort());
  });

  it("are given only where the table says what a change does", () => {
    for (const cluster of [
      eksCluster(),
      eksCluster({ autoMode: true, endpoint: { public: ["192.0.2.0/24"] } }),
    ])
      for (const path of given(cluster).keys()) assert.ok(rowFor(path) !== undefined, path);
  });

  it("that would make the cluster anew are behind the guard, whatever changes in a declaration", () => {
    fc.assert(
      fc.property(clusters, clusters, (before, now) => {
        const [old, made] = [given(before), given(now)];
        const replacing = [...made].filter(([path, value]) => {
          const was = old.get(path);
          const changed = was !== undefined && JSON.stringify(was) !== JSON.stringify(value);
          return changed && CLUSTER_ARGUMENTS[rowFor(path) ?? ""] === "replace";
        });
        const [recorded, facts] = [before, now].map((each) => fixedFacts(each, environment([each])));
        const refused = Object.entries(facts!).filter(
          ([fact, value]) => recorded![fact] !== undefined && recorded![fact] !== value,
        );
        if (replacing.length > 0) assert.ok(refused.length > 0, JSON.stringify(replacing));
      }),
      { numRuns: 500 },
    );
  });

  it("that change in a normal life are none of those", () => {
    const before = given(eksCluster());
    const lives = [
      eksCluster({}, { version: "1.35" }),
      eksCluster({ endpoint: { public: ["192.0.2.0/24"] } }),
      eksCluster({ logs: { types: ["audit"] } }),
      eksCluster({ support: "extended", deletionProtection: false }),
      eksCluster({ autoMode: true }),
    ];
    for (const now of lives) {
      const changed = [...given(now)].filter(
        ([path, value]) => JSON.stringify(before.get(path)) !== JSON.stringify(value),
      );
      assert.ok(changed.length > 0);
      for (const [path] of changed) {
        // The role of nodes is added, which is an update: only another in its place is not.
        if (path === "computeConfig.nodeRoleArn") assert.equal(before.get(path), undefined);
        else assert.equal(CLUSTER_ARGUMENTS[rowFor(path) ?? ""], "update", path);
      }
    }
  });
});
