import { refuses } from "./malformed.ts";

const backend = (name: string): [string, string] => [
  "manifests: web.yaml",
  `manifests: web.yaml\n    backend: ${name}`,
];
const federation = (text: string): [string, string] => [
  "    hub: dub",
  `    hub: dub\n    federation: { ${text} }`,
];

describe("the back ends of a declaration", () => {
  refuses([
    {
      name: "have to be in every environment of the workload",
      edit: [["manifests: db\n", "manifests: db\n    backend: kubefed\n"], federation("kubefed: {}")],
      problems: [
        "fleet.yaml:28:14: workloads.db.backend: back end kubefed is not in environment stage (declare federation.kubefed there)",
      ],
    },
    {
      name: "of GitOps and of Karmada need what they are carried out by",
      edit: [backend("karmada"), ["manifests: db\n", "manifests: db\n    backend: applicationset\n"]],
      problems: [
        "fleet.yaml:24:14: workloads.web.backend: back end karmada is not in environment local (declare federation.karmada there)",
        "fleet.yaml:27:16: workloads.db.manifests: back end applicationset cannot express this: Argo CD labels and patches kustomizations only; a kustomization.yaml that lists the files makes one (back ends that can: direct, kubefed, karmada)",
        "fleet.yaml:28:14: workloads.db.backend: back end applicationset is not in environment local, stage (declare gitops there)",
      ],
    },
    {
      name: "may not be asked for what they cannot express",
      edit: [
        ["manifests: web.yaml", "manifests: web.yaml\n    rollout: { waves: [[dub]] }\n    backend: kubefed"],
        federation("kubefed: {}"),
      ],
      problems: [
        "fleet.yaml:25:14: workloads.web.rollout: back end kubefed cannot express this: KubeFed changes all clusters at once (back ends that can: direct, applicationset)",
      ],
    },
    {
      name: "of others are not waited for",
      edit: [
        ["manifests: db\n", "manifests: db\n    after: [web]\n    environments: [local]\n"],
        ["    environments: [local, stage]\n", ""],
        backend("kubefed"),
        federation("kubefed: {}"),
      ],
      problems: [
        'fleet.yaml:28:13: workloads.db.after[0]: "web" is carried out by kubefed, and when it is up is not known here (give both the back end direct)',
      ],
    },
    {
      name: "of Karmada have an API of their own, on a cluster that is there and is not the hub",
      edit: [federation("karmada: { controlPlane: dub }")],
      problems: [
        'fleet.yaml:7:44: environments.local.federation.karmada.controlPlane: "dub" is the hub, whose own controllers would run what is a template to Karmada (name a cluster that has Karmada\'s API and nothing else)',
      ],
    },
    {
      name: "of Karmada name a cluster of the environment",
      edit: [federation("karmada: { controlPlane: iat }")],
      problems: [
        'fleet.yaml:7:44: environments.local.federation.karmada.controlPlane: there is no cluster "iat" in environment local (did you mean "iad"?)',
      ],
    },
  ]);
});
