import assert from "node:assert/strict";
import fc from "fast-check";
import { dns as schema, workloadName } from "../../../fleet/declaration/dns-schema.ts";
import { clusterEndpoints, hubEndpoints, type NameEndpoint } from "../../../fleet/dns/endpoints.ts";
import type { AnswersSeen } from "../../../fleet/dns/last-answer.ts";
import type { Cluster, Environment, Workload } from "../../../fleet/fleet.ts";
import { cluster, within, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const NAMES = ["dub", "iad", "lon"] as const;
type Name = (typeof NAMES)[number];
const REGION = { dub: "eu-west-1", iad: "us-east-1", lon: "eu-west-2" };
const ADDRESS = { dub: "198.51.100.1", iad: "198.51.100.2", lon: "198.51.100.3" };

const answers = (...names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, [ADDRESS[name]]]));
const WEIGHTED = { policy: "weighted", answers: answers(...NAMES), weights: { iad: 9 } };

interface Situation {
  readonly cordoned?: readonly Name[];
  readonly tombstoned?: readonly Name[];
  /** Clusters whose traffic is off. */
  readonly silenced?: readonly Name[];
  /** Settings of the zone. */
  readonly zone?: object;
  readonly workload?: Partial<Workload>;
}

/** A fleet with one workload and a name of its own; the hub is dub. */
function fleetOf(declared: object, situation: Situation = {}): Environment {
  const { cordoned = [], tombstoned = [], silenced = [], zone = {}, workload: facts = {} } = situation;
  const clusters = NAMES.map((name) => {
    const traffic = silenced.includes(name) ? "off" : "on";
    return cluster(name, REGION[name], { cordoned: cordoned.includes(name), traffic });
  });
  const isGone = ({ name }: Cluster) => tombstoned.includes(name as Name);
  const own = workloadName.parse({ name: "shop", ...declared });
  return environment(
    clusters.filter((each) => !isGone(each)),
    {
      hub: "dub",
      tombstoned: clusters.filter(isGone),
      dns: schema.parse({ zone: "acme.example", policy: "sync", ...zone }),
      workloads: [workload({ dns: own, ...facts })],
    },
  );
}

const NOTHING: AnswersSeen = { before: new Set(), elsewhere: new Map() };
const onCluster = (name: string, fleet: Environment, seen = NOTHING): readonly NameEndpoint[] =>
  clusterEndpoints(cluster(name, REGION[name as Name]), fleet, seen);

const specs = (endpoints: readonly NameEndpoint[]) =>
  endpoints.flatMap(({ object }) => (object as unknown as { spec: { endpoints: object[] } }).spec.endpoints);

describe("a workload's own name at a provider without routing policies", () => {
  const zone = { provider: "rfc2136", server: "127.0.0.1" };
  const simple = { policy: "simple", answers: answers(...NAMES), ttl: "30s" };

  it("is one object on the hub with the addresses of all clusters, and none on any cluster", () => {
    const fleet = fleetOf(simple, { zone });
    assert.deepEqual(
      hubEndpoints(fleet).map(({ object }) => object),
      [
        {
          apiVersion: "externaldns.k8s.io/v1alpha1",
          kind: "DNSEndpoint",
          metadata: { name: "shop.acme.example", namespace: "external-dns" },
          spec: {
            endpoints: [
              {
                dnsName: "shop.acme.example",
                recordType: "A",
                recordTTL: 30,
                targets: Object.values(ADDRESS),
              },
            ],
          },
        },
      ],
    );
    for (const name of NAMES) assert.deepEqual(onCluster(name, fleet), []);
  });

  it("is answered by clusters that carry the workload, may have its data, and are there", () => {
    const targets = (situation: Situation) =>
      specs(hubEndpoints(fleetOf(simple, { zone, ...situation }))).flatMap(
        (spec) => (spec as { targets: string[] }).targets,
      );
    assert.deepEqual(targets({ cordoned: ["dub"] }), [ADDRESS.iad, ADDRESS.lon]);
    assert.deepEqual(targets({ tombstoned: ["iad"] }), [ADDRESS.dub, ADDRESS.lon]);
    const placement = { clusters: ["lon"], spread: [] };
    assert.deepEqual(targets({ workload: { placement } }), [ADDRESS.lon]);
    assert.deepEqual(targets({ workload: { residency: within("EEA") } }), [ADDRESS.dub]);
    assert.deepEqual(targets({ cordoned: NAMES }), Object.values(ADDRESS), "the last answers stay");
  });

  it("has an endpoint for each type of record", () => {
    const both = { policy: "simple", answers: { dub: ["198.51.100.1", "2001:db8::1"] } };
    assert.deepEqual(
      specs(hubEndpoints(fleetOf(both, { zone }))).map((spec) => (spec as { recordType: string }).recordType),
      ["A", "AAAA"],
    );
  });
});

describe("a workload's own name in Route 53, written by external-dns", () => {
  it("is a weighted record on each cluster", () => {
    const fleet = fleetOf({ ...WEIGHTED, healthChecks: { iad: "2c5a" } });
    assert.deepEqual(hubEndpoints(fleet), []);
    const [endpoint] = onCluster("iad", fleet);
    assert.equal(endpoint?.object.metadata.name, "shop.acme.example.iad");
    assert.deepEqual(specs(onCluster("iad", fleet)), [
      {
        dnsName: "shop.acme.example",
        recordType: "A",
        recordTTL: 60,
        targets: [ADDRESS.iad],
        setIdentifier: "iad",
        providerSpecific: [
          { name: "aws/weight", value: "9" },
          { name: "aws/health-check-id", value: "2c5a" },
        ],
      },
    ]);
    assert.deepEqual(
      specs(onCluster("dub", fleet)).map((spec) => (spec as { providerSpecific: unknown }).providerSpecific),
      [[{ name: "aws/weight", value: "1" }]],
    );
  });

  const properties = (endpoints: readonly NameEndpoint[]) =>
    (
      specs(endpoints) as {
        setIdentifier: string;
        targets: string[];
        providerSpecific: { name: string; value: string }[];
      }[]
    ).map(({ setIdentifier, targets, providerSpecific }) =>
      [setIdentifier, ...targets, ...providerSpecific.map(({ name, value }) => `${name}=${value}`)].join(" "),
    );

  it("is, by latency, a record for the region of each cluster", () => {
    const fleet = fleetOf({ policy: "latency", answers: answers("dub", "iad") });
    assert.deepEqual(properties(onCluster("dub", fleet)), ["dub 198.51.100.1 aws/region=eu-west-1"]);
  });

  it("is, by geolocation, areas on their clusters, and on the hub the default, which is always there", () => {
    const areas = { dub: ["EU", "IE"], iad: ["NA"] };
    const geolocation = { policy: "geolocation", answers: answers(...NAMES), areas, default: "iad" };
    const fleet = fleetOf(geolocation);
    assert.deepEqual(properties(onCluster("dub", fleet)), [
      "EU 198.51.100.1 aws/geolocation-continent-code=EU",
      "IE 198.51.100.1 aws/geolocation-country-code=IE",
    ]);
    assert.deepEqual(onCluster("lon", fleet), []);
    assert.deepEqual(properties(hubEndpoints(fleet)), [
      "default 198.51.100.2 aws/geolocation-country-code=*",
    ]);
    assert.deepEqual(properties(hubEndpoints(fleetOf(geolocation, { tombstoned: ["iad"] }))), [
      "default 198.51.100.1 aws/geolocation-country-code=*",
    ]);
  });

  it("is, by failover, both parts on the hub: they change hands in place", () => {
    const failover = {
      policy: "failover",
      answers: answers("dub", "iad"),
      order: ["iad", "dub"],
      healthChecks: { dub: "2c5a", iad: "2c5b" },
    };
    assert.deepEqual(properties(hubEndpoints(fleetOf(failover))), [
      "primary 198.51.100.2 aws/failover=PRIMARY aws/health-check-id=2c5b",
      "secondary 198.51.100.1 aws/failover=SECONDARY aws/health-check-id=2c5a",
    ]);
    assert.deepEqual(properties(hubEndpoints(fleetOf(failover, { cordoned: ["iad"] }))), [
      "primary 198.51.100.1 aws/failover=PRIMARY aws/health-check-id=2c5a",
    ]);
    assert.deepEqual(onCluster("dub", fleetOf(failover)), []);
  });

  it("is left to the stack of the environment where that writes the zone itself", () => {
    const fleet = fleetOf(WEIGHTED, { zone: { hosting: {} } });
    assert.deepEqual([hubEndpoints(fleet), onCluster("dub", fleet)], [[], []]);
  });
});

describe("the last answer of a name that is written cluster by cluster", () => {
  const SHOP = "shop.acme.example";
  const seen = (before: boolean, ...elsewhere: readonly Name[]): AnswersSeen => ({
    before: new Set(before ? [SHOP] : []),
    elsewhere: new Map(elsewhere.map((name) => [name, new Set([SHOP])])),
  });
  /** The workload is to move away from iad. */
  const moved = (facts: Partial<Workload> = {}) =>
    fleetOf(WEIGHTED, { workload: { placement: { clusters: ["dub", "lon"], spread: [] }, ...facts } });
  const kept = (fleet: Environment, facts: AnswersSeen) =>
    onCluster("iad", fleet, facts).map((each) => each.kept);

  it("stays on a cluster whose traffic is off until another one is known to answer", () => {
    const off = fleetOf(WEIGHTED, { silenced: ["iad"] });
    assert.deepEqual(kept(off, seen(true)), [true]);
    assert.deepEqual(kept(off, seen(true, "dub")), []);
    assert.deepEqual(kept(off, seen(false)), []);
    const alone = fleetOf(WEIGHTED, {
      silenced: ["iad"],
      workload: { placement: { clusters: ["iad"], spread: [] } },
    });
    assert.deepEqual(kept(alone, seen(true, "dub")), [false], "nobody else carries it");
  });

  it("stays where it is until one of those that are to answer is known to", () => {
    assert.deepEqual(kept(moved(), seen(true)), [true]);
    assert.deepEqual(
      specs(onCluster("iad", moved(), seen(true))),
      specs(onCluster("iad", fleetOf(WEIGHTED))),
    );
    assert.deepEqual(kept(moved(), seen(true, "dub")), []);
  });

  it("does not come back, and does not come about", () => {
    assert.deepEqual(kept(moved(), seen(false)), []);
  });

  it("goes at once where residency forbids it", () => {
    assert.deepEqual(kept(moved({ residency: within("EEA", "GB") }), seen(true)), []);
  });

  it("is never missing, whatever the order in which regions are brought up, and goes in the end", () => {
    const set = fc.subarray([...NAMES], { minLength: 1 });
    const order = fc.array(fc.constantFrom(...NAMES), { maxLength: 12 });
    fc.assert(
      fc.property(set, set, order, (from, to, ups) => {
        const placed = (names: readonly Name[]) =>
          fleetOf(WEIGHTED, { workload: { placement: { clusters: [...names], spread: [] } } });
        const published = new Map<string, ReadonlySet<string>>();
        const up = (name: Name, fleet: Environment) => {
          const before = published.get(name) ?? new Set();
          const names = onCluster(name, fleet, { before, elsewhere: published }).map((each) => each.name);
          published.set(name, new Set(names));
        };
        const answering = () => NAMES.filter((name) => published.get(name)?.has(SHOP) === true);
        for (const name of NAMES) up(name, placed(from));
        assert.deepEqual(
          answering(),
          NAMES.filter((name) => from.includes(name)),
        );
        for (const name of ups) {
          up(name, placed(to));
          assert.ok(answering().length > 0);
        }
        for (const name of [...NAMES, ...NAMES]) up(name, placed(to));
        assert.deepEqual(
          answering(),
          NAMES.filter((name) => to.includes(name)),
        );
      }),
    );
  });
});
