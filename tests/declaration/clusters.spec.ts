import { refuses } from "./malformed.ts";

describe("the clusters of a declaration", () => {
  refuses([
    {
      name: "have no hub of that name",
      edit: [
        ["hub: dub", "hub: dup"],
        ["hub: fra", "hub: frankfurt"],
      ],
      problems: [
        'fleet.yaml:6:10: environments.local.hub: there is no cluster "dup" in environment local (did you mean "dub"?)',
        'fleet.yaml:17:10: environments.stage.hub: there is no cluster "frankfurt" in environment stage (known: fra)',
      ],
    },
    {
      name: "have a hub in another environment only",
      edit: [["hub: fra", "hub: dub"]],
      problems: [
        'fleet.yaml:17:10: environments.stage.hub: there is no cluster "dub" in environment stage (known: fra)',
      ],
    },
    {
      name: "have one name in two regions",
      edit: [["          iad:", "          dub:"]],
      problems: [
        "fleet.yaml:15:11: environments.local.regions.us-east-1.clusters.dub: region eu-west-1 has a cluster of this name too, see fleet.yaml:11:11 (names of clusters are unique within an environment)",
      ],
    },
    {
      name: "may have one name in two environments, but not if that is also in two regions",
      edit: [
        ["{ fra: { provisioner: { kind: kwok } } }", "{ dub: { provisioner: { kind: kwok } } }"],
        ["hub: fra", "hub: dub"],
        ["          iad:", "          dub:"],
      ],
      problems: [
        "fleet.yaml:15:11: environments.local.regions.us-east-1.clusters.dub: region eu-west-1 has a cluster of this name too, see fleet.yaml:11:11 (names of clusters are unique within an environment)",
      ],
    },
    {
      name: "are in a region whose stack has the name of an environment's",
      edit: [
        ["  stage:", "  local-us-east-1:"],
        ["environments: [local, stage]", "environments: [local]"],
      ],
      problems: [
        'fleet.yaml:16:3: environments.local-us-east-1: its stack would be called "local-us-east-1", as another one is, see fleet.yaml:12:7 (stacks are called <environment> and <environment>-<region>)',
      ],
    },
    {
      name: "are in two regions whose stacks have one name",
      edit: "name: acme\nenvironments:\n  a:\n    hub: x\n    regions:\n      b-c: { country: IE, clusters: { x: { provisioner: { kind: kwok } } } }\n  a-b:\n    hub: y\n    regions:\n      c: { country: IE, clusters: { y: { provisioner: { kind: kwok } } } }\n",
      problems: [
        'fleet.yaml:10:7: environments.a-b.regions.c: its stack would be called "a-b-c", as another one is, see fleet.yaml:6:7 (stacks are called <environment> and <environment>-<region>)',
      ],
    },
    {
      name: "make names that are too long",
      edit: [["          iad:", `          ${"i".repeat(53)}:`]],
      problems: [
        'fleet.yaml:15:11: environments.local.regions.us-east-1.clusters.iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii: makes the name "acme-local-iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", which has 64 characters (at most 63)',
      ],
    },
    {
      name: "make stacks whose names are too long",
      edit: `name: a\nenvironments:\n  ${"e".repeat(50)}:\n    hub: x\n    regions:\n      ${"r".repeat(50)}: { country: IE, clusters: { x: { provisioner: { kind: kwok } } } }\n`,
      problems: [
        'fleet.yaml:6:7: environments.eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee.regions.rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr: makes the name "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr", which has 101 characters (at most 100)',
      ],
    },
    {
      name: "have versions that local clusters do not run",
      edit: [
        ["network: net, podCidr: 10.10.0.0/16", 'version: "1.32.9", podCidr: 10.10.0.0/16'],
        ["network: net, podCidr: 10.20.0.0/16", 'version: "1.36", podCidr: 10.20.0.0/16'],
      ],
      problems: [
        "fleet.yaml:11:56: environments.local.regions.eu-west-1.clusters.dub.version: a cluster of kind kwok does not run Kubernetes 1.32.9 (it runs 1.35.4)",
        "fleet.yaml:15:56: environments.local.regions.us-east-1.clusters.iad.version: a cluster of kind kwok does not run Kubernetes 1.36 (it runs 1.35.4)",
      ],
    },
    {
      name: "have a kubeconfig outside the project",
      edit: [
        [
          "dub: { provisioner: { kind: kwok }",
          "dub: { provisioner: { kind: existing, context: c, kubeconfig: secrets/../../config }",
        ],
        [
          "iad: { provisioner: { kind: kwok }",
          "iad: { provisioner: { kind: existing, context: c, kubeconfig: ~/.kube/config }",
        ],
      ],
      problems: [
        'fleet.yaml:11:73: environments.local.regions.eu-west-1.clusters.dub.provisioner.kubeconfig: "secrets/../../config" leads out of the project (expected a path inside the project, or an absolute one)',
        'fleet.yaml:15:73: environments.local.regions.us-east-1.clusters.iad.provisioner.kubeconfig: ~ is not expanded in "~/.kube/config" (expected a path inside the project, or an absolute one)',
      ],
    },
  ]);
});
