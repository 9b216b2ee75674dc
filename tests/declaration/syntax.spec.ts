import { refuses } from "./malformed.ts";

describe("the YAML of a declaration", () => {
  refuses([
    { name: "is empty", edit: "", problems: ["fleet.yaml:1:1: expected a map, got nothing"] },
    {
      name: "is only comments",
      edit: "# to do\n",
      problems: ["fleet.yaml:1:1: expected a map, got nothing"],
    },
    { name: "is a list", edit: "- name: acme\n", problems: ["fleet.yaml:1:1: expected a map, got a list"] },
    { name: "is a text", edit: "acme\n", problems: ['fleet.yaml:1:1: expected a map, got the text "acme"'] },
    {
      name: "has a list that never ends",
      edit: [["{ data: [EEA] }", "{ data: [EEA }"]],
      problems: [
        "fleet.yaml:3:25: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ],
    },
    {
      name: "has a quote that never ends",
      edit: [["hub: dub", 'hub: "dub']],
      problems: ['fleet.yaml:27:1: not valid YAML: Missing closing "quote'],
    },
    {
      name: "is indented with a tab",
      edit: [["    hub: dub", "\thub: dub"]],
      problems: [
        "fleet.yaml:6:1: not valid YAML: Tabs are not allowed as indentation",
        "fleet.yaml:16:1: not valid YAML: All mapping items must start at the same column",
      ],
    },
    {
      name: "has two mappings in one line",
      edit: [["name: acme", "name: acme: x"]],
      problems: ["fleet.yaml:1:7: not valid YAML: Nested mappings are not allowed in compact mappings"],
    },
    {
      name: "has mistakes in two lines",
      edit: [
        ["hub: dub", "hub: @dub"],
        ["hub: fra", "hub: `fra"],
      ],
      problems: [
        "fleet.yaml:6:10: not valid YAML: Plain value cannot start with reserved character @",
        "fleet.yaml:17:10: not valid YAML: Plain value cannot start with reserved character `",
      ],
    },
    {
      name: "is two documents",
      edit: [["workloads:", "---\nworkloads:"]],
      problems: ["fleet.yaml:21:1: a second YAML document starts here (expected one document in this file)"],
    },
    {
      name: "has a key twice",
      edit: [["    hub: fra", "    hub: fra\n    hub: fra"]],
      problems: ["fleet.yaml:18:5: environments.stage.hub: stands twice in this map, see fleet.yaml:17:5"],
    },
    {
      name: "has three equal keys, in quotes and not",
      edit: "name: acme\n\"name\": acme\n'name': acme\n",
      problems: [
        "fleet.yaml:2:1: name: stands twice in this map, see fleet.yaml:1:1",
        "fleet.yaml:3:1: name: stands twice in this map, see fleet.yaml:1:1",
      ],
    },
    {
      name: "has a key that is a list",
      edit: [["name: acme", "[name]: acme"]],
      problems: ["fleet.yaml:1:1: expected a name as key, got a list or a map"],
    },
    {
      name: "has a key that refers to another",
      edit: [
        ["name: acme", "name: &name acme"],
        ["  stage:", "  *name :"],
      ],
      problems: ["fleet.yaml:16:3: environments: expected a name as key, got an alias"],
    },
    {
      name: "has no key",
      edit: [["name: acme", ": acme"]],
      problems: ["fleet.yaml:1:1: expected a name as key, got nothing"],
    },
    {
      name: "has the one key that objects do not bear",
      edit: [["  stage:", "  __proto__:"]],
      problems: ['fleet.yaml:16:3: environments: expected a name as key, got "__proto__"'],
    },
    {
      name: "has a tag of another program",
      edit: [["hub: dub", "hub: !Ref dub"]],
      problems: ["fleet.yaml:6:15: environments.local.hub: the tag !Ref has no meaning here (remove it)"],
    },
    {
      name: "has a tag that does not fit",
      edit: [["hub: dub", "hub: !!int dub"]],
      problems: ["fleet.yaml:6:16: environments.local.hub: the tag !!int has no meaning here (remove it)"],
    },
    {
      name: "has binary data",
      edit: [["hub: dub", "hub: !!binary ZHVi"]],
      problems: ["fleet.yaml:6:19: environments.local.hub: the tag !!binary has no meaning here (remove it)"],
    },
    {
      name: "refers to an anchor that is not there",
      edit: [["network: net, podCidr: 10.10.0.0/16", "network: *net, podCidr: 10.10.0.0/16"]],
      problems: [
        "fleet.yaml:11:56: environments.local.regions.eu-west-1.clusters.dub.network: *net refers to nothing (expected &net at a value further up)",
      ],
    },
    {
      name: "refers to an anchor further down",
      edit: [
        ["hub: dub", "hub: *dub"],
        ["          dub:", "          &dub dub:"],
      ],
      problems: [
        "fleet.yaml:6:10: environments.local.hub: *dub refers to nothing (expected &dub at a value further up)",
      ],
    },
    {
      name: "has a cyclic reference",
      edit: [
        ["  web:\n", "  web: &web\n"],
        ["manifests: web.yaml", "manifests: web.yaml\n    values: { again: *web }"],
      ],
      problems: [
        "fleet.yaml:24:22: workloads.web.values.again: cyclic reference: *web stands inside what it refers to, see fleet.yaml:22:5",
      ],
    },
    {
      name: "has a merge key that runs in circles",
      edit: [["  stage:\n", "  stage: &stage\n    <<: *stage\n"]],
      problems: [
        'fleet.yaml:17:9: environments.stage["<<"]: cyclic reference: *stage stands inside what it refers to, see fleet.yaml:17:5',
      ],
    },
    {
      name: "merges a text",
      edit: [["    hub: fra", "    <<: fra"]],
      problems: [
        'fleet.yaml:17:9: environments.stage["<<"]: << takes a map, an alias of one, or a list of them',
      ],
    },
    {
      name: "merges a list with a text in it",
      edit: [["    hub: fra", "    <<: [{ hub: fra }, fra]"]],
      problems: [
        'fleet.yaml:17:9: environments.stage["<<"]: << takes a map, an alias of one, or a list of them',
      ],
    },
    {
      name: "is nested too deeply",
      edit: [["name: acme", `name: ${"[".repeat(70)}${"]".repeat(70)}`]],
      problems: ["fleet.yaml:1:12: name[0][0][0]: is nested 64 levels deep and deeper"],
    },
    {
      name: "is nested so deeply that the parser gives up",
      edit: "[".repeat(5000),
      problems: ["fleet.yaml:1:1: not valid YAML: nested too deeply"],
    },
    {
      name: "grows beyond measure when its aliases are written out",
      edit: [
        "a: &a [x, x, x, x, x, x, x, x, x, x]",
        "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]",
        "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]",
        "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]",
        "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]",
        "f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]",
      ].join("\n"),
      problems: ["fleet.yaml:6:7: f: is more than 1000000 values when its aliases are written out"],
    },
  ]);
});
