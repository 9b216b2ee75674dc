import assert from "node:assert/strict";
import { readManifestSource } from "../../fleet/declaration/manifest-files.ts";
import { identityOf, parseManifests } from "../../fleet/manifests.ts";
import { makeProject, PROJECT, removeProject } from "./project.ts";

describe("the source of manifests", () => {
  let root: string;
  before(() => (root = makeProject(PROJECT)));
  after(() => {
    removeProject(root);
  });

  it("is a YAML file", () => {
    assert.deepEqual(readManifestSource(root, "./web.yaml"), {
      kind: "yaml",
      path: "web.yaml",
      files: [{ path: "web.yaml", text: PROJECT["web.yaml"] }],
    });
  });

  it("is a folder of YAML files, in the order of their names", () => {
    assert.deepEqual(readManifestSource(root, "db/"), {
      kind: "yaml",
      path: "db",
      files: [
        { path: "db/config.yml", text: PROJECT["db/config.yml"] },
        { path: "db/database.yaml", text: PROJECT["db/database.yaml"] },
      ],
    });
  });

  it("is a kustomization or a chart, by the file that makes it one", () => {
    for (const [folder, kind, marker] of [
      ["kustomized", "kustomization", "kustomized/kustomization.yaml"],
      ["chart", "chart", "chart/Chart.yaml"],
    ] as const) {
      assert.deepEqual(readManifestSource(root, folder), {
        kind,
        path: folder,
        files: [{ path: marker, text: PROJECT[marker] }],
      });
    }
  });

  it("is an error of its own if there is none", () => {
    assert.throws(() => readManifestSource(root, "nothing"), {
      name: "ManifestSourceError",
      message: '"nothing" does not exist',
      hint: "expected a YAML file, a folder of them, a kustomization or a Helm chart",
    });
  });
});

describe("manifests", () => {
  const service = "apiVersion: v1\nkind: Service\nmetadata: { name: web }\n";
  const shortly = (content: string) => {
    const { manifests, problems } = parseManifests("m.yaml", content);
    assert.deepEqual(problems, []);
    return manifests.map(
      ({ object, position }) => `${object.kind} ${object.metadata.name} ${position.line}:${position.column}`,
    );
  };

  it("are all documents of a file; empty ones do not count", () => {
    assert.deepEqual(shortly(`---\n${service}---\n# nothing\n---\n${service}---\n`), [
      "Service web 2:1",
      "Service web 8:1",
    ]);
  });

  it("are the items of lists, and of lists in lists", () => {
    const item = '{ apiVersion: v1, kind: Service, metadata: { name: "a" } }';
    assert.deepEqual(shortly(`kind: List\nitems:\n  - ${item}\n  - { kind: List, items: [${item}] }\n`), [
      "Service a 3:5",
      "Service a 4:27",
    ]);
  });

  it("keep whatever fields they have", () => {
    const { manifests } = parseManifests(
      "m.yaml",
      "apiVersion: v1\nkind: K\nmetadata: { name: a, uid: b }\ndata: { c: [d] }\n",
    );
    assert.deepEqual(manifests[0]?.object, {
      apiVersion: "v1",
      kind: "K",
      metadata: { name: "a", uid: "b" },
      data: { c: ["d"] },
    });
  });

  it("may leave labels and annotations blank, but not fill them with numbers", () => {
    const withLabels = (labels: string) =>
      parseManifests("m.yaml", `apiVersion: v1\nkind: K\nmetadata: { name: a, labels: ${labels} }\n`);
    assert.equal(withLabels("").manifests[0]?.object.metadata.labels, undefined);
    assert.deepEqual(withLabels("{ a: 1 }").problems, [
      {
        path: "metadata.labels.a",
        message: "expected text, got the number 1",
        hint: "put it in quotes",
        position: { file: "m.yaml", line: 3, column: 35 },
      },
    ]);
  });

  const scalars: Record<string, unknown> = {
    "0644": 420,
    "-017": -15,
    "0o17": 15,
    "0x1F": 31,
    "0b101": 5,
    "08": 8,
    "1_000": 1000,
    "1.5": 1.5,
    yes: true,
    On: true,
    no: false,
    OFF: false,
    y: true,
    "'no'": "no",
    '"0644"': "0644",
    yEs: "yEs",
    "22:22": "22:22",
    "2026-11-23": "2026-11-23",
    "~": null,
  };
  for (const [written, value] of Object.entries(scalars)) {
    it(`have ${written} mean what kubectl takes it for`, () => {
      const { manifests } = parseManifests("m.yaml", `${service}value: ${written}\n`);
      assert.deepEqual(manifests[0]?.object.value, value);
    });
  }

  it("are the same object if group, kind, namespace and name are", () => {
    const identity = (apiVersion: string, metadata: { name: string; namespace?: string }) =>
      identityOf({ apiVersion, kind: "K", metadata }, "web");
    assert.equal(
      identity("apps/v1", { name: "a" }),
      identity("apps/v1beta1", { name: "a", namespace: "web" }),
    );
    assert.notEqual(identity("apps/v1", { name: "a" }), identity("v1", { name: "a" }));
    assert.notEqual(identity("v1", { name: "a" }), identity("v1", { name: "a", namespace: "db" }));
  });
});
