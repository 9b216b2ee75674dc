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
