import { refuses } from "./malformed.ts";

const web = (manifests: string): [string, string][] => [["manifests: web.yaml", `manifests: ${manifests}`]];

describe("the manifests of a declaration", () => {
  refuses([
    {
      name: "are not there",
      edit: web("wep.yaml"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "wep.yaml" does not exist (expected a YAML file, a folder of them, a kustomization or a Helm chart)',
      ],
    },
    {
      name: "are given by an absolute path",
      edit: web("/etc/hostname"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "/etc/hostname" is an absolute path (expected a path inside the project)',
      ],
    },
    {
      name: "lie outside of the project",
      edit: web("../web.yaml"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "../web.yaml" leads out of the project (expected a path inside the project)',
      ],
    },
    {
      name: "lie outside of the project, by way of a folder inside",
      edit: web("db/../../web.yaml"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "db/../../web.yaml" leads out of the project (expected a path inside the project)',
      ],
    },
    {
      name: "lie outside of the project, behind a symbolic link",
      edit: web("linked.yaml"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "linked.yaml" leads out of the project through a symbolic link (expected a file or folder inside it)',
      ],
    },
    {
      name: "lie outside of the project, in a linked folder",
      edit: web("linked-folder"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "linked-folder" leads out of the project through a symbolic link (expected a file or folder inside it)',
      ],
    },
    {
      name: "are a link to nothing",
      edit: web("dangling.yaml"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "dangling.yaml" does not exist (expected a YAML file, a folder of them, a kustomization or a Helm chart)',
      ],
    },
    {
      name: "are not YAML",
      edit: web("notes.txt"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "notes.txt" is not a YAML file (expected a YAML file, a folder of them, a kustomization or a Helm chart)',
      ],
    },
    {
      name: "are a folder without YAML",
      edit: web("broken/none"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "broken/none" holds no YAML file (expected a YAML file, a folder of them, a kustomization or a Helm chart)',
      ],
    },
    {
      name: "are a folder whose sub-folders would be left out",
      edit: web("broken/deep"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: the YAML files in "broken/deep/more" would be left out (move them up, or add a kustomization.yaml that lists them)',
      ],
    },
    {
      name: "are a chart and a kustomization",
      edit: web("broken/both"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "broken/both" holds both Chart.yaml and kustomization.yml (expected one of them)',
      ],
    },
    {
      name: "are a chart's own file",
      edit: web("chart/Chart.yaml"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "chart/Chart.yaml" is part of a folder (name the folder: chart)',
      ],
    },
    {
      name: "are a kustomization's own file",
      edit: web("./kustomized/kustomization.yaml"),
      problems: [
        'fleet.yaml:23:16: workloads.web.manifests: "./kustomized/kustomization.yaml" is part of a folder (name the folder: kustomized)',
      ],
    },
    {
      name: "have values without being a chart",
      edit: [
        ["manifests: web.yaml", "manifests: web.yaml\n    values: { a: 1 }"],
        ["manifests: db", "manifests: kustomized\n    values: {}"],
      ],
      problems: [
        "fleet.yaml:24:5: workloads.web.values: values are for a Helm chart, and web.yaml is plain YAML (expected overrides instead)",
        "fleet.yaml:28:5: workloads.db.values: values are for a Helm chart, and kustomized is a kustomization (expected overrides instead)",
      ],
    },
    {
      name: "are no chart and no kustomization in spite of their names",
      edit: [
        ["manifests: web.yaml", "manifests: broken/chart"],
        ["manifests: db", "manifests: broken/kustomization"],
      ],
      problems: [
        "broken/chart/Chart.yaml:1:1: workloads.web.manifests: name: is missing (name of the chart)",
        "broken/chart/Chart.yaml:2:10: workloads.web.manifests: version: expected text, got the number 1 (put it in quotes)",
        "broken/kustomization/kustomization.yaml:1:1: workloads.db.manifests: expected a map, got a list",
      ],
    },
    {
      name: "are not valid YAML in one document, with its file and line",
      edit: web("broken/syntax.yaml"),
      problems: [
        "broken/syntax.yaml:1:1: workloads.web.manifests: metadata: is missing (name and labels of the object)",
        "broken/syntax.yaml:5:1: workloads.web.manifests: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ],
    },
    {
      name: "lack what makes an object, in each document",
      edit: web("broken/objects.yaml"),
      problems: [
        "broken/objects.yaml:3:1: workloads.web.manifests: metadata.name: is missing (name of the object)",
        "broken/objects.yaml:5:1: workloads.web.manifests: expected a map, got a list",
        "broken/objects.yaml:7:1: workloads.web.manifests: apiVersion: is missing (group and version of the object, such as apps/v1)",
        "broken/objects.yaml:8:19: workloads.web.manifests: metadata.name: expected text, got the number 1 (put it in quotes)",
      ],
    },
    {
      name: "lack it in a list",
      edit: web("broken/list.yaml"),
      problems: [
        "broken/list.yaml:6:5: workloads.web.manifests: items[0].metadata.name: is missing (name of the object)",
      ],
    },
    {
      name: "are empty",
      edit: web("broken/empty.yaml"),
      problems: ["broken/empty.yaml:1:1: workloads.web.manifests: holds no object"],
    },
    {
      name: "hold an object twice, once with its namespace said",
      edit: web("broken/twins"),
      problems: [
        "broken/twins/b.yaml:10:1: workloads.web.manifests: Deployment web is in this workload twice, see broken/twins/a.yaml:1:1",
      ],
    },
    {
      name: "are wrong in two workloads, after what is wrong in the declaration itself",
      edit: [
        ["hub: fra", "hub: fri"],
        ["manifests: web.yaml", "manifests: broken/syntax.yaml"],
        ["manifests: db", "manifests: broken/list.yaml"],
      ],
      problems: [
        'fleet.yaml:17:10: environments.stage.hub: there is no cluster "fri" in environment stage (did you mean "fra"?)',
        "broken/list.yaml:6:5: workloads.db.manifests: items[0].metadata.name: is missing (name of the object)",
        "broken/syntax.yaml:1:1: workloads.web.manifests: metadata: is missing (name and labels of the object)",
        "broken/syntax.yaml:5:1: workloads.web.manifests: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ],
    },
  ]);
});
