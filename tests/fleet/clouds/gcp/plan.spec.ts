import assert from "node:assert/strict";
import { planGke } from "../../../../fleet/clouds/gcp/plan.ts";
import { gkeFleet, POOL, resolved, declarationOf } from "./fleets.ts";

const plan = (...args: Parameters<typeof gkeFleet>) => {
  const { cluster, environment } = gkeFleet(...args);
  return planGke(cluster, environment);
};

const SHARED = {
  network: "projects/acme-net-1234/global/networks/shared",
  subnetwork: "projects/acme-net-1234/regions/europe-west3/subnetworks/fra",
  pods: "fra-pods",
  services: "fra-services",
};

describe("the plan of a cluster of GKE", () => {
  it("stands in the region of its name, called by its full name", () => {
    assert.deepEqual(plan().place, {
      name: "acme-prod-fra",
      project: "acme-prod-1234",
      location: "europe-west3",
      region: "europe-west3",
    });
    const { place } = plan({ nodePools: POOL, name: "main", location: "europe-west3-b" });
    assert.deepEqual([place.name, place.location, place.region], ["main", "europe-west3-b", "europe-west3"]);
  });

  it("lets nobody in from the internet unless the declaration says who", () => {
    const closed = plan().cluster;
    assert.equal(closed.privateClusterConfig.enablePrivateNodes, true);
    assert.equal(closed.privateClusterConfig.enablePrivateEndpoint, true);
    assert.deepEqual(closed.masterAuthorizedNetworksConfig.cidrBlocks, []);
    assert.equal(closed.controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic, false);
    const endpoint = { public: ["198.51.100.0/24"], private: ["10.99.0.0/16"], dns: true };
    const open = plan({ nodePools: POOL, endpoint }).cluster;
    assert.equal(open.privateClusterConfig.enablePrivateNodes, true);
    assert.equal(open.privateClusterConfig.enablePrivateEndpoint, false);
    assert.deepEqual(open.masterAuthorizedNetworksConfig, {
      cidrBlocks: [{ cidrBlock: "198.51.100.0/24" }, { cidrBlock: "10.99.0.0/16" }],
      gcpPublicCidrsAccessEnabled: false,
    });
    assert.equal(open.controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic, true);
  });

  it("is hardened in Standard", () => {
    const { cluster, nodePools } = plan();
    const standard = cluster as Record<string, unknown>;
    assert.equal(standard.datapathProvider, "ADVANCED_DATAPATH");
    assert.equal(standard.enableShieldedNodes, true);
    assert.deepEqual(standard.workloadIdentityConfig, { workloadPool: "acme-prod-1234.svc.id.goog" });
    assert.equal(standard.removeDefaultNodePool, true);
    const [pool] = nodePools;
    assert.deepEqual(pool?.nodeConfig.shieldedInstanceConfig, {
      enableSecureBoot: true,
      enableIntegrityMonitoring: true,
    });
    assert.deepEqual(pool.nodeConfig.workloadMetadataConfig, { mode: "GKE_METADATA" });
    assert.deepEqual(pool.nodeConfig.kubeletConfig, { insecureKubeletReadonlyPortEnabled: "FALSE" });
    assert.deepEqual(pool.management, { autoRepair: true, autoUpgrade: true });
    assert.deepEqual(pool.networkConfig, { enablePrivateNodes: true });
  });

  it("leaves to Autopilot what is Autopilot's", () => {
    const { cluster, nodePools } = plan({ autopilot: true });
    assert.deepEqual(nodePools, []);
    const given = ["datapathProvider", "enableShieldedNodes", "removeDefaultNodePool", "initialNodeCount"];
    for (const key of [...given, "workloadIdentityConfig", "nodePoolDefaults"])
      assert.ok(!(key in cluster), key);
    assert.equal((cluster as Record<string, unknown>).enableAutopilot, true);
    assert.equal(cluster.monitoringConfig.managedPrometheus.enabled, true);
  });

  it("makes a network of its own, with a way out", () => {
    const { network } = plan({ nodePools: POOL, network: { cidr: "10.40.0.0/16" } });
    assert.equal(network.kind, "made");
    assert.equal(network.network.autoCreateSubnetworks, false);
    assert.deepEqual(network.subnetwork, {
      name: "acme-prod-fra-nodes",
      region: "europe-west3",
      ipCidrRange: "10.40.0.0/20",
      privateIpGoogleAccess: true,
      secondaryIpRanges: [
        { rangeName: "pods", ipCidrRange: "10.40.128.0/17" },
        { rangeName: "services", ipCidrRange: "10.40.16.0/20" },
      ],
    });
    assert.equal(network.nat?.gateway.name, "acme-prod-fra-nat");
    const closed = plan({ nodePools: POOL, network: { nat: false, flowLogs: true } }).network;
    assert.equal(closed.kind, "made");
    assert.equal(closed.nat, undefined);
    assert.equal(closed.subnetwork.logConfig?.flowSampling, 0.5);
  });

  it("takes pods and services from where they are declared", () => {
    const { cluster, environment } = gkeFleet(undefined, {
      podCidr: "100.64.0.0/14",
      serviceCidr: "10.99.0.0/20",
    });
    const { network } = planGke(cluster, environment);
    assert.equal(network.kind, "made");
    assert.deepEqual(
      network.subnetwork.secondaryIpRanges.map(({ ipCidrRange }) => ipCidrRange),
      ["100.64.0.0/14", "10.99.0.0/20"],
    );
  });

  it("tells peers the addresses of its pods, also those that it was allocated", () => {
    const { cluster } = gkeFleet();
    assert.match(cluster.networkCidr ?? "", /^10\.\d+\.0\.0\/16$/);
    assert.match(cluster.podCidr ?? "", /^10\.\d+\.128\.0\/17$/);
    assert.match(cluster.serviceCidr ?? "", /^10\.\d+\.16\.0\/20$/);
    assert.deepEqual(
      gkeFleet({ nodePools: POOL }, {}, { vpcCidr: "10.7.0.0/16" }).cluster.podCidr,
      "10.7.128.0/17",
    );
    assert.equal(gkeFleet({ nodePools: POOL, use: { network: SHARED } }).cluster.podCidr, undefined);
  });

  it("uses a network that is there, and lets in the pods that share it", () => {
    const declaration = declarationOf(
      { nodePools: POOL, use: { network: SHARED } },
      { podCidr: "10.30.0.0/16" },
    ) as { environments: { prod: { regions: Record<string, object> } } };
    const ghent = {
      provisioner: {
        kind: "gke",
        project: "acme-prod-1234",
        autopilot: true,
        use: { network: { ...SHARED, subnetwork: SHARED.subnetwork.replace("west3", "west1") } },
      },
      podCidr: "10.31.0.0/16",
    };
    declaration.environments.prod.regions["europe-west1"] = { country: "BE", clusters: { ghent } };
    const { cluster, environment } = resolved(declaration);
    const { network, cluster: args } = planGke(cluster, environment);
    assert.equal(network.kind, "used");
    assert.deepEqual(args.ipAllocationPolicy, {
      clusterSecondaryRangeName: "fra-pods",
      servicesSecondaryRangeName: "fra-services",
    });
    assert.equal(network.firewall?.project, "acme-net-1234");
    assert.deepEqual(network.firewall.sourceRanges, ["10.31.0.0/16"]);
  });

  it("gives nodes an account that may write logs and metrics, and pull from what is named", () => {
    const repository = "projects/acme-img-1234/locations/europe/repositories/images";
    const { nodeAccount } = plan({ nodePools: POOL, repositories: [repository] });
    assert.deepEqual(nodeAccount, {
      kind: "made",
      accountId: "acme-prod-fra-nodes",
      displayName: "Nodes of acme-prod-fra",
      roles: ["roles/container.defaultNodeServiceAccount"],
      repositories: [
        {
          project: "acme-img-1234",
          location: "europe",
          repository: "images",
          role: "roles/artifactregistry.reader",
        },
      ],
    });
    const email = "nodes@acme-prod-1234.iam.gserviceaccount.com";
    const { nodeAccount: used } = plan({ nodePools: POOL, use: { nodeServiceAccount: email } });
    assert.deepEqual(used, { kind: "used", email });
  });

  it("keeps ids of accounts apart that would be too long", () => {
    const ids = ["a-name-of-a-cluster-that-is-long-1", "a-name-of-a-cluster-that-is-long-2"].map((name) => {
      const { nodeAccount } = plan({ nodePools: POOL, name });
      return nodeAccount.kind === "made" ? nodeAccount.accountId : "";
    });
    for (const id of ids) assert.match(id, /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
    assert.notEqual(ids[0], ids[1]);
  });

  it("has a key of Google's, one that is made in the region, or one that is there", () => {
    assert.deepEqual(plan().key, { kind: "google" });
    const made = plan({ nodePools: POOL, key: "made", location: "europe-west3-a" }).key;
    assert.equal(made.kind, "made");
    assert.deepEqual(made.ring, { name: "acme-prod-fra-keys", location: "europe-west3" });
    assert.deepEqual(
      made.agents.map(({ service }) => service),
      ["container-engine-robot", "compute-system"],
    );
    const key = "projects/acme-kms-1234/locations/europe-west3/keyRings/ring/cryptoKeys/key";
    assert.deepEqual(plan({ nodePools: POOL, use: { key } }).key, { kind: "used", name: key });
  });

  it("divides what a pool starts with over its zones", () => {
    const pools = (location: string, pool: object) =>
      plan({ location, nodePools: { general: { ...POOL.general, ...pool } } }).nodePools;
    assert.equal(pools("europe-west3", { min: 4 })[0]?.initialNodeCount, 2);
    assert.equal(pools("europe-west3-a", { min: 4 })[0]?.initialNodeCount, 4);
    const [pool] = pools("europe-west3", { min: 2, zones: ["europe-west3-b", "europe-west3-a"] });
    assert.deepEqual(
      [pool?.initialNodeCount, pool?.nodeLocations],
      [1, ["europe-west3-a", "europe-west3-b"]],
    );
    assert.deepEqual(pool?.autoscaling, {
      totalMinNodeCount: 2,
      totalMaxNodeCount: 6,
      locationPolicy: "BALANCED",
    });
  });

  it("calls a pool otherwise when it becomes one that cannot be changed into", () => {
    const name = (pool: object, more: object = {}) =>
      plan({ nodePools: { general: { ...POOL.general, ...pool } }, ...more }).nodePools[0]?.name;
    assert.match(name({}) ?? "", /^general-[0-9a-f]{6}$/);
    for (const change of [
      { machineType: "n2-standard-8" },
      { max: 9 },
      { labels: { a: "b" } },
      { disk: { size: 200 } },
    ])
      assert.equal(name(change), name({}), JSON.stringify(change));
    const email = "nodes@acme-prod-1234.iam.gserviceaccount.com";
    const others = [
      name({ spot: true }),
      name({}, { key: "made" }),
      name({}, { use: { nodeServiceAccount: email } }),
    ];
    assert.equal(new Set([name({}), ...others]).size, 4);
  });

  it("is a member of a fleet, backed up and upgraded at night, where that is declared", () => {
    const { membership, backup, cluster } = plan({
      nodePools: POOL,
      location: "europe-west3-a",
      fleet: { project: "acme-fleet-1234" },
      backup: { namespaces: ["shop", "crm"], location: "europe-west1" },
      maintenance: { start: "22:30", hours: 6, days: ["SA", "SU"] },
    });
    assert.equal(membership?.project, "acme-fleet-1234");
    assert.equal(membership.location, "europe-west3");
    assert.equal(backup?.location, "europe-west1");
    assert.deepEqual(backup.backupConfig, {
      includeSecrets: false,
      includeVolumeData: true,
      selectedNamespaces: { namespaces: ["crm", "shop"] },
    });
    assert.deepEqual((cluster as Record<string, unknown>).maintenancePolicy, {
      recurringWindow: {
        startTime: "2026-01-01T22:30:00Z",
        endTime: "2026-01-02T04:30:00Z",
        recurrence: "FREQ=WEEKLY;BYDAY=SA,SU",
      },
    });
    assert.equal(cluster.addonsConfig.gkeBackupAgentConfig.enabled, true);
  });
});
