import assert from "node:assert/strict";
import { planEntries } from "../../../../fleet/clouds/gcp/multi-cluster/entries.ts";
import { planFeatures } from "../../../../fleet/clouds/gcp/multi-cluster/features.ts";
import { isGke } from "../../../../fleet/clouds/gcp/names.ts";
import { planGke } from "../../../../fleet/clouds/gcp/plan.ts";
import { readDeclaration } from "../../../../fleet/declaration/load.ts";
import { resolveFleet, type Environment } from "../../../../fleet/fleet.ts";
import { parseManifests } from "../../../../fleet/manifests.ts";
import { rightsOf } from "../../../../fleet/rights.ts";
import { destructionWaves } from "../../../../fleet/stacks.ts";
import { WORKLOAD } from "../../../components/schemas/declarations.ts";
import { makeProject, removeProject } from "../../../declaration/project.ts";
import { problemsOf } from "../../../declaration/malformed.ts";
import { GATEWAY, sharedFleet, type SharedFleet } from "./shared.ts";

const OBJECTS = parseManifests("shop.yaml", WORKLOAD).manifests.map(({ object }) => object);

describe("clusters of GKE that share services", () => {
  let root: string;
  before(() => {
    root = makeProject({ "shop.yaml": WORKLOAD });
  });
  after(() => {
    removeProject(root);
  });

  const environmentOf = (args?: SharedFleet): Environment => {
    const [environment] = resolveFleet(readDeclaration(sharedFleet(args), root)).environments;
    assert.ok(environment);
    return environment;
  };
  const objectsOf = (entries: Record<string, object>) =>
    planEntries(environmentOf({ entries }), () => OBJECTS).flatMap(({ objects }) => objects);

  it("have their features turned on by the hub alone", () => {
    const environment = environmentOf({ entries: { shop: GATEWAY } });
    assert.equal(planFeatures("ghent", environment), undefined);
    assert.deepEqual(planFeatures("fra", environment), {
      project: "acme-prod-1234",
      location: "global",
      services: { name: "multiclusterservicediscovery" },
      ingress: {
        name: "multiclusteringress",
        spec: {
          multiclusteringress: {
            configMembership: "projects/acme-prod-1234/locations/europe-west3/memberships/acme-prod-fra",
          },
        },
      },
      importers: [
        {
          project: "acme-prod-1234",
          member: "serviceAccount:acme-prod-1234.svc.id.goog[gke-mcs/gke-mcs-importer]",
          role: "roles/compute.networkViewer",
        },
      ],
      balanced: ["acme-prod-1234"],
    });
    const plain = planFeatures("fra", environmentOf());
    assert.equal(plain?.ingress, undefined);
    assert.deepEqual(plain?.balanced, []);
  });

  it("have the Gateway API on the hub where there are gateways", () => {
    const channels = (args?: SharedFleet) => {
      const environment = environmentOf(args);
      return environment.clusters
        .filter(isGke)
        .map(
          (cluster) =>
            (planGke(cluster, environment).cluster as { gatewayApiConfig?: object }).gatewayApiConfig,
        );
    };
    assert.deepEqual(channels({ entries: { shop: GATEWAY } }), [{ channel: "CHANNEL_STANDARD" }, undefined]);
    assert.deepEqual(channels(), [undefined, undefined]);
  });

  it("have a Gateway in front of them, and its route to what they export", () => {
    assert.deepEqual(
      objectsOf({
        shop: { ...GATEWAY, hosts: ["shop.acme.test"], address: "shop", certificates: ["a", "b"] },
      }),
      [
        {
          apiVersion: "gateway.networking.k8s.io/v1",
          kind: "Gateway",
          metadata: { name: "shop", namespace: "shop" },
          spec: {
            gatewayClassName: "gke-l7-regional-external-managed-mc",
            listeners: [
              {
                name: "https",
                protocol: "HTTPS",
                port: 443,
                tls: { mode: "Terminate", options: { "networking.gke.io/pre-shared-certs": "a,b" } },
                allowedRoutes: { namespaces: { from: "Same" }, kinds: [{ kind: "HTTPRoute" }] },
              },
            ],
            addresses: [{ type: "NamedAddress", value: "shop" }],
          },
        },
        {
          apiVersion: "gateway.networking.k8s.io/v1",
          kind: "HTTPRoute",
          metadata: { name: "shop", namespace: "shop" },
          spec: {
            parentRefs: [{ kind: "Gateway", name: "shop" }],
            hostnames: ["shop.acme.test"],
            rules: [
              { backendRefs: [{ group: "net.gke.io", kind: "ServiceImport", name: "shop", port: 80 }] },
            ],
          },
        },
      ],
    );
  });

  it("have an ingress in front of them, and a service for it on those that carry the workload", () => {
    const [service, ingress] = objectsOf({ web: { ...GATEWAY, kind: "ingress", hosts: ["shop.acme.test"] } });
    assert.equal(service?.kind, "MultiClusterService");
    const { spec } = service as unknown as {
      spec: { template: { spec: { selector: object; ports: { port: number }[] } }; clusters: object[] };
    };
    assert.deepEqual(spec.clusters, [
      { link: "europe-west3/acme-prod-fra" },
      { link: "europe-west1/acme-prod-ghent" },
    ]);
    assert.deepEqual(spec.template.spec.selector, { app: "shop" });
    assert.deepEqual(
      spec.template.spec.ports.map(({ port }) => port),
      [80],
    );
    assert.deepEqual(ingress, {
      apiVersion: "networking.gke.io/v1",
      kind: "MultiClusterIngress",
      metadata: { name: "web", namespace: "shop" },
      spec: {
        template: {
          spec: {
            backend: { serviceName: "web", servicePort: 80 },
            rules: [
              {
                host: "shop.acme.test",
                http: { paths: [{ backend: { serviceName: "web", servicePort: 80 } }] },
              },
            ],
          },
        },
      },
    });
  });

  it("let the environment's stack keep those objects, in their namespace and nowhere else", () => {
    const both = { shop: GATEWAY, web: { ...GATEWAY, kind: "ingress" } };
    const { cluster, namespaces } = rightsOf("hub", environmentOf({ entries: both }));
    assert.deepEqual(cluster, []);
    assert.deepEqual(
      namespaces.map(({ namespace, rules }) => [namespace, rules.flatMap(({ resources }) => resources)]),
      [["shop", ["gateways", "httproutes", "multiclusterservices", "multiclusteringresses"]]],
    );
    assert.deepEqual(rightsOf("hub", environmentOf()).namespaces, []);
  });

  it("go in an order in which everything goes before the features that it uses", () => {
    assert.deepEqual(destructionWaves(environmentOf()), [
      ["prod"],
      ["prod-europe-west1"],
      ["prod-europe-west3"],
    ]);
    const { multiCluster: _, ...rest } = environmentOf();
    assert.deepEqual(destructionWaves({ ...rest, multiCluster: undefined }), [
      ["prod"],
      ["prod-europe-west1", "prod-europe-west3"],
    ]);
  });

  const own = { use: {} };
  const shared = (network: string) => ({
    use: {
      network: {
        network,
        subnetwork: "projects/acme-net-1234/regions/europe-west1/subnetworks/nodes",
        pods: "pods",
        services: "services",
      },
    },
  });
  const AT = "environments.prod";
  const MEMBER = `${AT}.regions.europe-west1.clusters.ghent.provisioner`;
  const ENTRY = `${AT}.multiCluster.entries.shop`;
  const refused: readonly [string, SharedFleet, string][] = [
    [
      "a hub that is no member",
      {
        environment: {
          hub: "iad",
          regions: { local: { country: "US", clusters: { iad: { provisioner: { kind: "kwok" } } } } },
        },
      },
      `${AT}.hub: the hub iad is not a cluster of GKE in a fleet, and gateways for all clusters are kept on it`,
    ],
    [
      "another fleet",
      { second: { fleet: { project: "acme-fleet-1234" } } },
      `${MEMBER}.fleet: it is in the fleet of acme-fleet-1234, and fra in that of acme-prod-1234`,
    ],
    [
      "a network of its own",
      { second: own },
      `${MEMBER}: it has a network of its own, and shares services with other clusters`,
    ],
    [
      "another network",
      { second: shared("projects/acme-net-1234/global/networks/other") },
      `${MEMBER}.use.network.network: it is in projects/acme-net-1234/global/networks/other, and fra in projects/acme-net-1234/global/networks/shared`,
    ],
    [
      "a workload that is not there",
      { entries: { shop: { ...GATEWAY, workload: "shopp" } } },
      `${ENTRY}.workload: there is no workload "shopp" in environment prod (did you mean "shop"?)`,
    ],
    [
      "a Service that is not there",
      { entries: { shop: { ...GATEWAY, service: "shopp" } } },
      `${ENTRY}.service: there is no Service "shopp" in the manifests of shop (did you mean "shop"?)`,
    ],
    [
      "a port that is not there",
      { entries: { shop: { ...GATEWAY, port: 81 } } },
      `${ENTRY}.port: Service "shop" has no port 81 (known: `,
    ],
    [
      "a gateway to a Service that nobody exports",
      { entries: { shop: GATEWAY }, exports: [] },
      `${ENTRY}.service: a gateway reaches Services that are exported, and "shop" is not (add it to workloads.shop.exports)`,
    ],
    [
      "a global load balancer under a profile",
      {
        entries: { shop: { ...GATEWAY, reach: "global-external" } },
        residency: { "eu-only": { data: ["EEA"] } },
        environment: { residency: "eu-only" },
      },
      `${ENTRY}.reach: it decrypts requests wherever Google has an edge, and eu-only says where data may be`,
    ],
    [
      "an ingress under a profile",
      {
        entries: { shop: { ...GATEWAY, kind: "ingress" } },
        residency: { "eu-only": { data: ["EEA"] } },
        environment: { residency: "eu-only" },
      },
      `${ENTRY}.kind: it decrypts requests wherever Google has an edge, and eu-only says where data may be`,
    ],
    [
      "HTTPS at an address that may change",
      { entries: { shop: { ...GATEWAY, kind: "ingress", certificates: ["a"] } } },
      `${ENTRY}.certificates: an ingress for all clusters speaks HTTPS only at an address that is reserved`,
    ],
    [
      "a name of Google's own",
      { entries: { "mci-shop": GATEWAY } },
      `${AT}.multiCluster.entries.mci-shop: names that begin with mci- are Google's own`,
    ],
  ];
  for (const [name, args, problem] of refused) {
    it(`cannot have ${name}`, () => {
      const found = problemsOf(sharedFleet(args), root);
      const said = found.map((line) => line.replace(/^fleet\.yaml:\d+:\d+: /, ""));
      assert.ok(
        said.some((line) => line.startsWith(problem)),
        said.join("\n"),
      );
    });
  }
});
