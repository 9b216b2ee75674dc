import assert from "node:assert/strict";
import { namespacesOf, RESERVED_NAMESPACES } from "../../fleet/namespaces.ts";
import type { Environment, Workload } from "../../fleet/fleet.ts";
import { platformOf } from "../../fleet/platform/platform.ts";
import { cluster, workload } from "./arbitraries.ts";
import { environment } from "./environments.ts";

const hub = cluster("hub", "eu-west-1", { network: "net-eu" });
const edge = cluster("edge", "us-east-1", { network: "net-us" });
const both = environment([hub, edge]);
const bare = environment([hub, edge], { mesh: undefined, gitops: undefined });

/** Namespaces and their Pod Security level. */
function levels(of = edge, within: Environment = both, workloads: readonly Workload[] = []) {
  return namespacesOf(within, platformOf(of, within), workloads).map(({ name, labels }) => {
    return `${name}: ${labels["pod-security.kubernetes.io/enforce"] ?? ""}`;
  });
}

describe("the namespaces of a cluster", () => {
  it("are those of its landing pads, its mesh, and what Argo CD may write to", () => {
    assert.deepEqual(levels(), [
      "archipelago-system: restricted",
      "istio-system: restricted",
      "storefront: restricted",
    ]);
  });

  it("are one more on the hub: Argo CD's own", () => {
    const more = levels(hub).filter((line) => !levels().includes(line));
    assert.deepEqual(more, ["argocd: restricted"]);
  });

  it("without mesh and Argo CD are those of the landing pads alone", () => {
    assert.deepEqual(levels(hub, bare), ["archipelago-system: restricted"]);
  });

  it("have the level that their workloads ask for, in the order of names", () => {
    const workloads = [
      workload({ namespace: "zoo", podSecurity: "privileged" }),
      workload({ namespace: "storefront", podSecurity: "baseline" }),
      workload({ namespace: "aquarium" }),
    ];
    assert.deepEqual(levels(edge, both, workloads), [
      "aquarium: restricted",
      "archipelago-system: restricted",
      "istio-system: restricted",
      "storefront: baseline",
      "zoo: privileged",
    ]);
  });

  it("enforce their level, and warn of it and record it too", () => {
    const [system] = namespacesOf(bare, platformOf(hub, bare), []);
    assert.deepEqual(system, {
      name: "archipelago-system",
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
      },
    });
  });

  it("tell istiod, and nobody else, which network the cluster is in", () => {
    for (const each of [hub, edge]) {
      const networks = namespacesOf(both, platformOf(each, both), [workload()]).flatMap(
        ({ name, labels }) => {
          const network = labels["topology.istio.io/network"];
          return network === undefined ? [] : [`${name}: ${network}`];
        },
      );
      assert.deepEqual(networks, [`istio-system: ${each.network}`]);
    }
  });

  it("that nobody has declared are reserved, and those of Kubernetes are too", () => {
    const own = namespacesOf(
      { ...both, gitops: { ...both.gitops!, namespaces: [] } },
      platformOf(hub, both),
      [],
    );
    assert.deepEqual(
      own.filter(({ name }) => !RESERVED_NAMESPACES.has(name)),
      [],
    );
    for (const name of ["default", "kube-system", "kube-public", "kube-node-lease"])
      assert.ok(RESERVED_NAMESPACES.has(name), name);
    assert.ok(!RESERVED_NAMESPACES.has("storefront"));
  });
});
