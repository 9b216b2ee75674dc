import { refuses } from "./malformed.ts";

const ARN = "arn:aws:iam::123456789012:role";
const NODES = "nodeGroups: { a: { instanceTypes: [m7i.large] } }";
const OWN = `account: "123456789012", deployer: "${ARN}/fleet"`;

/** Makes the cluster of Ireland one of EKS; what its entry says, and what stands beside the provisioner. */
const ireland = (entry: string, beside = ', version: "1.34"'): [string, string] => [
  "dub: { provisioner: { kind: kwok }, network: net, podCidr: 10.10.0.0/16 }",
  `dub: { provisioner: { kind: eks, ${entry} }, network: net${beside} }`,
];
const america = (entry: string, beside = ', version: "1.34"'): [string, string] => [
  "iad: { provisioner: { kind: kwok }, network: net, podCidr: 10.20.0.0/16 }",
  `iad: { provisioner: { kind: eks, ${entry} }, network: net${beside} }`,
];
const at = "environments.local.regions.eu-west-1.clusters.dub";

describe("clusters of EKS in a declaration", () => {
  refuses([
    {
      name: "need no more than account, deployer, version and nodes",
      edit: [ireland(`${OWN}, ${NODES}`)],
      problems: [],
    },
    { name: "may leave their nodes to AWS", edit: [ireland(`${OWN}, autoMode: true`)], problems: [] },
    {
      name: "say who they are of, and who brings them up",
      edit: [ireland(NODES)],
      problems: [
        `fleet.yaml:11:18: ${at}.provisioner.account: is missing (the only account in which anything may be made)`,
        `fleet.yaml:11:18: ${at}.provisioner.deployer: is missing (the role that brings the cluster up; it becomes its administrator)`,
      ],
    },
    {
      name: "have nodes of one kind",
      edit: [ireland(`${OWN}, ${NODES}, autoMode: true`)],
      problems: [`fleet.yaml:11:31: ${at}.provisioner: expected nodeGroups or autoMode: true, not both`],
    },
    {
      name: "have nodes",
      edit: [ireland(OWN)],
      problems: [
        `fleet.yaml:11:31: ${at}.provisioner: nothing would run on it: expected nodeGroups, or autoMode: true`,
      ],
    },
    {
      name: "have a version, and it is a minor that EKS has",
      edit: [ireland(`${OWN}, ${NODES}`, ""), america(`${OWN}, ${NODES}`, ', version: "1.34.2"')],
      problems: [
        `fleet.yaml:11:11: ${at}: a cluster of EKS needs a version: it is upgraded when this changes, and at no other time (known: "1.32", "1.33", "1.34", "1.35", "1.36")`,
        'fleet.yaml:15:195: environments.local.regions.us-east-1.clusters.iad.version: EKS chooses the patch: "1.34.2" names one (expected "1.34")',
      ],
    },
    {
      name: "have no version of which nothing is known",
      edit: [ireland(`${OWN}, ${NODES}`, ', version: "1.52"')],
      problems: [
        `fleet.yaml:11:195: ${at}.version: which add-ons go with Kubernetes 1.52 on EKS is not known here (known: "1.32", "1.33", "1.34", "1.35", "1.36")`,
      ],
    },
    {
      name: "are in a region of AWS, in the country that it is in",
      edit: [ireland(`${OWN}, region: eu-west-11, ${NODES}`), america(`${OWN}, region: eu-west-3, ${NODES}`)],
      problems: [
        `fleet.yaml:11:127: ${at}.provisioner.region: AWS has no region "eu-west-11" (name one with provisioner.region; did you mean "eu-west-1"?)`,
        "fleet.yaml:15:127: environments.local.regions.us-east-1.clusters.iad.provisioner.region: eu-west-3 of AWS is in FR, and the region is declared to be in US, see fleet.yaml:13:18",
      ],
    },
    {
      name: "name keys and roles of their own partition, region and account",
      edit: [
        ireland(
          `${OWN}, use: { key: "arn:aws:kms:us-east-1:123456789012:key/k", nodeRole: "arn:aws:iam::210987654321:role/n" }, access: [{ principal: "arn:aws-cn:iam::123456789012:role/x", policy: view }], ${NODES}`,
        ),
      ],
      problems: [
        `fleet.yaml:11:131: ${at}.provisioner.use.key: it is in region us-east-1, and the cluster in eu-west-1`,
        `fleet.yaml:11:185: ${at}.provisioner.use.nodeRole: it is in account 210987654321, and the cluster in 123456789012`,
        `fleet.yaml:11:245: ${at}.provisioner.access[0].principal: it is in partition aws-cn, and eu-west-1 is in aws`,
      ],
    },
    {
      name: "give each principal one entry, and the deployer none",
      edit: [
        ireland(
          `${OWN}, ${NODES}, access: [{ principal: "${ARN}/fleet", policy: view }, { principal: "${ARN}/x", policy: view }, { principal: "${ARN}/x", policy: edit }, { principal: "${ARN}/y", policy: cluster-admin, namespaces: [a] }]`,
        ),
      ],
      problems: [
        `fleet.yaml:11:378: ${at}.provisioner.access[3]: cluster-admin holds for the whole cluster: expected no namespaces, or policy: admin`,
      ],
    },
    {
      name: "give each principal one entry, and the deployer none, of those that can be read",
      edit: [
        ireland(
          `${OWN}, ${NODES}, access: [{ principal: "${ARN}/fleet", policy: view }, { principal: "${ARN}/x", policy: view }, { principal: "${ARN}/x", policy: edit }]`,
        ),
      ],
      problems: [
        `fleet.yaml:11:192: ${at}.provisioner.access[0].principal: it is the deployer, which has all rights already`,
        `fleet.yaml:11:326: ${at}.provisioner.access[2].principal: it has an entry already, see fleet.yaml:11:261`,
      ],
    },
    {
      name: "have images that their machines run",
      edit: [
        ireland(
          `${OWN}, nodeGroups: { a: { instanceTypes: [m7i.large, m7g.large] }, b: { instanceTypes: [c7gn.large, g4dn.xlarge], image: BOTTLEROCKET_ARM_64 } }`,
        ),
      ],
      problems: [
        `fleet.yaml:11:165: ${at}.provisioner.nodeGroups.a.instanceTypes[1]: m7g.large does not run AL2023_x86_64_STANDARD: it is an ARM machine (image: AL2023_ARM_64_STANDARD, or another type)`,
        `fleet.yaml:11:212: ${at}.provisioner.nodeGroups.b.instanceTypes[1]: g4dn.xlarge does not run BOTTLEROCKET_ARM_64: it is an x86 machine (image: BOTTLEROCKET_x86_64, or another type)`,
      ],
    },
    {
      name: "have node groups that can be of their size",
      edit: [
        ireland(
          `${OWN}, nodeGroups: { a: { instanceTypes: [m7i.large], min: 3, max: 2 }, b: { instanceTypes: [m7i.large], desired: 9 } }`,
        ),
      ],
      problems: [
        `fleet.yaml:11:136: ${at}.provisioner.nodeGroups.a: min is greater than max`,
        `fleet.yaml:11:187: ${at}.provisioner.nodeGroups.b: desired is not between min and max`,
      ],
    },
    {
      name: "take the addresses of pods from their network",
      edit: [ireland(`${OWN}, ${NODES}`, ', version: "1.34", podCidr: 10.10.0.0/16')],
      problems: [
        `fleet.yaml:11:212: ${at}.podCidr: pods of EKS take their addresses from the VPC (declare provisioner.vpc.cidr instead)`,
      ],
    },
    {
      name: "have a network of a size that AWS has",
      edit: [
        ireland(`${OWN}, vpc: { cidr: 10.0.0.0/12 }, ${NODES}`),
        america(`${OWN}, vpc: { cidr: 10.64.0.0/24 }, ${NODES}`),
      ],
      problems: [
        `fleet.yaml:11:132: ${at}.provisioner.vpc.cidr: 10.0.0.0/12 cannot be the network of a cluster of EKS (expected a block of IPv4 between /16 and /22)`,
        "fleet.yaml:15:132: environments.local.regions.us-east-1.clusters.iad.provisioner.vpc.cidr: 10.64.0.0/24 cannot be the network of a cluster of EKS (expected a block of IPv4 between /16 and /22)",
      ],
    },
    {
      name: "have networks that are apart, within a network of the mesh",
      edit: [
        ireland(`${OWN}, vpc: { cidr: 10.16.0.0/16 }, ${NODES}`),
        america(`${OWN}, vpc: { cidr: 10.16.64.0/18 }, ${NODES}`),
      ],
      problems: [
        "fleet.yaml:15:132: environments.local.regions.us-east-1.clusters.iad.provisioner.vpc.cidr: 10.16.64.0/18 overlaps 10.16.0.0/16, the network of cluster dub, see fleet.yaml:11:132",
      ],
    },
    {
      name: "are offered a block that is free when the allocated one is not",
      edit: [
        ireland(`${OWN}, ${NODES}`),
        [
          "iad: { provisioner: { kind: kwok }, network: net, podCidr: 10.20.0.0/16 }",
          "iad: { provisioner: { kind: kwok }, network: net, podCidr: 10.228.0.0/16 }",
        ],
      ],
      problems: [
        `fleet.yaml:15:70: environments.local.regions.us-east-1.clusters.iad.podCidr: 10.228.0.0/16 overlaps 10.228.0.0/16, the network allocated to cluster dub, see fleet.yaml:11:31 (for cluster acme-local-dub declare vpc: { cidr: 10.192.0.0/16 }, which is free)`,
      ],
    },
    {
      name: "have services apart from their network, at private addresses, not too many and not too few",
      edit: [
        ireland(
          `${OWN}, vpc: { cidr: 10.16.0.0/16 }, ${NODES}`,
          ', version: "1.34", serviceCidr: 10.16.0.0/20',
        ),
        america(`${OWN}, ${NODES}`, ', version: "1.34", serviceCidr: 192.0.2.0/24'),
      ],
      problems: [
        `fleet.yaml:11:245: ${at}.serviceCidr: 10.16.0.0/20 overlaps 10.16.0.0/16, the network of cluster dub, see fleet.yaml:11:132`,
        "fleet.yaml:15:216: environments.local.regions.us-east-1.clusters.iad.serviceCidr: 192.0.2.0/24 cannot be the addresses of services of EKS (expected a private block of IPv4 between /12 and /24)",
      ],
    },
    {
      name: "have one of them the network of their region",
      edit: [
        ["        country: IE", "        country: IE\n        vpcCidr: 10.16.0.0/16"],
        [
          "dub: { provisioner: { kind: kwok }, network: net, podCidr: 10.10.0.0/16 }",
          `dub: { provisioner: { kind: eks, ${OWN}, ${NODES} }, network: net, version: "1.34" }\n          ork: { provisioner: { kind: eks, ${OWN}, ${NODES} }, network: net, version: "1.34" }`,
        ],
      ],
      problems: [
        "fleet.yaml:13:31: environments.local.regions.eu-west-1.clusters.ork.provisioner: the vpcCidr of region eu-west-1 is the network of cluster dub already, see fleet.yaml:12:31 (each cluster has a network of its own: declare provisioner.vpc.cidr)",
      ],
    },
    {
      name: "share account, region and profile within a region",
      edit: [
        [
          "dub: { provisioner: { kind: kwok }, network: net, podCidr: 10.10.0.0/16 }",
          `dub: { provisioner: { kind: eks, ${OWN}, ${NODES} }, network: net, version: "1.34" }\n          ork: { provisioner: { kind: eks, account: "210987654321", deployer: "arn:aws:iam::210987654321:role/fleet", profile: p, ${NODES} }, network: net, version: "1.34" }`,
        ],
      ],
      problems: [
        "fleet.yaml:12:53: environments.local.regions.eu-west-1.clusters.ork.provisioner.account: account is 210987654321, and 123456789012 for cluster dub, see fleet.yaml:11:53 (clusters of EKS in one region share it; make another region of the declaration for this one)",
        "fleet.yaml:12:128: environments.local.regions.eu-west-1.clusters.ork.provisioner.profile: profile is p, and not given for cluster dub, see fleet.yaml:11:31 (clusters of EKS in one region share it; make another region of the declaration for this one)",
      ],
    },
    {
      name: "have one network: one that is made, or one that is there",
      edit: [
        ireland(
          `${OWN}, vpc: { nat: none }, use: { vpc: { id: vpc-1, subnets: [subnet-1, subnet-2] } }, ${NODES}`,
        ),
      ],
      problems: [
        `fleet.yaml:11:31: ${at}.provisioner: expected vpc (one that is made) or use.vpc (one that is there), not both`,
      ],
    },
    {
      name: "reach AWS one way or the other",
      edit: [ireland(`${OWN}, vpc: { nat: none, endpoints: gateway }, ${NODES}`)],
      problems: [
        `fleet.yaml:11:148: ${at}.provisioner.vpc.endpoints: without a NAT nodes reach AWS through interface endpoints only: expected endpoints: interface`,
      ],
    },
    {
      name: "say what they use when they are taken over",
      edit: [ireland(`${OWN}, adopt: true`)],
      problems: [
        `fleet.yaml:11:126: ${at}.provisioner.adopt: to adopt a cluster, say what it uses: use.vpc and use.clusterRole`,
      ],
    },
    {
      name: "keep logs for as long as CloudWatch can",
      edit: [ireland(`${OWN}, logs: { retentionDays: 91 }, ${NODES}`)],
      problems: [
        `fleet.yaml:11:142: ${at}.provisioner.logs.retentionDays: expected a number of days that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653`,
      ],
    },
    {
      name: "have names that are not too long for their roles",
      edit: [
        [`    hub: dub`, `    hub: ${"d".repeat(48)}\n    dns: { zone: acme.example }`],
        [
          "dub: { provisioner: { kind: kwok }, network: net, podCidr: 10.10.0.0/16 }",
          `${"d".repeat(48)}: { provisioner: { kind: eks, ${OWN}, ${NODES} }, network: net, version: "1.34" }`,
        ],
      ],
      problems: [
        'fleet.yaml:12:11: environments.local.regions.eu-west-1.clusters.dddddddddddddddddddddddddddddddddddddddddddddddd: makes the name "acme-local-dddddddddddddddddddddddddddddddddddddddddddddddd-external-dns" of a role, which has 72 characters (at most 64)',
      ],
    },
  ]);
});
