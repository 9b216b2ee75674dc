import { refuses } from "./malformed.ts";

describe("the shape of a declaration", () => {
  refuses([
    {
      name: "lacks everything",
      edit: "{}",
      problems: [
        "fleet.yaml:1:1: name: is missing (name of the fleet; part of the names of what it creates)",
        "fleet.yaml:1:1: environments: is missing (environments by name; each is a stack, and nothing links across them)",
      ],
    },
    {
      name: "lacks a name, in a map in braces",
      edit: [["eu-central-1: { country: DE, clusters:", "eu-central-1: { clusters:"]],
      problems: [
        "fleet.yaml:19:7: environments.stage.regions.eu-central-1.country: is missing (ISO 3166-1 alpha-2 code of the place the region stands in)",
      ],
    },
    {
      name: "lacks what a block needs",
      edit: [
        ["        country: US\n", ""],
        ["    hub: fra\n", ""],
      ],
      problems: [
        "fleet.yaml:12:7: environments.local.regions.us-east-1.country: is missing (ISO 3166-1 alpha-2 code of the place the region stands in)",
        "fleet.yaml:15:3: environments.stage.hub: is missing (the cluster that carries the control planes of the environment)",
      ],
    },
    {
      name: "lacks the manifests of a workload",
      edit: [["    manifests: web.yaml\n", ""]],
      problems: [
        "fleet.yaml:21:3: workloads.web.manifests: is missing (a YAML file, a folder of them, a kustomization or a Helm chart)",
      ],
    },
    {
      name: "lacks the kind of a provisioner",
      edit: [["dub: { provisioner: { kind: kwok }", "dub: { provisioner: { nodes: 3 }"]],
      problems: [
        "fleet.yaml:11:18: environments.local.regions.eu-west-1.clusters.dub.provisioner.kind: is missing (expected kwok, existing, eks, gke or cluster-api)",
      ],
    },
    {
      name: "has a key with nothing behind it",
      edit: [["hub: fra", "hub:"]],
      problems: ["fleet.yaml:17:5: environments.stage.hub: expected text, got nothing"],
    },
    {
      name: "has a section with nothing in it",
      edit: [["  eu-only: { data: [EEA] }\n", ""]],
      problems: ["fleet.yaml:2:1: residency: expected a map, got nothing"],
    },
    {
      name: "has unknown keys, near and far from known ones",
      edit: [
        ["name: acme", "name: acme\nenviroments: {}"],
        ["    hub: dub", "    hub: dub\n    meshes: {}\n    temper: hot"],
      ],
      problems: [
        'fleet.yaml:2:1: enviroments: is not a known key (did you mean "environments"?)',
        'fleet.yaml:8:5: environments.local.meshes: is not a known key (did you mean "mesh"?)',
        "fleet.yaml:9:5: environments.local.temper: is not a known key (known: hub, residency, mesh, gitops, backup, recovery, dns, observability, clusterApi, federation, multiCluster, install, charts, rollout, regions)",
      ],
    },
    {
      name: "has an unknown key with other letters in capitals",
      edit: [["network: net, podCidr: 10.10", "network: net, podCIDR: 10.10"]],
      problems: [
        'fleet.yaml:11:61: environments.local.regions.eu-west-1.clusters.dub.podCIDR: is not a known key (did you mean "podCidr"?)',
      ],
    },
    {
      name: "has an unknown key in a union's branch",
      edit: [["dub: { provisioner: { kind: kwok }", "dub: { provisioner: { kind: kwok, node: 3 }"]],
      problems: [
        'fleet.yaml:11:45: environments.local.regions.eu-west-1.clusters.dub.provisioner.node: is not a known key (did you mean "nodes"?)',
      ],
    },
    {
      name: "has an unknown key that is a word of JavaScript",
      edit: [["    hub: dub", "    hub: dub\n    constructor: {}"]],
      problems: [
        "fleet.yaml:7:5: environments.local.constructor: is not a known key (known: hub, residency, mesh, gitops, backup, recovery, dns, observability, clusterApi, federation, multiCluster, install, charts, rollout, regions)",
      ],
    },
    {
      name: "has a number instead of a text",
      edit: [["network: net, podCidr: 10.10.0.0/16", "version: 1.35, podCidr: 10.10.0.0/16"]],
      problems: [
        "fleet.yaml:11:56: environments.local.regions.eu-west-1.clusters.dub.version: expected text, got the number 1.35 (put it in quotes)",
      ],
    },
    {
      name: "has a text instead of a number",
      edit: [["dub: { provisioner: { kind: kwok }", 'dub: { provisioner: { kind: kwok, nodes: "3" }']],
      problems: [
        'fleet.yaml:11:52: environments.local.regions.eu-west-1.clusters.dub.provisioner.nodes: expected a whole number, got the text "3" (remove the quotes)',
      ],
    },
    {
      name: "has a word instead of a number",
      edit: [["dub: { provisioner: { kind: kwok }", "dub: { provisioner: { kind: kwok, nodes: three }"]],
      problems: [
        'fleet.yaml:11:52: environments.local.regions.eu-west-1.clusters.dub.provisioner.nodes: expected a whole number, got the text "three"',
      ],
    },
    {
      name: "has a fraction instead of a whole number",
      edit: [["dub: { provisioner: { kind: kwok }", "dub: { provisioner: { kind: kwok, nodes: 1.5 }"]],
      problems: [
        "fleet.yaml:11:52: environments.local.regions.eu-west-1.clusters.dub.provisioner.nodes: expected a whole number, got the number 1.5",
      ],
    },
    {
      name: "has numbers that are too small and too large",
      edit: [
        ["dub: { provisioner: { kind: kwok }", "dub: { provisioner: { kind: kwok, nodes: 0 }"],
        ["iad: { provisioner: { kind: kwok }", "iad: { provisioner: { kind: kwok, nodes: 1001 }"],
      ],
      problems: [
        "fleet.yaml:11:52: environments.local.regions.eu-west-1.clusters.dub.provisioner.nodes: expected at least 1, got 0",
        "fleet.yaml:15:52: environments.local.regions.us-east-1.clusters.iad.provisioner.nodes: expected at most 1000, got 1001",
      ],
    },
    {
      name: "has what is no number at all",
      edit: [["dub: { provisioner: { kind: kwok }", "dub: { provisioner: { kind: kwok, nodes: .nan }"]],
      problems: [
        "fleet.yaml:11:52: environments.local.regions.eu-west-1.clusters.dub.provisioner.nodes: expected a whole number, got the number NaN",
      ],
    },
    {
      name: "has yes instead of true",
      edit: [["network: net, podCidr: 10.10.0.0/16", "cordoned: yes, podCidr: 10.10.0.0/16"]],
      problems: [
        'fleet.yaml:11:57: environments.local.regions.eu-west-1.clusters.dub.cordoned: expected true or false, got the text "yes"',
      ],
    },
    {
      name: "has a text instead of a list",
      edit: [["environments: [local]", "environments: local"]],
      problems: [
        'fleet.yaml:22:19: workloads.web.environments: expected a list, got the text "local" (a list of one is written [local])',
      ],
    },
    {
      name: "has a map instead of a list",
      edit: [["environments: [local]", "environments: { local: {} }"]],
      problems: ["fleet.yaml:22:19: workloads.web.environments: expected a list, got a map"],
    },
    {
      name: "has a list instead of a map",
      edit: [["  eu-only: { data: [EEA] }", "  - data: [EEA]"]],
      problems: ["fleet.yaml:3:3: residency: expected a map, got a list"],
    },
    {
      name: "has a text instead of a map",
      edit: [["dub: { provisioner: { kind: kwok }", "dub: { provisioner: kwok"]],
      problems: [
        'fleet.yaml:11:31: environments.local.regions.eu-west-1.clusters.dub.provisioner: expected a map, got the text "kwok"',
      ],
    },
    {
      name: "has empty lists, maps and texts",
      edit: [
        ["data: [EEA]", "data: []"],
        ["environments: [local]", "environments: []"],
        ["manifests: web.yaml", 'manifests: ""'],
        ["clusters: { fra: { provisioner: { kind: kwok } } }", "clusters: {}"],
      ],
      problems: [
        "fleet.yaml:3:20: residency.eu-only.data: expected at least one item, got an empty list",
        "fleet.yaml:19:46: environments.stage.regions.eu-central-1.clusters: a region has at least one cluster",
        "fleet.yaml:22:19: workloads.web.environments: expected at least one item, got an empty list",
        "fleet.yaml:23:16: workloads.web.manifests: expected text, got an empty one",
      ],
    },
    {
      name: "has no regions",
      edit: [
        [
          "    regions:\n      eu-central-1: { country: DE, clusters: { fra: { provisioner: { kind: kwok } } } }",
          "    regions: {}",
        ],
      ],
      problems: ["fleet.yaml:18:14: environments.stage.regions: an environment has at least one region"],
    },
    {
      name: "has no environments",
      edit: "name: acme\nenvironments: {}\n",
      problems: ["fleet.yaml:2:15: environments: a fleet has at least one environment"],
    },
    {
      name: "has values that are not among those possible",
      edit: [
        ["dub: { provisioner: { kind: kwok }", "dub: { provisioner: { kind: kwol }"],
        ["iad: { provisioner: { kind: kwok }", "iad: { provisioner: { kind: openstack }"],
        ["manifests: web.yaml", "manifests: web.yaml\n    podSecurity: baselin\n    backend: nomad"],
      ],
      problems: [
        'fleet.yaml:11:39: environments.local.regions.eu-west-1.clusters.dub.provisioner.kind: expected kwok, existing, eks, gke or cluster-api, got the text "kwol" (did you mean "kwok"?)',
        'fleet.yaml:15:39: environments.local.regions.us-east-1.clusters.iad.provisioner.kind: expected kwok, existing, eks, gke or cluster-api, got the text "openstack"',
        'fleet.yaml:24:18: workloads.web.podSecurity: expected restricted, baseline or privileged, got the text "baselin" (did you mean "baseline"?)',
        'fleet.yaml:25:14: workloads.web.backend: expected direct, applicationset, kubefed or karmada, got the text "nomad"',
      ],
    },
    {
      name: "has names that are not DNS labels",
      edit: [
        ["name: acme", "name: Acme"],
        ["hub: dub", "hub: -dub"],
        ["environments: [local]", "environments: [lo_cal]"],
      ],
      problems: [
        'fleet.yaml:1:7: name: "Acme" is not a DNS label: lower-case letters, digits and inner hyphens',
        'fleet.yaml:6:10: environments.local.hub: "-dub" is not a DNS label: lower-case letters, digits and inner hyphens',
        'fleet.yaml:22:20: workloads.web.environments[0]: "lo_cal" is not a DNS label: lower-case letters, digits and inner hyphens',
      ],
    },
    {
      name: "has keys that are not DNS labels, and looks behind them",
      edit: [
        ["      us-east-1:\n        country: US", "      US East:\n        country: USA"],
        ["  web:\n", "  web.:\n"],
      ],
      problems: [
        'fleet.yaml:12:7: environments.local.regions["US East"]: "US East" is not a DNS label: lower-case letters, digits and inner hyphens',
        'fleet.yaml:13:18: environments.local.regions["US East"].country: "USA" is not an ISO 3166-1 alpha-2 country code, such as IE',
        'fleet.yaml:21:3: workloads["web."]: "web." is not a DNS label: lower-case letters, digits and inner hyphens',
      ],
    },
    {
      name: "has a name that is too long",
      edit: [["name: acme", `name: ${"a".repeat(64)}`]],
      problems: ["fleet.yaml:1:7: name: expected at most 63 characters, got 64"],
    },
    {
      name: "has unknown countries, and a group for a country",
      edit: [
        ["country: IE", "country: UK"],
        ["country: US", "country: EU"],
        ["data: [EEA]", "data: [EEA, XX]"],
      ],
      problems: [
        'fleet.yaml:3:26: residency.eu-only.data[1]: "XX" is neither a country code (ISO 3166-1 alpha-2) nor a known group',
        'fleet.yaml:9:18: environments.local.regions.eu-west-1.country: "UK" is not an ISO 3166-1 alpha-2 country code, such as IE',
        'fleet.yaml:13:18: environments.local.regions.us-east-1.country: "EU" is not an ISO 3166-1 alpha-2 country code, such as IE',
      ],
    },
    {
      name: "has blocks of addresses that are none",
      edit: [
        ["podCidr: 10.10.0.0/16", "podCidr: 10.10/16"],
        ["podCidr: 10.20.0.0/16", "podCidr: 10.20.0.0/33"],
      ],
      problems: [
        'fleet.yaml:11:70: environments.local.regions.eu-west-1.clusters.dub.podCidr: "10.10/16" is not an address block, such as 10.10.0.0/16 or fd00:10::/48',
        'fleet.yaml:15:70: environments.local.regions.us-east-1.clusters.iad.podCidr: "10.20.0.0/33" is not an address block',
      ],
    },
    {
      name: "has blocks of addresses with bits too many",
      edit: [
        ["podCidr: 10.10.0.0/16", "podCidr: 10.10.0.1/16"],
        ["podCidr: 10.20.0.0/16", 'podCidr: "fd00:10::1/48"'],
      ],
      problems: [
        'fleet.yaml:11:70: environments.local.regions.eu-west-1.clusters.dub.podCidr: "10.10.0.1/16" has host bits set; the block is 10.10.0.0/16',
        'fleet.yaml:15:70: environments.local.regions.us-east-1.clusters.iad.podCidr: "fd00:10::1/48" has host bits set; the block is fd00:10::/48',
      ],
    },
    {
      name: "has an address with leading zeros, octal to some",
      edit: [["podCidr: 10.10.0.0/16", "podCidr: 010.10.0.0/16"]],
      problems: [
        'fleet.yaml:11:70: environments.local.regions.eu-west-1.clusters.dub.podCidr: "010.10.0.0/16" is not an address block, such as 10.10.0.0/16 or fd00:10::/48',
      ],
    },
    {
      name: "has versions that are none",
      edit: [
        ["network: net, podCidr: 10.10.0.0/16", "version: v1.35, podCidr: 10.10.0.0/16"],
        ["network: net, podCidr: 10.20.0.0/16", "version: latest, podCidr: 10.20.0.0/16"],
      ],
      problems: [
        'fleet.yaml:11:56: environments.local.regions.eu-west-1.clusters.dub.version: "v1.35" is not a Kubernetes version, such as "1.35" or "1.35.4"',
        'fleet.yaml:15:56: environments.local.regions.us-east-1.clusters.iad.version: "latest" is not a Kubernetes version, such as "1.35" or "1.35.4"',
      ],
    },
    {
      name: "has durations that are none",
      edit: [
        [
          "    hub: dub",
          "    hub: dub\n    backup: { every: 1h30m, keep: 0d }\n    dns: { zone: fleet.test, ttl: 60 }",
        ],
      ],
      problems: [
        'fleet.yaml:7:22: environments.local.backup.every: "1h30m" is not a duration: a whole number and s, m, h, d or w, such as 90s or 6h',
        'fleet.yaml:7:35: environments.local.backup.keep: "0d" is not a duration: a whole number and s, m, h, d or w, such as 90s or 6h',
        "fleet.yaml:8:35: environments.local.dns.ttl: expected text, got the number 60 (how long resolvers may keep an answer)",
      ],
    },
    {
      name: "has DNS names that are none",
      edit: [
        [
          "    hub: dub",
          "    hub: dub\n    dns: { zone: fleet..test }\n    mesh: { kind: istio, meshId: m, trustDomain: Local.Acme }",
        ],
      ],
      problems: [
        'fleet.yaml:7:18: environments.local.dns.zone: "fleet..test" is not a DNS name',
        'fleet.yaml:8:50: environments.local.mesh.trustDomain: "Local.Acme" is not a DNS name',
      ],
    },
    {
      name: "has a mesh half said",
      edit: [["    hub: dub", "    hub: dub\n    mesh: { kind: istoi, meshid: m }"]],
      problems: [
        'fleet.yaml:7:19: environments.local.mesh.kind: expected istio or linkerd, got the text "istoi" (did you mean "istio"?)',
      ],
    },
    {
      name: "has a mesh of a known kind half said",
      edit: [["    hub: dub", "    hub: dub\n    mesh: { kind: istio, meshid: m }"]],
      problems: [
        "fleet.yaml:7:5: environments.local.mesh.meshId: is missing (name of the mesh; the same on all its clusters)",
        "fleet.yaml:7:5: environments.local.mesh.trustDomain: is missing (domain of the workload identities; the same on all clusters)",
        'fleet.yaml:7:26: environments.local.mesh.meshid: is not a known key (did you mean "meshId"?)',
      ],
    },
    {
      name: "has labels that Kubernetes does not take",
      edit: [
        ["country: IE", 'country: IE\n        labels: { tier: very gold, "a b": x, app.acme.io/tier: 1 }'],
      ],
      problems: [
        'fleet.yaml:10:25: environments.local.regions.eu-west-1.labels.tier: "very gold" is not a label value: at most 63 letters, digits, ".", "_" and "-"',
        'fleet.yaml:10:36: environments.local.regions.eu-west-1.labels["a b"]: "a b" is not a label key: at most 63 letters, digits, ".", "_" and "-", after an optional DNS name and "/"',
        'fleet.yaml:10:64: environments.local.regions.eu-west-1.labels["app.acme.io/tier"]: expected text, got the number 1 (put it in quotes)',
      ],
    },
    {
      name: "has an exception without an end",
      edit: [
        [
          "{ data: [EEA] }",
          "{ data: [EEA], exceptions: [{ match: all, basis: contract, approver: dpo, expires: never }] }",
        ],
      ],
      problems: [
        'fleet.yaml:3:95: residency.eu-only.exceptions[0].expires: "never" is not a date, such as 2027-01-31',
      ],
    },
    {
      name: "has an existing cluster without access",
      edit: [["dub: { provisioner: { kind: kwok }", "dub: { provisioner: { kind: existing }"]],
      problems: [
        "fleet.yaml:11:31: environments.local.regions.eu-west-1.clusters.dub.provisioner: expected either context (with kubeconfig) or secret, and not both",
      ],
    },
    {
      name: "has an existing cluster with two accesses",
      edit: [
        [
          "dub: { provisioner: { kind: kwok }",
          "dub: { provisioner: { kind: existing, context: c, secret: s }",
        ],
      ],
      problems: [
        "fleet.yaml:11:31: environments.local.regions.eu-west-1.clusters.dub.provisioner: expected either context (with kubeconfig) or secret, and not both",
        "fleet.yaml:11:31: environments.local.regions.eu-west-1.clusters.dub.provisioner: context and kubeconfig belong together: the file is never taken from the surroundings",
      ],
    },
    {
      name: "has a context without its file",
      edit: [["dub: { provisioner: { kind: kwok }", "dub: { provisioner: { kind: existing, context: c }"]],
      problems: [
        "fleet.yaml:11:31: environments.local.regions.eu-west-1.clusters.dub.provisioner: context and kubeconfig belong together: the file is never taken from the surroundings",
      ],
    },
    {
      name: "has a selector that is nearly all",
      edit: [["manifests: web.yaml", "manifests: web.yaml\n    placement: { clusters: al }"]],
      problems: [
        'fleet.yaml:24:28: workloads.web.placement.clusters: expected all, a list of cluster names, or a map of labels, got the text "al" (did you mean "all"?)',
      ],
    },
    {
      name: "has a selector of another kind",
      edit: [["manifests: web.yaml", "manifests: web.yaml\n    placement: { clusters: 3 }"]],
      problems: [
        "fleet.yaml:24:28: workloads.web.placement.clusters: expected all, a list of cluster names, or a map of labels, got the number 3",
      ],
    },
    {
      name: "has mistakes inside a list of names",
      edit: [["manifests: web.yaml", "manifests: web.yaml\n    placement: { clusters: [dub, 1, Dub] }"]],
      problems: [
        "fleet.yaml:24:34: workloads.web.placement.clusters[1]: expected text, got the number 1 (put it in quotes)",
        'fleet.yaml:24:37: workloads.web.placement.clusters[2]: "Dub" is not a DNS label: lower-case letters, digits and inner hyphens',
      ],
    },
    {
      name: "has mistakes inside a map of labels",
      edit: [
        [
          "manifests: web.yaml",
          "manifests: web.yaml\n    placement: { clusters: { region: 1, tier: { not: gold }, zone: { exist: true }, a b: x } }",
        ],
      ],
      problems: [
        "fleet.yaml:24:38: workloads.web.placement.clusters.region: expected a value, a list of values, { not: [values] } or { exists: true | false }, got the number 1",
        'fleet.yaml:24:54: workloads.web.placement.clusters.tier.not: expected a list, got the text "gold" (a list of one is written [gold])',
        "fleet.yaml:24:68: workloads.web.placement.clusters.zone: expected a value, a list of values, { not: [values] } or { exists: true | false }, got a map",
        'fleet.yaml:24:85: workloads.web.placement.clusters["a b"]: "a b" is not a label key: at most 63 letters, digits, ".", "_" and "-", after an optional DNS name and "/"',
      ],
    },
    {
      name: "has clusters and affinities",
      edit: [
        [
          "manifests: web.yaml",
          "manifests: web.yaml\n    placement: { clusters: all, affinities: [{ name: first, clusters: all }] }",
        ],
      ],
      problems: ["fleet.yaml:24:16: workloads.web.placement: expected clusters or affinities, not both"],
    },
    {
      name: "has a spread with its bounds swapped",
      edit: [
        [
          "manifests: web.yaml",
          "manifests: web.yaml\n    placement: { spread: [{ by: region, min: 3, max: 2 }, { by: zone }] }",
        ],
      ],
      problems: [
        "fleet.yaml:24:27: workloads.web.placement.spread[0]: min is greater than max",
        'fleet.yaml:24:65: workloads.web.placement.spread[1].by: expected cluster, region or country, got the text "zone"',
      ],
    },
    {
      name: "has a division of the wrong kinds",
      edit: [
        [
          "manifests: web.yaml",
          "manifests: web.yaml\n    division: { replicas: many, by: weigth, weights: { dub: -1 }, min: few, max: { dub: none } }",
        ],
      ],
      problems: [
        'fleet.yaml:24:27: workloads.web.division.replicas: expected a whole number, got the text "many"',
        'fleet.yaml:24:37: workloads.web.division.by: expected weight, even or available, got the text "weigth" (did you mean "weight"?)',
        "fleet.yaml:24:61: workloads.web.division.weights.dub: expected at least 0, got -1",
        'fleet.yaml:24:72: workloads.web.division.min: expected a whole number, or a map of clusters, got the text "few"',
        'fleet.yaml:24:89: workloads.web.division.max.dub: expected a whole number, got the text "none"',
      ],
    },
    {
      name: "has patches that are none",
      edit: [
        [
          "manifests: web.yaml",
          "manifests: web.yaml\n    overrides:\n      - clusters: all\n        target: { kind: Deployment }\n        patch:\n          - { op: ad, path: /spec }\n          - { path: /spec }\n          - { op: replace, path: spec.replicas }\n          - { op: remove, path: /spec, value: 1 }",
        ],
      ],
      problems: [
        'fleet.yaml:28:19: workloads.web.overrides[0].patch[0].op: expected add, replace, test, remove, move or copy, got the text "ad" (did you mean "add"?)',
        "fleet.yaml:29:13: workloads.web.overrides[0].patch[1].op: is missing (expected add, replace, test, remove, move or copy)",
        "fleet.yaml:30:13: workloads.web.overrides[0].patch[2].value: is missing (the value to add, to put in its place, or to compare with)",
        'fleet.yaml:30:34: workloads.web.overrides[0].patch[2].path: "spec.replicas" is not a JSON Pointer, such as /spec/replicas',
        "fleet.yaml:31:40: workloads.web.overrides[0].patch[3].value: is not a known key (known: op, path)",
      ],
    },
    {
      name: "has a patch without a target",
      edit: [
        [
          "manifests: web.yaml",
          "manifests: web.yaml\n    overrides: [{ clusters: all, patch: [{ op: remove, path: /spec }] }]",
        ],
      ],
      problems: [
        "fleet.yaml:24:17: workloads.web.overrides[0]: patch needs a target: a path means something else in each kind",
      ],
    },
    {
      name: "has an override of nothing known",
      edit: [
        [
          "manifests: web.yaml",
          'manifests: web.yaml\n    overrides: [{ clusters: all, images: {}, image: { digest: "sha256:12" }, env: { LEVEL: 1 } }]',
        ],
      ],
      problems: [
        'fleet.yaml:24:34: workloads.web.overrides[0].images: is not a known key (did you mean "image"?)',
        'fleet.yaml:24:63: workloads.web.overrides[0].image.digest: "sha256:12" is not a digest: sha256: and 64 hexadecimal digits',
        "fleet.yaml:24:92: workloads.web.overrides[0].env.LEVEL: expected text, got the number 1 (put it in quotes)",
      ],
    },
    {
      name: "has mistakes of every kind, which are reported from top to bottom",
      edit: [
        ["hub: fra", "hub: [fra]"],
        ["name: acme", "nmae: acme"],
        ["country: IE", "country: Ireland"],
        ["manifests: db", "manifests: 1"],
        ["kind: kwok }, network: net, podCidr: 10.10", "kind: kwok }, network: net, podCidr: 10.x"],
      ],
      problems: [
        "fleet.yaml:1:1: name: is missing (name of the fleet; part of the names of what it creates)",
        'fleet.yaml:1:1: nmae: is not a known key (did you mean "name"?)',
        'fleet.yaml:9:18: environments.local.regions.eu-west-1.country: "Ireland" is not an ISO 3166-1 alpha-2 country code, such as IE',
        'fleet.yaml:11:70: environments.local.regions.eu-west-1.clusters.dub.podCidr: "10.x.0.0/16" is not an address block, such as 10.10.0.0/16 or fd00:10::/48',
        "fleet.yaml:17:10: environments.stage.hub: expected text, got a list",
        "fleet.yaml:26:16: workloads.db.manifests: expected text, got the number 1 (put it in quotes)",
      ],
    },
    {
      name: "has mistakes behind an alias, at each place and where they are written",
      edit: [
        ["country: IE", "country: &c Ireland"],
        ["country: US", "country: *c"],
      ],
      problems: [
        'fleet.yaml:9:21: environments.local.regions.eu-west-1.country: "Ireland" is not an ISO 3166-1 alpha-2 country code, such as IE',
        'fleet.yaml:13:18: environments.local.regions.us-east-1.country: "Ireland" is not an ISO 3166-1 alpha-2 country code, such as IE',
      ],
    },
    {
      name: "has mistakes in what is merged",
      edit: [["      us-east-1:\n        country: US", "      us-east-1:\n        <<: { country: USA }"]],
      problems: [
        'fleet.yaml:13:24: environments.local.regions.us-east-1.country: "USA" is not an ISO 3166-1 alpha-2 country code, such as IE',
      ],
    },
  ]);
});
