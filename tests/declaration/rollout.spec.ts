import { refuses } from "./malformed.ts";

const rollout = (text: string): [string, string] => [
  "    hub: dub",
  `    hub: dub\n    rollout: { ${text} }`,
];

describe("the rollout of a declaration", () => {
  refuses([
    {
      name: "may leave regions to come after it",
      edit: [rollout("waves: [[us-east-1]], pause: 30m")],
      problems: [],
    },
    {
      name: "names a region that there is not, and one twice",
      edit: [rollout("waves: [[us-east-2], [eu-west-1], [us-east-1, eu-west-1]]")],
      problems: [
        'fleet.yaml:7:25: environments.local.rollout.waves[0][0]: there is no region "us-east-2" in this environment (did you mean "us-east-1"?)',
        'fleet.yaml:7:62: environments.local.rollout.waves[2][1]: "eu-west-1" has had its turn already (name a region once)',
      ],
    },
    {
      name: "has no wave, or one without a region",
      edit: [rollout("waves: [[]]")],
      problems: [
        "fleet.yaml:7:24: environments.local.rollout.waves[0]: expected at least one item, got an empty list",
      ],
    },
  ]);
});

const web = (text: string): [string, string] => [
  "    manifests: web.yaml",
  `    manifests: web.yaml\n    ${text}`,
];

describe("the rollout of a workload", () => {
  refuses([
    {
      name: "may name clusters, labels and all",
      edit: [web("rollout: { waves: [[iad], { country: IE }], pause: 5m }")],
      problems: [],
    },
    {
      name: "names a cluster that there is not, and takes one twice",
      edit: [web("rollout: { waves: [[iax], { country: IE }, [dub]] }")],
      problems: [
        'fleet.yaml:24:25: workloads.web.rollout.waves[0][0]: there is no cluster "iax" in the environments of the workload (did you mean "iad"?)',
        "fleet.yaml:24:48: workloads.web.rollout.waves[2]: dub takes no cluster that is not in an earlier wave (a cluster goes with the first wave that selects it; those that none selects come last)",
      ],
    },
    {
      name: "keeps a minimum that its strategy cannot",
      edit: [web("minAvailable: 3")],
      problems: [
        "fleet.yaml:24:19: workloads.web.minAvailable: is more than the 2 replicas there are over all clusters (have more replicas, or ask for fewer)",
      ],
    },
  ]);
});
