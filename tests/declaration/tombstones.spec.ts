import { refuses } from "./malformed.ts";

const IAD = "iad: { provisioner: { kind: kwok }, network: net, podCidr: 10.20.0.0/16 }";
const GONE = "iad: { provisioner: { kind: kwok }, network: net, podCidr: 10.20.0.0/16, state: tombstoned }";

/** Adds lines to the workload web. */
const web = (lines: string): [string, string] => [
  "manifests: web.yaml",
  `manifests: web.yaml\n${lines.replace(/^/gm, "    ")}`,
];

describe("a cluster that is gone for good", () => {
  refuses([
    {
      name: "may be named by placement, weights, minima and overrides",
      edit: [
        [IAD, GONE],
        web(
          "placement: { clusters: [dub, iad] }\n" +
            "division: { replicas: 4, weights: { dub: 1, iad: 3 }, min: { iad: 2 }, max: { iad: 3 } }\n" +
            "overrides: [{ clusters: [iad], image: { tag: v1.28 } }]",
        ),
      ],
      problems: [],
    },
    {
      name: "may be named by affinities, applications and waves",
      edit: [
        [IAD, GONE],
        web(
          "placement: { affinities: [{ name: us, clusters: [iad] }, { name: eu, clusters: { country: IE } }] }",
        ),
        [
          "    hub: dub\n",
          "    hub: dub\n    gitops: { kind: argocd, repo: https://git.example/apps, namespaces: [shop], applications: { shop: { path: shop, clusters: [dub, iad], waves: [[iad], [dub]] } } }\n",
        ],
      ],
      problems: [],
    },
    {
      name: "cannot be the only one of a workload",
      edit: [[IAD, GONE], web("placement: { clusters: [iad] }")],
      problems: [
        "fleet.yaml:24:16: workloads.web.placement: wanted iad, and no cluster is left of dub (not selected by iad); iad (tombstoned) (select other clusters, uncordon one, or declare one that placement and residency allow)",
      ],
    },
    {
      name: "cannot be the hub",
      edit: [["podCidr: 10.10.0.0/16 }", "podCidr: 10.10.0.0/16, state: tombstoned }"]],
      problems: [
        'fleet.yaml:11:91: environments.local.regions.eu-west-1.clusters.dub.state: "dub" is the hub of environment local, and cannot be tombstoned, see fleet.yaml:6:10 (move the hub first: name another cluster as hub, and bring the environment up)',
      ],
    },
  ]);
});
