import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { drawLinks } from "../../cli/graph/arrows.ts";
import { toDot } from "../../cli/graph/dot.ts";
import { toMermaid } from "../../cli/graph/mermaid.ts";
import { renderSvg } from "../../cli/graph/svg.ts";
import { drawDeclaration, run } from "../../cli/verbs/graph.ts";
import { loadFleet } from "../../fleet/declaration/load.ts";
import { removeProject } from "../declaration/project.ts";
import { manyClusters, projectWith, TWO_REGIONS } from "./declarations.ts";

const PROJECT = path.resolve(import.meta.dirname, "../..");

describe("fleet graph", () => {
  const roots: string[] = [];
  const project = (declaration: string) => {
    const root = projectWith(declaration);
    roots.push(root);
    return root;
  };
  const links = (environments: number, clusters: number) => {
    const [environment] = loadFleet(project(manyClusters(["prod"], environments, clusters))).environments;
    return drawLinks(environment!);
  };
  after(() => {
    roots.forEach(removeProject);
  });

  describe("of the shipped fleet", () => {
    it("is drawn in the language of Graphviz as before", () => {
      matchesGolden("tests/golden/fleet.dot", toDot(drawDeclaration(PROJECT)));
    });

    it("is drawn for Mermaid as before", () => {
      matchesGolden("tests/golden/fleet.mmd", toMermaid(drawDeclaration(PROJECT)));
    });

    it("is drawn as the picture in the documentation", async () => {
      matchesGolden("docs/fleet.svg", await renderSvg(toDot(drawDeclaration(PROJECT))));
    });
  });

  describe("links", () => {
    it("of two clusters: one arrow with two heads for a mesh, one with one head from the hub", () => {
      const { arrows, junctions } = links(2, 1);
      const [r1, r2] = [
        { on: "cluster", name: "r1-c1" },
        { on: "cluster", name: "r2-c1" },
      ];
      assert.deepEqual(arrows, [
        { kind: "istio", from: r1, to: r2, both: true },
        { kind: "argocd", from: r1, to: r2, both: false },
      ]);
      assert.deepEqual(junctions, []);
    });

    it("of ten clusters: one line for each cluster and kind, through a junction", () => {
      const { arrows, junctions } = links(5, 2);
      assert.equal(arrows.length, 20);
      assert.ok(arrows.every(({ from, to }) => [from, to].some(({ on }) => on === "junction")));
      assert.deepEqual(junctions, [
        { kind: "istio", links: 90, mesh: true },
        { kind: "argocd", links: 9, mesh: false },
      ]);
      const toHub = arrows.filter(({ kind, from }) => kind === "argocd" && from.on === "cluster");
      assert.deepEqual(
        toHub.map(({ from, both }) => ({ name: from.name, both })),
        [{ name: "r1-c1", both: false }],
      );
    });

    it("of more than twelve clusters: one line for each region and kind", () => {
      const { arrows } = links(4, 4);
      const ends = arrows.flatMap(({ from, to }) => [from, to]).filter(({ on }) => on !== "junction");
      assert.equal(arrows.length, 8);
      assert.ok(ends.every(({ on }) => on === "region"));
    });

    it("of one cluster, and without mesh and GitOps: none", () => {
      assert.deepEqual(links(1, 1), { arrows: [], junctions: [] });
      const bare = TWO_REGIONS.replace(/ {4}(mesh|gitops): .*\n/g, "");
      const [environment] = loadFleet(project(bare)).environments;
      assert.deepEqual(drawLinks(environment!), { arrows: [], junctions: [] });
    });
  });

  describe("as SVG", () => {
    for (const [what, declaration] of Object.entries({
      "two clusters": TWO_REGIONS,
      "two clusters of one region": manyClusters(["local"], 1, 2),
      "three environments, six regions, twelve clusters": manyClusters(["dev", "prod", "stage"], 2, 2),
      "eighteen clusters": manyClusters(["prod"], 6, 3),
    })) {
      it(`of ${what} is well-formed and shows every region, cluster and workload`, async () => {
        const drawing = drawDeclaration(project(declaration));
        const svg = await renderSvg(toDot(drawing));
        const texts = readTexts(svg);
        for (const { name, regions } of drawing.environments) {
          assert.ok(texts.includes(name), name);
          for (const region of regions) {
            assert.ok(texts.includes(region.name), region.name);
            for (const cluster of region.clusters) assert.ok(texts.includes(cluster.name), cluster.name);
          }
        }
        for (const workload of drawing.workloads) assert.ok(texts.includes(workload), workload);
      });
    }

    it("is the same for the same declaration, in whatever order its keys stand", async () => {
      const lines = TWO_REGIONS.split("\n");
      const [eu, us] = ["eu-west-1:", "us-east-1:"].map((key) =>
        lines.findIndex((line) => line.includes(key)),
      );
      const swapped = lines.with(eu!, lines[us!]!).with(us!, lines[eu!]!).join("\n");
      assert.notEqual(swapped, TWO_REGIONS);
      const [first, again, other] = await Promise.all(
        [TWO_REGIONS, TWO_REGIONS, swapped].map((text) => renderSvg(toDot(drawDeclaration(project(text))))),
      );
      assert.equal(first, again);
      assert.equal(first, other);
    });
  });

  it("takes what stands in the declaration as text, never as markup", async () => {
    const repo = `repo: 'https://git.example/a"&<b>#main;\\'`;
    const drawing = drawDeclaration(project(TWO_REGIONS.replace("repo: ./examples", repo)));
    assert.ok(readTexts(await renderSvg(toDot(drawing))).includes(`https://git.example/a"&<b>#main;\\`));
    assert.ok(toMermaid(drawing).includes("https://git.example/a#quot;&#lt;b#gt;#35;main;"));
  });

  it("shows the replicas that each cluster is to run", () => {
    const badges = drawDeclaration(project(TWO_REGIONS)).environments[0]!.regions.map(
      ({ clusters }) => clusters[0]!.badges,
    );
    assert.deepEqual(badges, [
      [
        { workload: "records", replicas: 2 },
        { workload: "web", replicas: 7 },
      ],
      [{ workload: "web", replicas: 3 }],
    ]);
  });

  it("writes what the ending of the file says, and refuses another", async () => {
    const root = project(TWO_REGIONS);
    const beginnings = { "a.svg": "<?xml", "a.dot": "digraph {", "a.mmd": "---\ntitle:" };
    const log = console.log;
    console.log = () => undefined;
    try {
      for (const [name, beginning] of Object.entries(beginnings)) {
        await run({ output: path.join(root, name) }, root);
        assert.ok(readFileSync(path.join(root, name), "utf8").startsWith(beginning), name);
      }
    } finally {
      console.log = log;
    }
    await assert.rejects(run({ output: path.join(root, "a.png") }, root), /one of \.svg, \.dot, \.mmd/);
    assert.ok(!existsSync(path.join(root, "a.png")));
  });
});

/** Set UPDATE_GOLDEN=1 to take what is drawn now; look at the picture first. */
function matchesGolden(name: string, actual: string): void {
  const file = path.join(PROJECT, name);
  if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(file, actual);
  assert.equal(actual, readFileSync(file, "utf8"));
}

/** The texts of an SVG, joined, once every tag has proved to be closed by its own. */
function readTexts(svg: string): string {
  const open: string[] = [];
  const texts: string[] = [];
  const body = svg.replace(/<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<!--[^]*?-->/g, "");
  for (const [, closing, name, selfClosing, text] of body.matchAll(
    /<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>([^<>]*)/gi,
  )) {
    if (closing === "/") assert.equal(open.pop(), name);
    else if (selfClosing !== "/") open.push(String(name));
    if (open.at(-1) === "text") texts.push(String(text));
  }
  assert.deepEqual(open, []);
  assert.equal(body.replace(/<[^<>]*>/g, "").includes("<"), false);
  return texts
    .join("\n")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
