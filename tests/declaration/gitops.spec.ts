import { refuses } from "./malformed.ts";

/** Gives environment local an Argo CD with these lines below `applications`. */
const gitops = (lines: string, more = "repo: ."): [string, string][] => [
  [
    "    hub: dub\n",
    `    hub: dub\n    gitops:\n      kind: argocd\n      namespaces: [web]\n      ${more}\n      applications:\n` +
      `${lines.replace(/^/gm, "        ")}\n`,
  ],
];

describe("the applications of a declaration", () => {
  refuses([
    {
      name: "go into a namespace that Argo CD has no rights to",
      edit: gitops("shop: { path: db }\nweb: { path: db, namespace: wbe }"),
      problems: [
        'fleet.yaml:12:9: environments.local.gitops.applications.shop: deploys into namespace "shop", to which Argo CD gets no rights (add it to gitops.namespaces: [web])',
        'fleet.yaml:13:37: environments.local.gitops.applications.web.namespace: deploys into namespace "wbe", to which Argo CD gets no rights (known: web)',
      ],
    },
    {
      name: "name clusters that are not there",
      edit: gitops("web: { path: db, clusters: [dub, iac], waves: [[mars]] }"),
      problems: [
        'fleet.yaml:12:42: environments.local.gitops.applications.web.clusters[1]: there is no cluster "iac" in environment local (did you mean "iad"?)',
        'fleet.yaml:12:57: environments.local.gitops.applications.web.waves[0][0]: there is no cluster "mars" in environment local (known: dub, iad)',
      ],
    },
    {
      name: "select no cluster",
      edit: gitops("web: { path: db, clusters: { country: FR } }"),
      problems: [
        "fleet.yaml:12:36: environments.local.gitops.applications.web.clusters: selects no cluster (npx fleet graph shows them; labels are those of region and cluster)",
      ],
    },
    {
      name: "have a wave of clusters that do not get them",
      edit: gitops("web: { path: db, clusters: [dub], waves: [[dub], { country: US }] }"),
      problems: [
        "fleet.yaml:12:58: environments.local.gitops.applications.web.waves[1]: selects none of the application's clusters (npx fleet graph shows them; labels are those of region and cluster)",
      ],
    },
    {
      name: "come from a folder that this repository does not have",
      edit: gitops("web: { path: apps/web }"),
      problems: [
        'fleet.yaml:12:22: environments.local.gitops.applications.web.path: there is no "apps/web" in this project (expected a folder of the repository)',
      ],
    },
    {
      name: "come from a folder outside of the repository",
      edit: gitops("web: { path: ../apps }", "repo: https://git.example/apps.git"),
      problems: [
        'fleet.yaml:12:22: environments.local.gitops.applications.web.path: "../apps" leads out of the repository (expected a folder of the repository)',
      ],
    },
  ]);
});
