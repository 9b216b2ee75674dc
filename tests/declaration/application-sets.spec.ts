import { refuses } from "./malformed.ts";

const hub: [string, string] = [
  "    hub: dub\n",
  "    hub: dub\n    gitops: { kind: argocd, repo: ., applications: { web: { path: apps, namespace: web } }, namespaces: [web] }\n",
];
const workload = (manifests: string, name = "shop"): [string, string] => [
  "workloads:\n  web:\n    environments: [local]\n    manifests: web.yaml",
  `workloads:\n  ${name}:\n    environments: [local]\n    backend: applicationset\n    manifests: ${manifests}`,
];

describe("a workload that Argo CD carries out", () => {
  refuses([
    {
      name: "is a kustomization of the repository",
      edit: [[hub[0], hub[1].replace("path: apps", "path: kustomized")], workload("kustomized")],
      problems: [],
    },
    {
      name: "is plain YAML",
      edit: [[hub[0], hub[1].replace("path: apps", "path: kustomized")], workload("web.yaml")],
      problems: [
        "fleet.yaml:25:16: workloads.shop.manifests: back end applicationset cannot express this: Argo CD labels and patches kustomizations only; a kustomization.yaml that lists the files makes one (back ends that can: direct, kubefed, karmada)",
      ],
    },
    {
      name: "is called as an application of Argo CD",
      edit: [[hub[0], hub[1].replace("path: apps", "path: kustomized")], workload("kustomized", "web")],
      problems: [
        'fleet.yaml:22:3: workloads.web: "web" is also an application of Argo CD in environment local, see fleet.yaml:7:54 (give one of them another name)',
      ],
    },
    {
      name: "is not in the folder that Argo CD deploys from",
      edit: [[hub[0], "    hub: dub\n    gitops: { kind: argocd, repo: ./db }\n"], workload("kustomized")],
      problems: [
        "fleet.yaml:25:16: workloads.shop.manifests: is not in ./db, the repository that Argo CD deploys from in environment local (name a folder of that repository)",
      ],
    },
  ]);
});
