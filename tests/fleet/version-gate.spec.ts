import assert from "node:assert/strict";
import fc from "fast-check";
import { CATALOGUE } from "../../fleet/compatibility.ts";
import type { Cluster, Environment } from "../../fleet/fleet.ts";
import type { SystemName } from "../../fleet/platform/system.ts";
import {
  formatVersionProblem,
  releasesOf,
  unknownKubernetes,
  versionProblems,
  type Installed,
} from "../../fleet/version-gate.ts";
import { cluster } from "./arbitraries.ts";
import { environment } from "./environments.ts";

type Versions = Environment["charts"]["versions"];

const existing = (name: string, version?: string): Cluster =>
  cluster(name, name, { provisioner: { kind: "existing", secret: "kubeconfig" }, simulated: false, version });

function fleetOf(clusters: readonly Cluster[], versions: Versions = {}): Environment {
  return environment(clusters, { install: "chart", charts: { versions, values: {} } });
}

/** The problems of all clusters, as the user reads them. */
function refusals(
  clusters: readonly Cluster[],
  versions: Versions = {},
  installed: Readonly<Record<string, Installed>> = {},
): string[] {
  const args = { environment: fleetOf(clusters, versions), clusters };
  return versionProblems({ ...args, installed: new Map(Object.entries(installed)) }).map(
    formatVersionProblem,
  );
}

const istio = (version: string, kubernetes = "v1.35.4"): Installed => ({
  version: kubernetes,
  systems: { istio: version },
});
const argocd = (version: string): Installed => ({ version: "v1.35.4", systems: { argocd: version } });

describe("the version gate", () => {
  it("takes the newest version that fits the Kubernetes of a cluster, or the one that is declared", () => {
    const chosen = (version: string, versions: Versions = {}) => {
      const one = existing("a", version);
      return [...releasesOf(one, fleetOf([one], versions))].map(
        ([system, release]) => `${system} ${release?.version}`,
      );
    };
    assert.deepEqual(chosen("1.35"), ["istio 1.31.1", "argocd 3.5.1"]);
    assert.deepEqual(chosen("1.32.4"), ["istio 1.31.1", "argocd 3.4.4"]);
    assert.deepEqual(chosen("1.31"), ["istio 1.29.8", "argocd 3.5.1"]);
    assert.deepEqual(chosen("1.35", { istio: "v1.30.2" }), ["istio 1.30.2", "argocd 3.5.1"]);
  });

  it("has nothing to say where only resource types are installed", () => {
    const local = cluster("a");
    const types = { environment: environment([local]), clusters: [local] };
    assert.equal(releasesOf(local, types.environment).size, 0);
    assert.deepEqual(versionProblems({ ...types, installed: new Map([["a", istio("1.2.3")]]) }), []);
  });

  const rows: [string, string[], string[]][] = [
    ["a first install", refusals([existing("a", "1.35")]), []],
    ["the next minor", refusals([existing("a", "1.35")], { istio: "1.30.5" }, { a: istio("1.29.8") }), []],
    [
      "another patch, up or down",
      refusals([existing("a", "1.35")], { istio: "1.30.1" }, { a: istio("1.30.5") }),
      [],
    ],
    [
      "one minor down, where upstream allows it",
      refusals([existing("a", "1.35")], { istio: "1.29.8" }, { a: istio("1.30.5") }),
      [],
    ],
    [
      "several minors at once, where upstream allows it",
      refusals([existing("a", "1.35")], { argocd: "3.5.1" }, { a: argocd("3.2.0") }),
      [],
    ],
    [
      "a minor that is skipped",
      refusals([existing("a", "1.35")], {}, { a: istio("1.29.3") }),
      [
        "a: istio 1.31.1 cannot follow 1.29.3, which is installed (one minor at a time): go to charts.versions.istio: 1.30.5 first",
      ],
    ],
    [
      "a minor that is skipped, by way of one that is not in the catalogue",
      refusals([existing("a", "1.35")], { istio: "1.29.8" }, { a: istio("1.27.0") }),
      [
        "a: istio 1.29.8 cannot follow 1.27.0, which is installed (one minor at a time): go to 1.28 (not in this catalogue) first",
      ],
    ],
    [
      "two minors down",
      refusals([existing("a", "1.35")], { istio: "1.29.8" }, { a: istio("1.31.1") }),
      [
        "a: istio 1.29.8 cannot follow 1.31.1, which is installed (one minor back at a time): go to charts.versions.istio: 1.30.5 first",
      ],
    ],
    [
      "a minor down, where nothing is taken back",
      refusals([existing("a", "1.35")], { argocd: "3.4.4" }, { a: argocd("3.5.1") }),
      [
        "a: argocd 3.4.4 cannot follow 3.5.1, which is installed (minors are not taken back): keep charts.versions.argocd: 3.5.1",
      ],
    ],
    [
      "another major version",
      refusals([existing("a", "1.35")], {}, { a: argocd("2.14.0") }),
      [
        "a: argocd 3.5.1 cannot follow 2.14.0, which is installed: another major version: remove the system, and install it anew",
      ],
    ],
    [
      "a Kubernetes that is too new for what is declared",
      refusals([existing("a", "1.36")], { istio: "1.29.8" }),
      [
        "a: istio 1.29.8 supports Kubernetes 1.31 to 1.35, and the cluster has 1.36: charts.versions.istio: 1.30.5 supports it",
      ].map((line) => line.replace("1.30.5", "1.31.1")),
    ],
    [
      "a Kubernetes that is too old for all",
      refusals([existing("a", "1.30")]),
      [
        "a: istio 1.31.1 supports Kubernetes 1.32 to 1.37, and the cluster has 1.30: upgrade the cluster to 1.31 first",
        "a: argocd 3.5.1 supports Kubernetes 1.33 to 1.36, and the cluster has 1.30: upgrade the cluster to 1.31 first",
      ],
    ],
    [
      "a Kubernetes of which only the last passport tells",
      refusals([existing("a")], { istio: "1.29.8" }, { a: istio("1.29.8", "v1.36.2-gke.100") }),
      [
        "a: istio 1.29.8 supports Kubernetes 1.31 to 1.35, and the cluster has 1.36: charts.versions.istio: 1.31.1 supports it",
      ],
    ],
    [
      "a Kubernetes of which nobody tells",
      refusals([existing("a")], { istio: "1.29.8" }, { a: istio("1.29.8", "unknown") }),
      [],
    ],
    [
      "versions that are not known",
      refusals([existing("a", "1.35")], { istio: "1.12.0", argocd: "3.5.9" }),
      [
        "a: istio 1.12.0 is not in the catalogue: known: 1.31.1, 1.30.5, 1.29.8; other patches of these minors can be named too",
        "a: argocd 3.5.9 is not in the catalogue: known: 3.5.1, 3.4.4",
      ],
    ],
  ];
  for (const [title, found, expected] of rows) {
    it(`${expected.length === 0 ? "allows" : "refuses"} ${title}`, () => {
      assert.deepEqual(found, expected);
    });
  }

  it("refuses control planes that are two minors apart over a link, and says which goes first", () => {
    const [a, b] = [existing("a", "1.35"), existing("b", "1.35")];
    const args = { environment: fleetOf([a, b]), clusters: [a] };
    const against = (version: string) =>
      versionProblems({ ...args, installed: new Map([["b", istio(version)]]) }).map(formatVersionProblem);
    assert.deepEqual(against("1.30.5"), []);
    assert.deepEqual(against("1.29.8"), [
      "a: istio 1.31.1 is linked with b, which has 1.29.8 (at most one minor apart): bring b up, or go to charts.versions.istio: 1.30.5 first",
    ]);
    assert.deepEqual(against("1.33.0"), [
      "a: istio 1.31.1 is linked with b, which has 1.33.0 (at most one minor apart): go to 1.32 (not in this catalogue) first",
    ]);
  });

  it("compares clusters of one run as they are going to be", () => {
    assert.deepEqual(refusals([existing("a", "1.31"), existing("b", "1.36")]).slice(0, 1), [
      "a: istio 1.29.8 is linked with b, which has 1.31.1 (at most one minor apart): go to charts.versions.istio: 1.30.5 first",
    ]);
  });

  it("names the clusters whose Kubernetes it cannot check", () => {
    const all = [existing("a"), existing("b", "1.35"), cluster("c")];
    assert.deepEqual(
      unknownKubernetes(fleetOf(all)).map(({ name }) => name),
      ["a"],
    );
    assert.deepEqual(
      unknownKubernetes(environment([existing("a")], { mesh: undefined, gitops: undefined })),
      [],
    );
  });

  it("leads from any version to any other in steps that it allows, each of which it names itself", () => {
    const minors = fc.integer({ min: 20, max: 31 });
    fc.assert(
      fc.property(minors, (start) => {
        let installed = `1.${start}.0`;
        for (let steps = 0; ; steps++) {
          const [problem] = refusals([existing("a", "1.35")], {}, { a: istio(installed) });
          if (problem === undefined) return;
          assert.ok(steps < 12, problem);
          const next = /go to (?:charts\.versions\.istio: )?(1\.[0-9]+)/.exec(problem)?.[1];
          assert.ok(next, problem);
          assert.equal(Number(next.slice(2)), Number(installed.split(".")[1]) + 1);
          installed = `${next}.0`;
        }
      }),
    );
  });
});

describe("the catalogue", () => {
  const entries = Object.entries(CATALOGUE) as [SystemName, (typeof CATALOGUE)[SystemName]][];
  for (const [system, { repository, releases }] of entries) {
    it(`of ${system} is whole: newest first, ranges that hold, charts the same, digests that are digests`, () => {
      assert.match(repository, /^(https|oci):\/\/[a-z.-]+\/.*[a-z]$/);
      const versions = releases.map(({ version }) => version.split(".").map(Number));
      assert.deepEqual(
        versions,
        [...versions].sort((a, b) => b[0]! - a[0]! || b[1]! - a[1]! || b[2]! - a[2]!),
      );
      for (const { kubernetes, charts, digests = {}, date, source } of releases) {
        assert.ok(kubernetes.oldest <= (kubernetes.newest ?? Infinity));
        assert.deepEqual(Object.keys(charts), Object.keys(releases[0].charts));
        assert.match(date, /^20[0-9]{2}-[0-9]{2}(-[0-9]{2})?$/);
        assert.match(source, /^[\w-]+\/[\w.-]+, /);
        for (const [chart, digest] of Object.entries(digests)) {
          assert.ok(chart in charts);
          assert.match(digest, /^[0-9a-f]{64}$/);
        }
      }
    });
  }
});
