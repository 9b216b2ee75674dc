import assert from "node:assert/strict";
import { stringify } from "yaml";
import { declarationOf, POOL } from "../fleet/clouds/gcp/fleets.ts";
import { problemsOf } from "./malformed.ts";
import { makeProject, removeProject } from "./project.ts";

const AT = "environments.prod.regions.europe-west3.clusters.fra";
const SHARED = {
  network: "projects/acme-net-1234/global/networks/shared",
  subnetwork: "projects/acme-net-1234/regions/europe-west3/subnetworks/fra",
  pods: "fra-pods",
  services: "fra-services",
};
const KEY = "projects/acme-kms-1234/locations/europe-west3/keyRings/ring/cryptoKeys/key";

const BUCKET = "environments.prod.backup.locations.europe-west3";

/** An environment that keeps its backups in such a place. */
const backedUp = (location: object, facts: object = {}) => ({
  backup: { every: "6h", keep: "30d", ...facts, locations: { "europe-west3": location } },
});

interface Row {
  readonly name: string;
  readonly provisioner: object;
  readonly cluster?: object;
  readonly region?: object;
  readonly environment?: object;
  readonly fleet?: object;
  /** What is wrong, each without its line and column. */
  readonly problems: readonly string[];
}

const ROWS: readonly Row[] = [
  { name: "is good with a pool", provisioner: { nodePools: POOL }, problems: [] },
  { name: "is good in Autopilot", provisioner: { autopilot: true }, problems: [] },
  {
    name: "is good with what is there",
    provisioner: { nodePools: POOL, use: { network: SHARED, key: KEY } },
    problems: [],
  },
  {
    name: "is good with a bucket of its own for backups",
    provisioner: { nodePools: POOL, use: { key: KEY } },
    environment: backedUp({ bucket: "acme-backups", create: true }),
    problems: [],
  },
  {
    name: "has its backups in a region that Google does not have",
    provisioner: { nodePools: POOL },
    environment: backedUp({ bucket: "acme-backups", region: "europe-west33", country: "DE" }),
    problems: [
      `${BUCKET}.region: Google Cloud has no region "europe-west33", and backups of fra are in Cloud Storage`,
    ],
  },
  {
    name: "has a bucket that cannot be sealed with its keys, and one that cannot be called so",
    provisioner: { nodePools: POOL, use: { key: KEY } },
    environment: backedUp({
      bucket: "google.com",
      create: true,
      region: "europe-west1",
      country: "BE",
    }),
    problems: [
      `${BUCKET}.bucket: "google.com" is no name of a bucket that Cloud Storage makes`,
      `${BUCKET}.create: the key of its clusters is in europe-west3, and the bucket in europe-west1 (name a key of the bucket's region with kmsKeyId)`,
    ],
  },
  {
    name: "has a bucket with a key of another region, or of AWS",
    provisioner: { nodePools: POOL },
    environment: backedUp({ bucket: "acme", kmsKeyId: "alias/backups" }),
    problems: [`${BUCKET}.kmsKeyId: "alias/backups" is not the full name of a key of Cloud KMS`],
  },
  {
    name: "would have a bucket made that nobody can reach, or that nobody makes",
    provisioner: { nodePools: POOL },
    environment: backedUp({ bucket: "acme", create: true }, { credentials: "secret" }),
    problems: [`${BUCKET}.create: a bucket of Cloud Storage is reached with the identity of the cloud`],
  },
  {
    name: "is adopted, and would have a bucket made beside it",
    provisioner: { adopt: true },
    environment: backedUp({ bucket: "acme", create: true }),
    problems: [`${BUCKET}.create: region europe-west3 has no cluster of kind eks or gke`],
  },
  { name: "is good when adopted", provisioner: { adopt: true }, problems: [] },
  {
    name: "has no nodes",
    provisioner: {},
    problems: [`${AT}.provisioner: the cluster would have no nodes: expected nodePools, or autopilot: true`],
  },
  {
    name: "has nodes that Google makes, and others",
    provisioner: { nodePools: POOL, autopilot: true },
    problems: [
      `${AT}.provisioner.nodePools: in Autopilot Google makes the nodes: expected no nodePools, or no autopilot`,
    ],
  },
  {
    name: "has a network and another, a key and another",
    provisioner: { nodePools: POOL, network: {}, key: "made", use: { network: SHARED, key: KEY } },
    problems: [
      `${AT}.provisioner.network: a network is made or used: expected network or use.network, not both`,
      `${AT}.provisioner.key: a key is made or used: expected key: made or use.key, not both`,
    ],
  },
  {
    name: "is adopted, and to be changed",
    provisioner: { adopt: true, nodePools: POOL },
    problems: [
      `${AT}.provisioner.adopt: a cluster is adopted as it is, with its own nodes, network and key: expected none of nodePools, network, use, key, repositories, backup and fleet`,
    ],
  },
  {
    name: "is in a project that is none, with names that are none",
    provisioner: {
      project: "Acme",
      nodePools: { general: { machineType: "large", min: 5, max: 3 } },
      use: { key: "key", nodeServiceAccount: "nodes" },
    },
    problems: [
      `${AT}.provisioner.project: "Acme" is not the id of a project, such as acme-prod-1234`,
      `${AT}.provisioner.nodePools.general.machineType: "large" is not a machine type, such as e2-standard-4`,
      `${AT}.provisioner.use.key: "key" is not the full name of a key: projects/…/locations/…/keyRings/…/cryptoKeys/…`,
      `${AT}.provisioner.use.nodeServiceAccount: "nodes" is not the e-mail address of a service account`,
    ],
  },
  {
    name: "could never be upgraded",
    provisioner: { nodePools: { general: { ...POOL.general, surge: 0 } } },
    problems: [
      `${AT}.provisioner.nodePools.general: surge and unavailable are both 0: no node could ever be upgraded`,
    ],
  },
  {
    name: "is in another country than declared",
    provisioner: { nodePools: POOL, location: "europe-west2" },
    problems: [
      `${AT}.provisioner.location: europe-west2 of Google Cloud is in GB, and the region is declared to be in DE, see`,
    ],
  },
  {
    name: "is in a region that there is not",
    provisioner: { nodePools: POOL, location: "europe-west33" },
    problems: [
      `${AT}.provisioner.location: Google Cloud has no region or zone "europe-west33" (name one with provisioner.location; did you mean`,
    ],
  },
  {
    name: "has a name that is too long",
    provisioner: { nodePools: POOL },
    fleet: { name: "a-fleet-whose-name-goes-on-and-on-and-on" },
    problems: [
      `${AT}: makes the name "a-fleet-whose-name-goes-on-and-on-and-on-prod-fra", which has 49 characters (GKE: at most 40) (give the cluster another name with provisioner.name)`,
    ],
  },
  {
    name: "has a name that begins with a digit",
    provisioner: { nodePools: POOL },
    fleet: { name: "7-eleven" },
    problems: [`${AT}: makes the name "7-eleven-prod-fra", and GKE wants a letter first`],
  },
  {
    name: "has nodes elsewhere, or nowhere",
    provisioner: { nodePools: { general: { ...POOL.general, zones: ["europe-west1-b", "europe-west3-z"] } } },
    problems: [
      `${AT}.provisioner.nodePools.general.zones[0]: europe-west1-b is not a zone of europe-west3, where the cluster is`,
      `${AT}.provisioner.nodePools.general.zones[1]: Google Cloud has no zone "europe-west3-z"`,
    ],
  },
  {
    name: "has a network that is too small",
    provisioner: { nodePools: POOL, network: { cidr: "10.0.0.0/22" } },
    problems: [
      `${AT}.provisioner.network.cidr: 10.0.0.0/22 is too small for the nodes, pods and services of a cluster`,
    ],
  },
  {
    name: "has the network of a region that is too small",
    provisioner: { nodePools: POOL },
    region: { vpcCidr: "10.0.0.0/24" },
    problems: [
      "environments.prod.regions.europe-west3.vpcCidr: 10.0.0.0/24 is too small for the nodes, pods and services of a cluster",
    ],
  },
  {
    name: "has a network of the newer kind of addresses",
    provisioner: { nodePools: POOL, network: { cidr: "fd00::/48" } },
    problems: [`${AT}.provisioner.network.cidr: a cluster of GKE has IPv4 addresses, and fd00::/48 is IPv6`],
  },
  {
    name: "uses what is in another region",
    provisioner: {
      nodePools: POOL,
      use: {
        network: { ...SHARED, subnetwork: SHARED.subnetwork.replace("west3", "west1") },
        key: KEY.replace("europe-west3", "global"),
      },
    },
    problems: [
      `${AT}.provisioner.use.network.subnetwork: it is in region europe-west1, and the cluster in europe-west3`,
      `${AT}.provisioner.use.key: it is in global, and the cluster in europe-west3`,
    ],
  },
  {
    name: "keeps backups where the profile does not let them be",
    provisioner: { nodePools: POOL, backup: { location: "us-central1" } },
    fleet: { residency: { "eu-only": { data: ["EEA"] } } },
    problems: [
      `${AT}.provisioner.backup.location: us-central1 is in US, and eu-only lets backups be in EEA (such as`,
    ],
  },
];

describe("a cluster of GKE, as it is declared", () => {
  let root: string;
  before(() => {
    root = makeProject({});
  });
  after(() => {
    removeProject(root);
  });

  for (const { name, provisioner, cluster, region, environment, fleet = {}, problems } of ROWS) {
    it(name, () => {
      const declaration = { ...declarationOf(provisioner, cluster, region, environment), ...fleet } as {
        environments: { prod: object };
      };
      const profile = "residency" in fleet ? { residency: "eu-only" } : {};
      declaration.environments.prod = { ...declaration.environments.prod, ...profile };
      const found = problemsOf(stringify(declaration, { lineWidth: 0 }), root);
      assert.equal(found.length, problems.length, found.join("\n"));
      for (const [index, problem] of problems.entries()) {
        const line = found[index] ?? "";
        assert.match(line, /^fleet\.yaml:\d+:\d+: /);
        const said = line.replace(/^fleet\.yaml:\d+:\d+: /, "");
        assert.ok(said.startsWith(problem), `${said}\nshould begin with\n${problem}`);
      }
    });
  }
});
