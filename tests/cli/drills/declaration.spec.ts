import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { DeclarationFile, withSetting, type ClusterSetting } from "../../../cli/drills/declaration.ts";
import { makeProject, removeProject } from "../../declaration/project.ts";

const DUB = { environment: "local", region: "eu-west-1", cluster: "dub" };
const OFF: ClusterSetting = { key: "traffic", value: "off" };
const CORDONED: ClusterSetting = { key: "cordoned", value: "true" };

const fleet = (clusters: string, rest = "") => `# The fleet of acme.
name: acme
${rest}environments:
  local:
    hub: iad # for now
    regions:
      us-east-1: { country: US, clusters: { iad: { provisioner: { kind: kwok, nodes: 1 } } } }
      eu-west-1:
        country:   IE
        clusters: ${clusters}
`;
const edit = (text: string, setting: ClusterSetting) => withSetting(text, DUB, setting);
/** What the edit made of the lines: those that went, and those that came. */
const changed = (before: string, after: string) => {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return [...old.filter((line) => !now.includes(line)), ...now.filter((line) => !old.includes(line))].map(
    (line) => line.trim(),
  );
};

describe("an edit of fleet.yaml", () => {
  const flow = fleet("{ dub: { provisioner: { kind: kwok, nodes: 1 }, network: net } } # one");
  const block = fleet(
    "\n          # ours\n          dub:\n            # of KWOK\n            provisioner:\n              kind: kwok # local\n              nodes: 1\n",
    "# nothing yet\nresidency: {}\n",
  );
  const last = fleet("\n          dub:\n            provisioner: { kind: kwok } # local").trimEnd();

  it("adds a setting in braces, and touches nothing else", () => {
    const { text, before } = edit(flow, OFF);
    assert.deepEqual(changed(flow, text), [
      "clusters: { dub: { provisioner: { kind: kwok, nodes: 1 }, network: net } } # one",
      "clusters: { dub: { traffic: off, provisioner: { kind: kwok, nodes: 1 }, network: net } } # one",
    ]);
    assert.deepEqual(before, { key: "traffic", value: undefined });
  });

  it("adds a setting on a line of its own, below all others", () => {
    assert.deepEqual(changed(block, edit(block, CORDONED).text), ["cordoned: true"]);
    assert.match(edit(block, CORDONED).text, /^ {14}nodes: 1\n {12}cordoned: true\n$/m);
    assert.match(edit(last, OFF).text, /\{ kind: kwok \} # local\n {12}traffic: off$/);
  });

  it("changes what stands there, with its comment", () => {
    const given = block.replace("# of KWOK", "cordoned:  false # not yet");
    const { text, before } = edit(given, CORDONED);
    assert.equal(text, given.replace("false", "true"));
    assert.deepEqual(before, { key: "cordoned", value: "false" });
  });

  it("changes nothing where it says so already", () => {
    const { text } = edit(flow, OFF);
    assert.equal(edit(text, OFF).text, text);
  });

  it("is undone by what stood there before, to the letter", () => {
    const settings = fc.constantFrom<ClusterSetting>(OFF, CORDONED, { key: "traffic", value: '"on"' });
    const texts = [
      flow,
      block,
      last,
      fleet("{ dub: { provisioner: { kind: kwok }, traffic: on, } }"),
      fleet("{ dub: { traffic: on, provisioner: { kind: kwok } } }"),
      fleet("{ dub: { provisioner: { kind: kwok },\n            # soon\n            cordoned: false } }"),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(settings, { maxLength: 4 }), (given, edits) => {
        const undone: ClusterSetting[] = [];
        const text = edits.reduce((now, setting) => {
          const done = edit(now, setting);
          undone.unshift(done.before);
          return done.text;
        }, given);
        assert.equal(
          undone.reduce((now, setting) => edit(now, setting).text, text),
          given,
        );
      }),
    );
  });

  it("takes a setting out, with its comma or its line", () => {
    const gone: ClusterSetting = { key: "traffic", value: undefined };
    assert.match(
      edit(fleet("{ dub: { network: n, traffic: off } }"), gone).text,
      /\{ dub: \{ network: n \} \}/,
    );
    assert.match(
      edit(fleet("{ dub: { traffic: off, network: n } }"), gone).text,
      /\{ dub: \{ network: n \} \}/,
    );
    assert.equal(edit(flow, gone).text, flow);
  });

  it("refuses a cluster that is written elsewhere, and says so", () => {
    const refused = (text: string, why: RegExp) => {
      assert.throws(
        () => edit(text, OFF),
        (error: Error) => error.name === "UsageError" && why.test(error.message),
      );
    };
    const anchors = "x-eu: &eu { provisioner: { kind: kwok } }\nx-all: &all { dub: *eu }\n";
    refused(
      fleet("{ dub: *eu }", anchors),
      /clusters\.dub cannot be edited: it is an alias of &eu\. Write the cluster out/,
    );
    refused(fleet("*all", anchors), /clusters cannot be edited: it is an alias of &all/);
    refused(fleet("{ <<: *all }", anchors), /clusters\.dub cannot be edited: it does not stand there itself/);
    refused(fleet("{ dub: &mine { network: n }, cork: *mine }"), /traffic cannot be changed there without/);
    refused(fleet("{ iad: { network: n } }"), /clusters\.dub cannot be edited/);
  });

  it("overrides what a cluster merges in", () => {
    const given = fleet(
      "{ dub: { <<: *eu, network: n } }",
      "x-eu: &eu { provisioner: { kind: kwok }, traffic: on }\n",
    );
    assert.match(edit(given, OFF).text, /dub: \{ traffic: off, <<: \*eu, network: n \}/);
  });
});

describe("the file of a declaration", () => {
  let root: string;
  const text = fleet("{ dub: { provisioner: { kind: kwok, nodes: 1 } } }");
  beforeEach(() => (root = makeProject({ "fleet.yaml": text })));
  afterEach(() => {
    removeProject(root);
  });
  const read = () => readFileSync(`${root}/fleet.yaml`, "utf8");

  it("gets all settings, and its old ones back", () => {
    const file = new DeclarationFile(root);
    const before = [file.settingOf(DUB, "traffic"), file.settingOf(DUB, "cordoned")];
    file.write(DUB, [OFF, CORDONED]);
    assert.match(read(), /dub: \{ cordoned: true, traffic: off, provisioner/);
    file.write(DUB, before);
    assert.equal(read(), text);
  });

  it("stays as it is where the declaration could not be so", () => {
    const alone = text.replace(/^ +us-east-1.*\n/m, "").replace("iad", "dub");
    removeProject(root);
    root = makeProject({
      "fleet.yaml": `${alone}workloads: { web: { environments: [local], manifests: web.yaml } }\n`,
      "web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\n",
    });
    const before = read();
    const file = new DeclarationFile(root);
    assert.throws(() => {
      file.write(DUB, [CORDONED]);
    }, /workloads\.web\.placement.*no cluster is left/);
    assert.equal(read(), before);
  });
});
