import { refuses } from "./malformed.ts";

const two = (dub: string, iad: string): [string, string][] => [
  ["podCidr: 10.10.0.0/16", dub],
  ["podCidr: 10.20.0.0/16", iad],
];

describe("the addresses of a declaration", () => {
  refuses([
    {
      name: "overlap between two clusters",
      edit: two("podCidr: 10.10.0.0/16", "podCidr: 10.10.128.0/20"),
      problems: [
        "fleet.yaml:15:70: environments.local.regions.us-east-1.clusters.iad.podCidr: 10.10.128.0/20 overlaps 10.10.0.0/16, the podCidr of cluster dub, see fleet.yaml:11:70",
      ],
    },
    {
      name: "overlap although the wider block comes later",
      edit: two("podCidr: 10.10.128.0/20", "podCidr: 10.0.0.0/8"),
      problems: [
        "fleet.yaml:11:70: environments.local.regions.eu-west-1.clusters.dub.podCidr: 10.10.128.0/20 overlaps 10.0.0.0/8, the podCidr of cluster iad, see fleet.yaml:15:70",
      ],
    },
    {
      name: "are the same",
      edit: two("podCidr: 10.10.0.0/16", "podCidr: 10.10.0.0/16"),
      problems: [
        "fleet.yaml:15:70: environments.local.regions.us-east-1.clusters.iad.podCidr: 10.10.0.0/16 overlaps 10.10.0.0/16, the podCidr of cluster dub, see fleet.yaml:11:70",
      ],
    },
    {
      name: "are all there are",
      edit: two("podCidr: 0.0.0.0/0", "podCidr: 10.10.0.0/16"),
      problems: [
        "fleet.yaml:15:70: environments.local.regions.us-east-1.clusters.iad.podCidr: 10.10.0.0/16 overlaps 0.0.0.0/0, the podCidr of cluster dub, see fleet.yaml:11:70",
      ],
    },
    {
      name: "overlap within one cluster",
      edit: two("podCidr: 10.10.0.0/16, serviceCidr: 10.10.4.0/22", "podCidr: 10.20.0.0/16"),
      problems: [
        "fleet.yaml:11:97: environments.local.regions.eu-west-1.clusters.dub.serviceCidr: 10.10.4.0/22 overlaps 10.10.0.0/16, the podCidr of cluster dub, see fleet.yaml:11:70",
      ],
    },
    {
      name: "overlap between pods here and services there",
      edit: two("podCidr: 10.10.0.0/16", "serviceCidr: 10.10.0.0/20"),
      problems: [
        "fleet.yaml:15:74: environments.local.regions.us-east-1.clusters.iad.serviceCidr: 10.10.0.0/20 overlaps 10.10.0.0/16, the podCidr of cluster dub, see fleet.yaml:11:70",
      ],
    },
    {
      name: "overlap between a cluster and its region's VPC",
      edit: [["        country: IE", "        country: IE\n        vpcCidr: 10.8.0.0/13"]],
      problems: [
        "fleet.yaml:12:70: environments.local.regions.eu-west-1.clusters.dub.podCidr: 10.10.0.0/16 overlaps 10.8.0.0/13, the vpcCidr of region eu-west-1, see fleet.yaml:10:18",
      ],
    },
    {
      name: "overlap between two VPCs, which is said once although both regions are in two networks",
      edit: [
        ["        country: IE", "        country: IE\n        vpcCidr: 172.16.0.0/16"],
        ["        country: US", "        country: US\n        vpcCidr: 172.16.0.0/16"],
        [
          "podCidr: 10.10.0.0/16 }",
          "podCidr: 10.10.0.0/16 }\n          ork: { provisioner: { kind: kwok } }",
        ],
        [
          "podCidr: 10.20.0.0/16 }",
          "podCidr: 10.20.0.0/16 }\n          pdx: { provisioner: { kind: kwok } }",
        ],
      ],
      problems: [
        "fleet.yaml:16:18: environments.local.regions.us-east-1.vpcCidr: 172.16.0.0/16 overlaps 172.16.0.0/16, the vpcCidr of region eu-west-1, see fleet.yaml:10:18",
      ],
    },
    {
      name: "overlap in the newer family too",
      edit: two('podCidr: "fd00:10::/32"', 'podCidr: "fd00:10:1::/48"'),
      problems: [
        "fleet.yaml:15:70: environments.local.regions.us-east-1.clusters.iad.podCidr: fd00:10:1::/48 overlaps fd00:10::/32, the podCidr of cluster dub, see fleet.yaml:11:70",
      ],
    },
    {
      name: "overlap in the network that has no name",
      edit: [
        ["kind: kwok }, network: net, podCidr: 10.10", "kind: kwok }, podCidr: 10.10"],
        [
          "kind: kwok }, network: net, podCidr: 10.20.0.0/16",
          "kind: kwok }, network: default, podCidr: 10.10.7.0/24",
        ],
      ],
      problems: [
        "fleet.yaml:15:74: environments.local.regions.us-east-1.clusters.iad.podCidr: 10.10.7.0/24 overlaps 10.10.0.0/16, the podCidr of cluster dub, see fleet.yaml:11:56",
      ],
    },
    {
      name: "overlap with more blocks than one likes to read",
      edit: two(
        "podCidr: 10.0.0.0/8, serviceCidr: 10.10.0.0/16 }\n          b: { provisioner: { kind: kwok }, network: net, podCidr: 10.10.0.0/17, serviceCidr: 10.10.0.0/18",
        "podCidr: 10.10.0.0/19",
      ),
      problems: [
        "fleet.yaml:11:95: environments.local.regions.eu-west-1.clusters.dub.serviceCidr: 10.10.0.0/16 overlaps 10.0.0.0/8, the podCidr of cluster dub, see fleet.yaml:11:70",
        "fleet.yaml:12:68: environments.local.regions.eu-west-1.clusters.b.podCidr: 10.10.0.0/17 overlaps 10.0.0.0/8, the podCidr of cluster dub, and 10.10.0.0/16, the serviceCidr of cluster dub, see fleet.yaml:11:70",
        "fleet.yaml:12:95: environments.local.regions.eu-west-1.clusters.b.serviceCidr: 10.10.0.0/18 overlaps 10.0.0.0/8, the podCidr of cluster dub, and 10.10.0.0/16, the serviceCidr of cluster dub, and 10.10.0.0/17, the podCidr of cluster b, see fleet.yaml:11:70",
        "fleet.yaml:16:70: environments.local.regions.us-east-1.clusters.iad.podCidr: 10.10.0.0/19 overlaps 10.0.0.0/8, the podCidr of cluster dub, and 10.10.0.0/16, the serviceCidr of cluster dub, and 10.10.0.0/17, the podCidr of cluster b, and 1 more, see fleet.yaml:11:70",
      ],
    },
  ]);
});
