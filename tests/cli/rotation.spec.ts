import assert from "node:assert/strict";
import { choosePads, sourceStacks, type PadChoice } from "../../cli/rotation/pads.ts";
import { describeRotation } from "../../cli/rotation/report.ts";
import { UsageError } from "../../cli/errors.ts";
import { listedThrough } from "../../fleet/link-use.ts";
import { PAD_KINDS } from "../../fleet/links.ts";
import { rightsOf } from "../../fleet/rights.ts";
import type { Rule } from "../../fleet/rule.ts";
import { cluster } from "../fleet/arbitraries.ts";
import { environment } from "../fleet/environments.ts";

const [dub, fra, iad] = [
  cluster("dub", "eu-west-1"),
  cluster("fra", "eu-central-1"),
  cluster("iad", "us-east-1"),
];
const local = environment([dub, fra, iad]);
const stage = environment([dub], { name: "stage", mesh: undefined, gitops: undefined });
const fleet = { name: "acme", environments: [local] };
const both = { name: "acme", environments: [local, stage] };

const chosen = (choice: PadChoice, of = fleet) =>
  choosePads(of, choice).map(
    ({ environment, cluster, kind }) => `${environment.name}/${cluster.name}/${kind}`,
  );

describe("the landing pads to rotate", () => {
  it("are those of one cluster", () => {
    assert.deepEqual(chosen({ cluster: "dub" }), ["local/dub/istio", "local/dub/argocd", "local/dub/hub"]);
    assert.deepEqual(chosen({ cluster: "iad" }), ["local/iad/istio", "local/iad/argocd"]);
  });

  it("are those of all clusters, of one kind or one environment if asked", () => {
    assert.equal(chosen({ all: true }, both).length, 8);
    assert.deepEqual(chosen({ all: true, kind: "hub" }, both), ["local/dub/hub", "stage/dub/hub"]);
    assert.deepEqual(chosen({ all: true, environment: "stage" }, both), ["stage/dub/hub"]);
  });

  const refused: [string, PadChoice, RegExp][] = [
    ["nothing is named", {}, /a cluster, or --all/],
    ["too much is named", { cluster: "dub", all: true }, /a cluster, or --all/],
    ["the kind is unknown", { all: true, kind: "istoi" }, /no kind of link "istoi"/],
    ["the cluster is unknown", { cluster: "dup" }, /no cluster "dup": did you mean "dub"\?/],
    ["the cluster is in two environments", { cluster: "dub" }, /local and stage/],
    ["no link of the kind ends there", { cluster: "iad", kind: "linkerd" }, /nothing to rotate/],
  ];
  for (const [title, choice, message] of refused) {
    it(`are refused if ${title}`, () => {
      assert.throws(
        () => choosePads(both, choice),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  it("are used by the other regions, and by the environment", () => {
    assert.deepEqual(sourceStacks(choosePads(fleet, { cluster: "iad" })), {
      regions: ["local-eu-central-1", "local-eu-west-1"],
      environments: ["local"],
    });
    assert.deepEqual(sourceStacks(choosePads(fleet, { cluster: "iad", kind: "istio" })).environments, []);
  });
});

describe("what is asked for to see whether a link can be used", () => {
  /** Path of a list → what an authorizer is asked. */
  const asked = (path: string) => {
    const [, , core, group, ...rest] = /^\/(api)\/v1|^\/apis\/([^/]+)\/v1/.exec(path) ?? [];
    const tail = path.replace(/^\/(api|apis\/[^/]+)\/v1\/?/, "").split("/");
    const namespace = tail[0] === "namespaces" && tail.length === 3 ? tail[1] : undefined;
    return { group: core ?? group ?? "", namespace, resource: tail.at(-1) ?? "", rest };
  };
  const allows = (rules: readonly Rule[], group: string, resource: string) =>
    rules.some(
      ({ apiGroups, resources, verbs }) =>
        [group, "*"].some((each) => apiGroups.includes(each)) &&
        [resource, "*"].some((each) => resources.includes(each)) &&
        ["list", "*"].some((each) => verbs.includes(each)),
    );

  for (const kind of PAD_KINDS) {
    it(`is covered by the rights of ${kind}`, () => {
      const { cluster: everywhere, namespaces } = rightsOf(kind, local);
      const paths = listedThrough(kind, local);
      assert.ok(paths.length > 0);
      // Any account may ask which groups there are.
      for (const path of paths.filter((each) => each !== "/api")) {
        const { group, namespace, resource } = asked(path);
        const local = namespaces.find((each) => each.namespace === namespace)?.rules ?? [];
        assert.ok(allows([...everywhere, ...local], group, resource), path);
      }
    });
  }

  it("is what any account may read where there are no rights", () => {
    assert.deepEqual(listedThrough("hub", stage), ["/api"]);
  });
});

describe("the report of a rotation", () => {
  const done = {
    rotated: ["local/iad/istio"],
    resumed: false,
    untouched: [],
    runs: { a: 4, b: 1 },
    failed: [],
    refused: [],
  };

  it("counts what was done", () => {
    assert.deepEqual(describeRotation(done), [
      "Rotated 1 landing pad: local/iad/istio (5 runs of the engine).",
    ]);
  });

  it("says which source stopped it and why, and that old tokens are good", () => {
    const refused = [{ use: "dub → iad (istio)", reason: "source dub: unreachable" }];
    const lines = describeRotation({ ...done, rotated: [], stoppedAt: "hand-over", refused });
    assert.deepEqual(lines.slice(0, 2), [
      "The rotation has stopped. Every old token is still good.",
      "  dub → iad (istio): source dub: unreachable",
    ]);
  });

  it("says what it left alone when it took up another", () => {
    const lines = describeRotation({ ...done, resumed: true, untouched: ["local/fra/istio"] });
    assert.match(lines.join("\n"), /taken up again[^]*Left alone[^]*local\/fra\/istio/);
  });
});
