import assert from "node:assert/strict";
import fc from "fast-check";
import { dns as schema, type GlobalNameDeclaration } from "../../../fleet/declaration/dns-schema.ts";
import { describeDropped, globalNames, type GlobalName } from "../../../fleet/dns/answers.ts";
import { cloudDnsRecords } from "../../../fleet/dns/cloud-dns.ts";
import { route53Records } from "../../../fleet/dns/route53.ts";
import type { Cluster } from "../../../fleet/fleet.ts";
import { cluster } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const ADDRESSES = { "eu-west-1": "198.51.100.1", "eu-west-3": "198.51.100.3", "us-east-1": "198.51.100.2" };
type Name = keyof typeof ADDRESSES;
const ALL = Object.keys(ADDRESSES) as Name[];

interface Situation {
  readonly cordoned?: readonly Name[];
  readonly tombstoned?: readonly Name[];
  /** Clusters whose traffic is off. */
  readonly silenced?: readonly Name[];
}

function named(
  declared: object,
  { cordoned = [], tombstoned = [], silenced = [] }: Situation = {},
): GlobalName {
  const clusters = ALL.map((name) => {
    const traffic = silenced.includes(name) ? "off" : "on";
    return cluster(name, name, { cordoned: cordoned.includes(name), traffic });
  });
  const isGone = ({ name }: Cluster) => tombstoned.includes(name as Name);
  const fleet = environment(
    clusters.filter((each) => !isGone(each)),
    {
      tombstoned: clusters.filter(isGone),
      dns: schema.parse({ zone: "acme.example", hosting: {}, names: { shop: declared } }),
    },
  );
  const [name] = globalNames(fleet);
  assert.ok(name !== undefined);
  return name;
}

const answers = Object.fromEntries(Object.entries(ADDRESSES).map(([name, address]) => [name, [address]]));
const pair = { "eu-west-1": answers["eu-west-1"], "us-east-1": answers["us-east-1"] };
const FAILOVER = { policy: "failover", answers: pair, order: ["us-east-1", "eu-west-1"], check: {} };
const GEOLOCATION = {
  policy: "geolocation",
  answers,
  areas: { "eu-west-1": ["EU", "IE"], "us-east-1": ["NA"] },
  default: "eu-west-3",
};

const brief = (name: GlobalName) =>
  route53Records(name).map(({ setIdentifier, type, values, routing: { kind, ...routing } }) =>
    [setIdentifier, type, values.join("+"), kind, ...Object.values<string | number>(routing)]
      .filter((part) => part !== undefined)
      .join(" "),
  );

describe("the answers of a global name", () => {
  const clustersOf = (situation: Situation) =>
    named({ policy: "weighted", answers }, situation).answers.map(({ cluster }) => cluster.name);

  it("are those of every cluster that has one", () => {
    assert.deepEqual(clustersOf({}), ALL);
  });

  it("go with a cluster that is cordoned or tombstoned, and say why", () => {
    const { answers: left, dropped } = named(
      { policy: "weighted", answers },
      { cordoned: ["eu-west-1"], tombstoned: ["us-east-1"] },
    );
    assert.deepEqual(
      left.map(({ cluster }) => cluster.name),
      ["eu-west-3"],
    );
    assert.deepEqual(dropped.map(describeDropped), ["eu-west-1: cordoned", "us-east-1: tombstoned"]);
  });

  it("stay where all clusters that are left are cordoned, and never come from one that is gone", () => {
    assert.deepEqual(clustersOf({ cordoned: ["eu-west-1", "eu-west-3"], tombstoned: ["us-east-1"] }), [
      "eu-west-1",
      "eu-west-3",
    ]);
    assert.deepEqual(clustersOf({ tombstoned: ALL }), []);
  });

  it("go with the traffic of a cluster, and say so", () => {
    const { answers: left, dropped } = named(
      { policy: "weighted", answers },
      { silenced: ["eu-west-1"], cordoned: ["us-east-1"] },
    );
    assert.deepEqual(
      left.map(({ cluster }) => cluster.name),
      ["eu-west-3"],
    );
    assert.deepEqual(dropped.map(describeDropped), ["eu-west-1: traffic off", "us-east-1: cordoned"]);
  });

  it("stay where no cluster is left with traffic: with those that run, before those that are cordoned", () => {
    assert.deepEqual(clustersOf({ silenced: ALL }), ALL);
    assert.deepEqual(clustersOf({ silenced: ["eu-west-1"], cordoned: ["eu-west-3", "us-east-1"] }), [
      "eu-west-1",
    ]);
    assert.deepEqual(clustersOf({ silenced: ALL, cordoned: ["eu-west-1"], tombstoned: ["us-east-1"] }), [
      "eu-west-3",
    ]);
    assert.deepEqual(clustersOf({ silenced: ALL, cordoned: ALL }), ALL);
  });

  it("are never none as long as one cluster is left, whatever the policy and the server", () => {
    const declared: readonly object[] = [
      { policy: "simple", answers },
      { policy: "weighted", answers, weights: { "eu-west-1": 0 } },
      { policy: "latency", answers },
      GEOLOCATION,
    ];
    const subset = fc.subarray(ALL);
    fc.assert(
      fc.property(
        fc.constantFrom(...declared),
        subset,
        subset,
        subset,
        (each, cordoned, tombstoned, silenced) => {
          const records = route53Records(named(each, { cordoned, tombstoned, silenced }));
          if (tombstoned.length === ALL.length) assert.deepEqual(records, []);
          else assert.ok(records.length > 0);
          for (const { values } of records) {
            assert.ok(values.length > 0);
            for (const gone of tombstoned) assert.ok(!values.includes(ADDRESSES[gone]));
          }
          if (each === GEOLOCATION && records.length > 0)
            assert.equal(records.filter(({ setIdentifier }) => setIdentifier === "default").length, 1);
        },
      ),
    );
  });
});

describe("a global name in Route 53", () => {
  it("is one record with all addresses, by type", () => {
    const both = { "eu-west-1": ["198.51.100.1", "2001:db8::1"], "us-east-1": ["198.51.100.2"] };
    assert.deepEqual(brief(named({ policy: "simple", answers: both })), [
      "A 198.51.100.1+198.51.100.2 simple",
      "AAAA 2001:db8::1 simple",
    ]);
  });

  it("is a weighted record for each cluster", () => {
    const name = named({ policy: "weighted", answers: pair, weights: { "us-east-1": 9 } });
    assert.deepEqual(brief(name), [
      "eu-west-1 A 198.51.100.1 weighted 1",
      "us-east-1 A 198.51.100.2 weighted 9",
    ]);
  });

  it("is a latency record for the region of each cluster, by name where a cluster has a name", () => {
    const name = named({
      policy: "latency",
      answers: { "eu-west-1": ["lb.dub.example"], "us-east-1": ["lb.iad.example"] },
    });
    assert.deepEqual(brief(name), [
      "eu-west-1 CNAME lb.dub.example latency eu-west-1",
      "us-east-1 CNAME lb.iad.example latency us-east-1",
    ]);
  });

  it("is a record for each country and continent, and one for everybody else", () => {
    assert.deepEqual(brief(named(GEOLOCATION)), [
      "EU A 198.51.100.1 geolocation EU",
      "IE A 198.51.100.1 geolocation IE",
      "NA A 198.51.100.2 geolocation NA",
      "default A 198.51.100.3 geolocation *",
    ]);
    const continents = route53Records(named(GEOLOCATION)).filter(({ routing }) => "continent" in routing);
    assert.deepEqual(
      continents.map(({ setIdentifier }) => setIdentifier),
      ["EU", "NA"],
    );
  });

  it("has another cluster answer everybody else, in the same record, when the default goes", () => {
    assert.deepEqual(
      brief(named(GEOLOCATION, { tombstoned: ["eu-west-3"] })).at(-1),
      "default A 198.51.100.1 geolocation *",
    );
  });

  it("gives the first choice, and the second one in the record of the first when that goes", () => {
    assert.deepEqual(brief(named(FAILOVER)), [
      "primary A 198.51.100.2 failover PRIMARY",
      "secondary A 198.51.100.1 failover SECONDARY",
    ]);
    assert.deepEqual(brief(named(FAILOVER, { cordoned: ["us-east-1"] })), [
      "primary A 198.51.100.1 failover PRIMARY",
    ]);
  });

  it("tells whose each record is, and which are there for a part that any cluster may come to play", () => {
    const owners = (declared: object) =>
      route53Records(named(declared)).map(({ cluster, isPart }) => [cluster, isPart]);
    assert.deepEqual(owners({ policy: "weighted", answers: pair }), [
      ["eu-west-1", false],
      ["us-east-1", false],
    ]);
    assert.deepEqual(owners(FAILOVER), [
      ["us-east-1", true],
      ["eu-west-1", true],
    ]);
    assert.deepEqual(owners(GEOLOCATION).at(-1), ["eu-west-3", true]);
    assert.deepEqual(owners({ policy: "simple", answers }), [[undefined, true]]);
  });
});

describe("a global name in Cloud DNS", () => {
  const routings = (declared: object, situation?: Situation) =>
    cloudDnsRecords(named(declared, situation)).map(({ routing }) => routing);

  it("is one record that holds all answers, each with its weight", () => {
    assert.deepEqual(routings({ policy: "weighted", answers: pair, weights: { "us-east-1": 9 } }), [
      {
        kind: "weighted",
        items: [
          { values: ["198.51.100.1"], weight: 1 },
          { values: ["198.51.100.2"], weight: 9 },
        ],
      },
    ]);
  });

  it("gives the first choice with the second as its backup, and what is left as it is", () => {
    const [routing] = routings(FAILOVER);
    assert.ok(routing?.kind === "failover");
    assert.deepEqual([routing.primary, routing.backup.values], [["198.51.100.2"], ["198.51.100.1"]]);
    assert.deepEqual(routings(FAILOVER, { cordoned: ["us-east-1"] }), [
      { kind: "simple", values: ["198.51.100.1"] },
    ]);
  });

  it("never holds an address twice, nor one of a cluster that does not answer", () => {
    const policies: readonly GlobalNameDeclaration["policy"][] = ["simple", "weighted", "latency"];
    fc.assert(
      fc.property(fc.constantFrom(...policies), fc.subarray(ALL), (policy, cordoned) => {
        const [routing] = routings({ policy, answers }, { cordoned });
        const given = [...JSON.stringify(routing).matchAll(/198\.51\.100\.\d/g)].map(([found]) => found);
        const willing = cordoned.length === ALL.length ? ALL : ALL.filter((name) => !cordoned.includes(name));
        assert.deepEqual(given.sort(), willing.map((name) => ADDRESSES[name]).sort());
      }),
    );
  });
});
