import { refuses } from "./malformed.ts";

/** Adds lines to the workload web. */
const web = (lines: string): [string, string][] => [
  ["manifests: web.yaml", `manifests: web.yaml\n${lines.replace(/^/gm, "    ")}`],
];

describe("the workloads of a declaration", () => {
  refuses([
    {
      name: "are for environments that are not there",
      edit: [["environments: [local]", "environments: [locl, prod]"]],
      problems: [
        'fleet.yaml:22:20: workloads.web.environments[0]: there is no environment "locl" (did you mean "local"?)',
        'fleet.yaml:22:26: workloads.web.environments[1]: there is no environment "prod" (known: local, stage)',
      ],
    },
    {
      name: "name an environment that every object has",
      edit: [["environments: [local]", "environments: [constructor]"]],
      problems: [
        'fleet.yaml:22:20: workloads.web.environments[0]: there is no environment "constructor" (known: local, stage)',
      ],
    },
    {
      name: "name an environment twice",
      edit: [["environments: [local]", "environments: [local, local]"]],
      problems: ['fleet.yaml:22:27: workloads.web.environments[1]: "local" is named twice'],
    },
    {
      name: "name a residency profile that is not there",
      edit: web("residency: eu_only"),
      problems: [
        'fleet.yaml:24:16: workloads.web.residency: there is no residency profile "eu_only" (did you mean "eu-only"?)',
      ],
    },
    {
      name: "name a residency profile where there is none",
      edit: [["residency:\n  eu-only: { data: [EEA] }\n", ""], ...web("residency: constructor")],
      problems: [
        'fleet.yaml:22:16: workloads.web.residency: there is no residency profile "constructor" (known: none)',
      ],
    },
    {
      name: "are placed on clusters that are not there",
      edit: web("placement: { clusters: [dub, iac, mars] }"),
      problems: [
        'fleet.yaml:24:34: workloads.web.placement.clusters[1]: there is no cluster "iac" in environment local (did you mean "iad"?)',
        'fleet.yaml:24:39: workloads.web.placement.clusters[2]: there is no cluster "mars" in environment local (known: dub, iad)',
      ],
    },
    {
      name: "are placed on a cluster of another environment",
      edit: web("placement: { clusters: [fra] }"),
      problems: [
        'fleet.yaml:24:29: workloads.web.placement.clusters[0]: there is no cluster "fra" in environment local (known: dub, iad)',
      ],
    },
    {
      name: "have affinities with clusters that are not there",
      edit: web(
        "placement: { affinities: [{ name: near, clusters: [dubh] }, { name: far, clusters: [iad] }] }",
      ),
      problems: [
        'fleet.yaml:24:56: workloads.web.placement.affinities[0].clusters[0]: there is no cluster "dubh" in environment local (did you mean "dub"?)',
      ],
    },
    {
      name: "have overrides for clusters that are not there",
      edit: web(
        "overrides:\n  - clusters: [dub]\n    labels: { a: b }\n  - clusters: [idd]\n    labels: { a: b }",
      ),
      problems: [
        'fleet.yaml:27:20: workloads.web.overrides[1].clusters[0]: there is no cluster "idd" in environment local (did you mean "iad"?)',
      ],
    },
    {
      name: "divide over clusters that are not there",
      edit: web("division: { replicas: 4, weights: { dub: 1, oslo: 2 }, min: { dup: 1 }, max: { iat: 3 } }"),
      problems: [
        'fleet.yaml:24:49: workloads.web.division.weights.oslo: there is no cluster "oslo" in environment local (known: dub, iad)',
        'fleet.yaml:24:67: workloads.web.division.min.dup: there is no cluster "dup" in environment local (did you mean "dub"?)',
        'fleet.yaml:24:84: workloads.web.division.max.iat: there is no cluster "iat" in environment local (did you mean "iad"?)',
      ],
    },
    {
      name: "may name what is in one environment only, but not what is in none",
      edit: [["manifests: db", "manifests: db\n    placement: { clusters: [fra, dub, lhr] }"]],
      problems: [
        'fleet.yaml:27:39: workloads.db.placement.clusters[2]: there is no cluster "lhr" in environments local, stage (known: dub, iad, fra)',
      ],
    },
    {
      name: "are placed nowhere",
      edit: web("placement: { clusters: { region: eu-west-9 } }"),
      problems: [
        "fleet.yaml:24:16: workloads.web.placement: wanted region eu-west-9, and no cluster is left of dub, iad (not selected by region eu-west-9) (select other clusters, uncordon one, or declare one that placement and residency allow)",
      ],
    },
    {
      name: "are placed nowhere that residency allows",
      edit: web("residency: eu-only\nplacement: { clusters: { country: US } }"),
      problems: [
        "fleet.yaml:25:16: workloads.web.placement: wanted country US, and no cluster is left of dub (not selected by country US); iad (jurisdiction US not in [EEA]) (select other clusters, uncordon one, or declare one that placement and residency allow)",
      ],
    },
    {
      name: "are placed nowhere in one of their environments",
      edit: [["manifests: db", "manifests: db\n    placement: { clusters: { country: DE } }"]],
      problems: [
        "fleet.yaml:27:16: workloads.db.placement: in environment local: wanted country DE, and no cluster is left of dub, iad (not selected by country DE) (select other clusters, uncordon one, or declare one that placement and residency allow)",
      ],
    },
    {
      name: "are spread over more than there is",
      edit: web("placement: { spread: [{ by: country, min: 3 }] }"),
      problems: [
        "fleet.yaml:24:27: workloads.web.placement.spread[0]: spread wants at least 3 countries, and there are 2 to choose from: IE, US (lower min, or let placement, residency or cordons allow more)",
      ],
    },
    {
      name: "divide into shares that do not add up",
      edit: web("division: { replicas: 3, min: 2 }"),
      problems: [
        "fleet.yaml:24:35: workloads.web.division.min: min adds up to 4 on 2 clusters, and 3 replicas to divide (raise replicas to 4 or more, lower min, or place it on fewer clusters)",
      ],
    },
    {
      name: "divide into shares that are too small",
      edit: web("division: { replicas: 9, max: { dub: 4, iad: 4 } }"),
      problems: [
        "fleet.yaml:24:35: workloads.web.division.max: max adds up to 8 on 2 clusters, so 1 of 9 replicas have no place (raise max, lower replicas to 8, or place it on more clusters)",
      ],
    },
    {
      name: "override clusters that they are not on",
      edit: web(
        "placement: { clusters: [dub] }\noverrides: [{ clusters: { country: US }, labels: { a: b } }]",
      ),
      problems: [
        "fleet.yaml:25:29: workloads.web.overrides[0].clusters: country US matches none of the clusters that carry the workload (these are: dub)",
      ],
    },
    {
      name: "override what the division sets",
      edit: web("division: { replicas: 4 }\noverrides: [{ clusters: [dub], replicas: 2 }]"),
      problems: [
        "fleet.yaml:25:46: workloads.web.overrides[0].replicas: sets replicas that the division sets: 4 over all clusters (use weights, min or max of the division instead, or give both a target if they mean different objects)",
      ],
    },
    {
      name: "override an image that no container has",
      edit: web('overrides: [{ clusters: all, image: { container: proxy, tag: "2" } }]'),
      problems: [
        "fleet.yaml:24:41: workloads.web.overrides[0].image: there is no container proxy in Deployment web, Service web; containers are: app",
      ],
    },
    {
      name: "override objects that are not there",
      edit: web("overrides: [{ clusters: all, target: { kind: StatefulSet }, replicas: 2 }]"),
      problems: [
        "fleet.yaml:24:42: workloads.web.overrides[0].target: there is no StatefulSet (there are: Deployment web, Service web)",
      ],
    },
    {
      name: "have a patch that does not fit",
      edit: web(
        "overrides: [{ clusters: [dub], target: { kind: Service }, patch: [{ op: replace, path: /spec/ports, value: [] }] }]",
      ),
      problems: [
        "fleet.yaml:24:71: workloads.web.overrides[0].patch[0]: /spec/ports of Service web does not exist",
      ],
    },
    {
      name: "divide replicas that no object has",
      edit: [["manifests: web.yaml", "manifests: service.yaml\n    division: { replicas: 2 }"]],
      problems: [
        "fleet.yaml:24:15: workloads.web.division: no object has replicas to divide; there are: Service web (divide a Deployment, StatefulSet or ReplicaSet, or name an object of another kind as target: { kind, name })",
      ],
    },
    {
      name: "come after workloads that are not there",
      edit: web("after: [dbs, cache]"),
      problems: [
        'fleet.yaml:24:13: workloads.web.after[0]: there is no workload "dbs" (did you mean "db"?)',
        'fleet.yaml:24:18: workloads.web.after[1]: there is no workload "cache" (known: db)',
      ],
    },
    {
      name: "come after a workload of another environment",
      edit: [["manifests: db", "manifests: db\n    after: [web]"]],
      problems: [
        'fleet.yaml:27:13: workloads.db.after[0]: "web" is not in environment stage, see fleet.yaml:22:19',
      ],
    },
    {
      name: "come after themselves",
      edit: web("after: [web]"),
      problems: [
        "fleet.yaml:24:12: workloads.web.after: waits for itself: web → web (take one of them out of after)",
      ],
    },
    {
      name: "come after each other",
      edit: [
        ...web("after: [db]"),
        ["environments: [local, stage]", "environments: [local]"],
        ["manifests: db", "manifests: db\n    after: [web]"],
      ],
      problems: [
        "fleet.yaml:28:12: workloads.db.after: waits for itself: db → web → db (take one of them out of after)",
      ],
    },
    {
      name: "take a namespace of the platform",
      edit: [["manifests: db", "manifests: db\n    namespace: istio-system"]],
      problems: [
        `fleet.yaml:27:16: workloads.db.namespace: namespace "istio-system" is reserved (name a namespace of the application's own)`,
      ],
    },
    {
      name: "share a namespace and differ in its level of security",
      edit: [["manifests: db", "manifests: db\n    namespace: web\n    podSecurity: baseline"]],
      problems: [
        "fleet.yaml:28:18: workloads.db.podSecurity: is baseline, but workload web shares namespace web and says restricted, see fleet.yaml:21:3",
      ],
    },
    {
      name: "share a namespace, with the level of one only meant",
      edit: [...web("podSecurity: privileged"), ["manifests: db", "manifests: db\n    namespace: web"]],
      problems: [
        "fleet.yaml:25:3: workloads.db.podSecurity: is restricted, but workload web shares namespace web and says privileged, see fleet.yaml:24:18",
      ],
    },
    {
      name: "share a namespace and differ in their residency",
      edit: [["manifests: db", "manifests: db\n    namespace: web\n    residency: eu-only"]],
      problems: [
        "fleet.yaml:28:16: workloads.db.residency: is eu-only, but workload web shares namespace web and says none, see fleet.yaml:21:3",
      ],
    },
    {
      name: "have mistakes in several checks, which are reported from top to bottom",
      edit: [
        ["hub: fra", "hub: fri"],
        ["podCidr: 10.20.0.0/16", "podCidr: 10.10.0.0/16"],
        ["environments: [local]", "environments: [lokal]"],
        ["manifests: db", "manifests: dbs\n    residency: us-only"],
      ],
      problems: [
        "fleet.yaml:15:70: environments.local.regions.us-east-1.clusters.iad.podCidr: 10.10.0.0/16 overlaps 10.10.0.0/16, the podCidr of cluster dub, see fleet.yaml:11:70",
        'fleet.yaml:17:10: environments.stage.hub: there is no cluster "fri" in environment stage (did you mean "fra"?)',
        'fleet.yaml:22:20: workloads.web.environments[0]: there is no environment "lokal" (did you mean "local"?)',
        'fleet.yaml:26:16: workloads.db.manifests: "dbs" does not exist (expected a YAML file, a folder of them, a kustomization or a Helm chart)',
        'fleet.yaml:27:16: workloads.db.residency: there is no residency profile "us-only" (did you mean "eu-only"?)',
      ],
    },
  ]);
});
