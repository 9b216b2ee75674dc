import assert from "node:assert/strict";
import path from "node:path";
import { loadDeclaration, loadFleet, readDeclaration } from "../../fleet/declaration/load.ts";
import { DeclarationError } from "../../fleet/declaration/problem.ts";
import type { Declaration } from "../../fleet/declaration/schema.ts";
import { edited, GOOD, problemsOf, type Malformed } from "./malformed.ts";
import { makeProject, PROJECT, removeProject } from "./project.ts";

/** Declarations that look unusual, and are right. */
const UNUSUAL: readonly Pick<Malformed, "name" | "edit">[] = [
  { name: "the one that the malformed ones are edits of", edit: GOOD },
  { name: "one with Windows line ends", edit: GOOD.replaceAll("\n", "\r\n") },
  { name: "one with a byte order mark", edit: `\uFEFF${GOOD}` },
  { name: "one that starts a document, and ends it", edit: `---\n${GOOD}...\n` },
  {
    name: "one that is JSON",
    edit: '{"name":"a","environments":{"e":{"hub":"c","regions":{"r":{"country":"IE","clusters":{"c":{"provisioner":{"kind":"kwok"}}}}}}}}',
  },
  { name: "a country that other YAML takes for false", edit: [["country: IE", "country: NO"]] },
  {
    name: "a cluster whose name is a number",
    edit: [
      ["hub: fra", 'hub: "0010"'],
      ["{ fra: {", "{ 0010: {"],
    ],
  },
  {
    name: "names that objects inherit",
    edit: [
      ["hub: fra", "hub: constructor"],
      ["{ fra: {", "{ constructor: {"],
    ],
  },
  {
    name: "the same cluster name in two environments",
    edit: [
      ["hub: fra", "hub: dub"],
      ["{ fra: {", "{ dub: {"],
    ],
  },
  {
    name: "the same addresses in two networks",
    edit: [["network: net, podCidr: 10.20.0.0/16", "network: other, podCidr: 10.10.0.0/16"]],
  },
  {
    name: "the same addresses in two environments",
    edit: [
      [
        "{ fra: { provisioner: { kind: kwok } } }",
        "{ fra: { provisioner: { kind: kwok }, network: net, podCidr: 10.10.0.0/16 } }",
      ],
    ],
  },
  {
    name: "blocks side by side",
    edit: [
      ["podCidr: 10.10.0.0/16", "podCidr: 10.10.0.0/17"],
      ["podCidr: 10.20.0.0/16", "podCidr: 10.10.128.0/17"],
    ],
  },
  {
    name: "a VPC over the blocks of another network",
    edit: [
      ["country: IE", "country: IE\n        vpcCidr: 10.20.0.0/16"],
      ["network: net, podCidr: 10.20.0.0/16", "network: other, podCidr: 10.20.0.0/16"],
    ],
  },
  {
    name: "an old version on a cluster that exists",
    edit: [
      [
        "dub: { provisioner: { kind: kwok }",
        'dub: { version: "1.29", provisioner: { kind: existing, secret: dub }',
      ],
    ],
  },
  {
    name: "kubeconfigs inside the project and at an absolute path",
    edit: [
      [
        "dub: { provisioner: { kind: kwok }",
        "dub: { provisioner: { kind: existing, context: c, kubeconfig: secrets/../kubeconfig }",
      ],
      [
        "iad: { provisioner: { kind: kwok }",
        "iad: { provisioner: { kind: existing, context: c, kubeconfig: /etc/kubeconfig }",
      ],
    ],
  },
  {
    name: "a chart with values",
    edit: [
      ["manifests: web.yaml", "manifests: ./chart/\n    values: { replicas: 2, list: [null, true, 1.5, x] }"],
    ],
  },
  { name: "a kustomization", edit: [["manifests: web.yaml", "manifests: kustomized"]] },
  {
    name: "manifests behind a link that stays inside",
    edit: [["manifests: web.yaml", "manifests: inner-link.yaml"]],
  },
  {
    name: "manifests by a path that goes up and comes back",
    edit: [["manifests: web.yaml", "manifests: db/../web.yaml"]],
  },
  {
    name: "one namespace for two workloads of one level",
    edit: [["manifests: db", "manifests: db\n    namespace: web"]],
  },
  {
    name: "one namespace of two levels in two environments",
    edit: [
      ["environments: [local, stage]", "environments: [stage]"],
      ["manifests: db", "manifests: db\n    namespace: web\n    podSecurity: baseline"],
    ],
  },
  {
    name: "a cluster that only one of the environments has",
    edit: [
      [
        "manifests: db",
        "manifests: db\n    placement: { clusters: [dub, fra] }\n    overrides: [{ clusters: [fra], labels: { a: b } }]",
      ],
    ],
  },
  {
    name: "workloads that wait for each other in turn",
    edit: [["manifests: web.yaml", "manifests: web.yaml\n    after: [db]"]],
  },
  {
    name: "overrides that fit",
    edit: [
      [
        "manifests: web.yaml",
        "manifests: web.yaml\n    overrides: [{ clusters: [iad], image: { tag: 1.27-us }, env: { CURRENCY: USD } }, { clusters: all, target: { kind: Deployment }, patch: [{ op: replace, path: /spec/replicas, value: 3 }] }]",
      ],
    ],
  },
];

describe("a declaration without mistakes", () => {
  let root: string;
  before(() => (root = makeProject({ ...PROJECT, "fleet.yaml": GOOD })));
  after(() => {
    removeProject(root);
  });

  for (const { name, edit } of UNUSUAL) {
    it(`is accepted: ${name}`, () => {
      assert.deepEqual(problemsOf(edited(edit), root), []);
    });
  }

  it("has every default filled in", () => {
    const { workloads, environments } = readDeclaration(GOOD, root);
    assert.deepEqual(workloads.web, {
      environments: ["local"],
      manifests: "web.yaml",
      podSecurity: "restricted",
      placement: { clusters: "all", spread: [] },
      overrides: [],
      backend: "direct",
      after: [],
      exports: [],
    } satisfies Declaration["workloads"][string]);
    assert.deepEqual(environments.stage!.regions["eu-central-1"]!.clusters.fra, {
      provisioner: { kind: "kwok", nodes: 3 },
      network: "default",
      labels: {},
      cordoned: false,
      traffic: "on",
      state: "active",
    } satisfies Declaration["environments"][string]["regions"][string]["clusters"][string]);
  });

  it("may use anchors and merge keys, any number of times", () => {
    const clusters = Array.from(
      { length: 300 },
      (_, index) => `          c-${index}: { <<: *base, labels: { i: "${index}" } }\n`,
    );
    const text = edited([
      [
        "          dub: { provisioner: { kind: kwok }, network: net, podCidr: 10.10.0.0/16 }\n",
        `          dub: &base { provisioner: { kind: kwok, nodes: 5 }, network: net }\n${clusters.join("")}`,
      ],
    ]);
    const region = readDeclaration(text, root).environments.local!.regions["eu-west-1"]!;
    assert.equal(Object.keys(region.clusters).length, 301);
    assert.deepEqual(region.clusters["c-299"], {
      provisioner: { kind: "kwok", nodes: 5 },
      network: "net",
      labels: { i: "299" },
      cordoned: false,
      traffic: "on",
      state: "active",
    });
  });

  it("may refer to the text of a key", () => {
    const text = edited([
      ["          dub:", "          &dub dub:"],
      ["manifests: web.yaml", "manifests: web.yaml\n    placement: { clusters: [*dub] }"],
    ]);
    assert.deepEqual(readDeclaration(text, root).workloads.web!.placement.clusters, ["dub"]);
  });

  it("takes the first of several merged maps, and its own keys before those", () => {
    const text = edited([
      [
        "        country: US\n",
        "        <<: [{ country: CA, labels: { a: merged } }, { country: MX, vpcCidr: 10.0.0.0/16 }]\n        labels: { a: own }\n",
      ],
    ]);
    const { clusters, ...region } = readDeclaration(text, root).environments.local!.regions["us-east-1"]!;
    assert.deepEqual(region, { country: "CA", labels: { a: "own" }, vpcCidr: "10.0.0.0/16" });
    assert.deepEqual(Object.keys(clusters), ["iad"]);
  });

  it("is loaded from fleet.yaml", () => {
    assert.deepEqual(loadDeclaration(root), readDeclaration(GOOD, root));
    const fleet = loadFleet(root);
    assert.deepEqual(
      fleet.environments.map(({ name, hub, clusters }) => [
        name,
        hub,
        clusters.map((cluster) => cluster.name),
      ]),
      [
        ["local", "dub", ["dub", "iad"]],
        ["stage", "fra", ["fra"]],
      ],
    );
  });

  it("is not where there is no file, or a folder", () => {
    const hint = "(run in a project folder that holds a fleet.yaml)";
    assert.throws(
      () => loadFleet(path.join(root, "db")),
      new DeclarationError([
        {
          path: "",
          message: `${path.join(root, "db", "fleet.yaml")} does not exist`,
          hint: hint.slice(1, -1),
        },
      ]),
    );
    assert.throws(
      () => loadFleet(root, "db"),
      /^DeclarationError: 1 problem in the declaration:\n {2}cannot be read: EISDIR/,
    );
  });

  it("counts and lists its problems, one per line", () => {
    assert.throws(() => readDeclaration("nmae: x\nenvironments: []\n", root), {
      name: "DeclarationError",
      message: [
        "3 problems in the declaration:",
        "  fleet.yaml:1:1: name: is missing (name of the fleet; part of the names of what it creates)",
        '  fleet.yaml:1:1: nmae: is not a known key (did you mean "name"?)',
        "  fleet.yaml:2:15: environments: expected a map, got an empty list",
      ].join("\n"),
    });
  });
});
