import assert from "node:assert/strict";
import fc from "fast-check";
import { dns as schema } from "../../../fleet/declaration/dns-schema.ts";
import type { Cluster, Environment, Fleet, Workload } from "../../../fleet/fleet.ts";
import { outageOf, withoutLost, type Outage } from "../../../fleet/what-if/outage.ts";
import { whatIf } from "../../../fleet/what-if/what-if.ts";
import type { Counting, ReplicaCounts } from "../../../fleet/what-if/workloads.ts";
import { planWorkload } from "../../../fleet/workloads.ts";
import { cluster, clusters as someClusters, division, within, workload } from "../arbitraries.ts";
import { backup } from "../backup/backups.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1");
const cork = cluster("cork", "eu-west-1");
const fra = cluster("fra", "eu-central-1");
const iad = cluster("iad", "us-east-1");
/** By name, as those of an environment are. */
const ALL = [cork, dub, fra, iad];

const fleetOf = (...environments: Environment[]): Fleet => ({ name: "acme", environments });
const down = (target: string, facts: Partial<Environment> = {}, all: readonly Cluster[] = ALL) =>
  outageOf(fleetOf(environment(all, { hub: "dub", ...facts })), target);

/** What is divided, as the plan says; what is not, two on each cluster. */
const planned = (each: Environment): ReplicaCounts =>
  new Map(
    each.workloads.map((one) => {
      const placed = planWorkload(one, each).clusters.filter((plan) => plan.placed);
      return [one.name, new Map(placed.map((plan) => [plan.cluster.name, plan.replicas ?? 2]))];
    }),
  );
const report = (outage: Outage, counting: Partial<Counting> = {}) => whatIf(outage, { planned, ...counting });
const lossOf = (target: string, own: Partial<Workload>, counting: Partial<Counting> = {}) => {
  const [loss] = report(down(target, { workloads: [workload(own)] }), counting).workloads;
  return loss ?? assert.fail("it loses nothing");
};

describe("what goes down", () => {
  const names = ({ kind, lost }: Outage) => [kind, ...lost.map(({ name }) => name)];

  it("is a cluster, or a region with all its clusters", () => {
    assert.deepEqual(names(down("cork")), ["cluster", "cork"]);
    assert.deepEqual(names(down("eu-west-1")), ["region", "cork", "dub"]);
  });

  it("is a region where that has one cluster of the same name, unless the cluster is meant", () => {
    const same = [cluster("eu-west-1", "eu-west-1"), iad];
    assert.deepEqual(names(down("eu-west-1", {}, same)), ["region", "eu-west-1"]);
    assert.deepEqual(names(down("cluster/eu-west-1", {}, same)), ["cluster", "eu-west-1"]);
  });

  it("has to be told where a name means two things", () => {
    const same = [cluster("eu-west-1", "eu-west-1"), dub];
    assert.throws(() => down("eu-west-1", {}, same), /Say which: region\/eu-west-1 or cluster\/eu-west-1\./);
    assert.deepEqual(names(down("region/eu-west-1", {}, same)), ["region", "eu-west-1", "dub"]);
    const two = fleetOf(environment([dub]), environment([dub], { name: "stage" }));
    assert.throws(
      () => outageOf(two, "dub"),
      /"dub" is in local and in stage\. Say which: --environment local\./,
    );
    assert.equal(outageOf(two, "dub", "stage").environment.name, "stage");
  });

  it("has to be there", () => {
    assert.throws(
      () => down("sin"),
      /no cluster and no region "sin"; there are, by region: eu-west-1 \(cork, dub\) in local; eu-central-1 \(fra\)/,
    );
  });
});

describe("what becomes of a workload", () => {
  it("is its share on the lost clusters, and where that goes when they are declared gone", () => {
    const loss = lossOf("eu-west-1", { division: division({ replicas: 8 }) });
    assert.deepEqual([loss.before, loss.lost, loss.left, loss.isBelow], [8, 4, 4, false]);
    assert.deepEqual(loss.gains, [
      { cluster: "fra", from: 2, to: 4 },
      { cluster: "iad", from: 2, to: 4 },
    ]);
    assert.equal(loss.recovers, undefined);
  });

  it("is below its minimum until it is moved, or for good", () => {
    const divided = lossOf("eu-west-1", { division: division({ replicas: 8 }), minAvailable: 5 });
    assert.deepEqual([divided.isBelow, divided.recovers], [true, true]);
    const replicated = lossOf("eu-west-1", { minAvailable: 5 });
    assert.deepEqual([replicated.left, replicated.isBelow, replicated.recovers], [4, true, false]);
    assert.equal(lossOf("cork", { minAvailable: 5 }).isBelow, false);
  });

  it("goes nowhere that residency forbids, and says where that is", () => {
    const loss = lossOf("eu-west-1", {
      residency: within("IE"),
      division: division({ replicas: 4 }),
      minAvailable: 1,
    });
    assert.deepEqual([loss.left, loss.isBelow, loss.recovers], [0, true, false]);
    assert.deepEqual(loss.gains, []);
    assert.match(loss.problems[0] ?? "", /no cluster is left of cork, dub \(tombstoned\)/);
    assert.deepEqual(loss.forbidden, [
      { cluster: "fra", why: "jurisdiction DE not in [IE]" },
      { cluster: "iad", why: "jurisdiction US not in [IE]" },
    ]);
  });

  it("goes to the next affinity, where failover may", () => {
    const groups = [
      { name: "home", clusters: ["fra"] },
      { name: "away", clusters: ["iad"] },
    ];
    const placement = { affinities: groups, spread: [] };
    assert.deepEqual(lossOf("fra", { placement }).gains, [{ cluster: "iad", from: 0, to: 2 }]);
    const bound = { ...within("EEA", "US"), failover: ["EEA"] } as Workload["residency"];
    const [forbidden] = lossOf("fra", { placement, residency: bound }).forbidden;
    assert.deepEqual(forbidden, { cluster: "iad", why: "jurisdiction US not in [EEA] for failover" });
  });

  it("is told by what is available now, where somebody has looked", () => {
    const live: ReplicaCounts = new Map([["storefront", new Map(ALL.map(({ name }) => [name, 1]))]]);
    const loss = lossOf("eu-west-1", { division: division({ replicas: 8 }), minAvailable: 3 }, { live });
    assert.deepEqual([loss.before, loss.lost, loss.left, loss.isBelow], [4, 2, 2, true]);
    assert.equal(loss.recovers, true);
  });

  it("is not told where only a chart knows, and breaches nothing", () => {
    const unknown = (): ReplicaCounts =>
      new Map([["storefront", new Map(ALL.map(({ name }) => [name, undefined]))]]);
    const loss = lossOf("dub", { minAvailable: 3 }, { planned: unknown });
    assert.deepEqual([loss.before, loss.left, loss.isBelow, loss.gains], [undefined, undefined, false, []]);
  });

  it("is nothing where no lost cluster carries it", () => {
    const workloads = [workload({ placement: { clusters: ["fra"], spread: [] } })];
    assert.deepEqual(report(down("iad", { workloads })).workloads, []);
  });

  it("adds up: what is left and what is lost is all, and what is moved is all again", () => {
    fc.assert(
      fc.property(
        someClusters,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        (all, replicas, min) => {
          const own = workload({ division: division({ replicas }), minAvailable: min });
          const env = environment(all, { workloads: [own] });
          for (const { name } of all) {
            const outage = outageOf(fleetOf(env), `cluster/${name}`);
            const [loss] = report(outage).workloads;
            if (loss === undefined) continue;
            assert.equal((loss.left ?? 0) + (loss.lost ?? 0), loss.before);
            assert.equal(loss.isBelow, (loss.left ?? 0) < min);
            const gained = loss.gains.reduce((sum, { from = 0, to = 0 }) => sum + to - from, 0);
            if (loss.problems.length === 0) assert.equal(gained, loss.lost);
            assert.ok(!loss.gains.some(({ cluster: gainer }) => gainer === name));
          }
        },
      ),
    );
  });
});

describe("what becomes of a name", () => {
  const answers = Object.fromEntries(ALL.map(({ name }, index) => [name, [`198.51.100.${index + 1}`]]));
  const zone = (facts: object, more: object = { hosting: {} }) => ({
    dns: schema.parse({ zone: "acme.example", names: { shop: { answers, ...facts } }, ...more }),
  });
  const loss = (target: string, facts: Partial<Environment>, all = ALL) =>
    report(down(target, facts, all)).names;

  it("is the answers of the lost clusters, which stay until somebody takes them away", () => {
    assert.deepEqual(loss("eu-west-1", zone({ policy: "simple" })), [
      {
        name: "shop.acme.example",
        loses: ["cork", "dub"],
        left: ["fra", "iad"],
        wouldHaveNone: false,
        onlyCordoned: false,
        onlyWithoutTraffic: false,
        byHand: [],
      },
    ]);
  });

  it("is, with a check, a time", () => {
    const [name] = loss("fra", zone({ policy: "weighted", check: { every: "10s", failures: 2 }, ttl: "1m" }));
    assert.equal(name?.seconds, 80);
  });

  it("is, with checks of others, no time that is known, and by external-dns of its own a record that stays", () => {
    const written = { policy: "sync" };
    const [name] = loss("fra", zone({ policy: "weighted", healthChecks: { fra: "2c5a" } }, written));
    assert.deepEqual([name?.checkedElsewhere, name?.seconds, name?.byHand], [true, undefined, ["fra"]]);
    const [other] = loss("iad", zone({ policy: "weighted", healthChecks: { fra: "2c5a" } }, written));
    assert.deepEqual([other?.checkedElsewhere, other?.byHand], [undefined, ["iad"]]);
  });

  it("tells where only cordoned clusters are left, or such without traffic, and where nobody is", () => {
    const one = zone({
      policy: "weighted",
      check: {},
      answers: { fra: ["198.51.100.3"], iad: ["198.51.100.4"] },
    });
    const cordoned = [dub, fra, { ...iad, cordoned: true }];
    const [kept] = loss("fra", one, cordoned);
    assert.deepEqual([kept?.left, kept?.onlyCordoned, kept?.wouldHaveNone], [["iad"], true, false]);
    const [silenced] = loss("fra", one, [dub, fra, { ...iad, traffic: "off" }]);
    assert.deepEqual([silenced?.left, silenced?.onlyWithoutTraffic], [["iad"], true]);
    const [none] = loss("fra", {
      ...one,
      workloads: [workload({ placement: { clusters: ["fra"], spread: [] } })],
      ...zone({ policy: "simple", workload: "storefront" }),
    });
    assert.deepEqual([none?.left, none?.wouldHaveNone, none?.seconds], [[], true, undefined]);
  });

  it("is nothing where no lost cluster answers", () => {
    assert.deepEqual(loss("iad", zone({ policy: "simple", answers: { fra: ["198.51.100.3"] } })), []);
  });
});

describe("what stops", () => {
  const federation = {
    kubefed: { rights: "kinds", rebalance: false },
    karmada: { controlPlane: "fra", rights: "kinds" },
  } as const;
  const workloads = [
    workload({ name: "a", backend: "kubefed" }),
    workload({ name: "b", backend: "karmada" }),
  ];
  const stops = (target: string, facts: Partial<Environment> = { federation, workloads }) =>
    report(down(target, facts)).controlPlanes;

  it("is, with the hub, all that is there once", () => {
    const dns = schema.parse({
      zone: "acme.example",
      policy: "sync",
      names: { shop: { policy: "simple", answers: { fra: ["198.51.100.3"] } } },
    });
    assert.deepEqual(stops("dub", { federation, workloads, dns }), [
      "the hub dub: the stack of environment local cannot be brought up until another cluster is named as hub",
      "Argo CD, with 0 applications",
      "KubeFed: no change reaches a",
      "the records that its external-dns writes: shop.acme.example stay as they are",
    ]);
  });

  it("is Karmada with the cluster that has its API, and nothing with any other", () => {
    assert.deepEqual(stops("fra"), ["Karmada, on fra: no change reaches b"]);
    assert.deepEqual(stops("iad"), []);
  });

  it("is no root, which is on no cluster, but the issuers of the lost clusters", () => {
    assert.match(report(down("fra")).trust.join("; "), /issuers of fra.*not the root/);
    assert.deepEqual(report(down("fra", { mesh: undefined })).trust, []);
  });
});

describe("what becomes of backups", () => {
  const backups = (target: string, own: Partial<Workload> = {}) =>
    report(down(target, { backup: backup(), workloads: [workload(own)] })).backups;

  it("is, of a cluster, that others restore them, unless residency forbids it", () => {
    const [free] = backups("fra");
    assert.deepEqual([free?.cluster, free?.isLost, free?.readers], ["fra", false, ["cork", "dub", "iad"]]);
    const [bound] = backups("fra", { residency: within("EEA") });
    assert.deepEqual(bound?.readers, ["cork", "dub"]);
    assert.match(bound.barred.join(), /iad does not read the backups of fra: .*not to US/);
  });

  it("is, of a region, that its bucket is down as well", () => {
    assert.deepEqual(
      backups("eu-west-1").map(({ cluster: whose, isLost, readers }) => [whose, isLost, readers]),
      [
        ["cork", true, []],
        ["dub", true, []],
      ],
    );
  });
});

describe("an environment without what is lost", () => {
  it("has it among what is gone for good, and everything else as it was", () => {
    const before = environment(ALL);
    const after = withoutLost(outageOf(fleetOf(before), "eu-west-1"));
    assert.deepEqual(after.clusters, [fra, iad]);
    assert.deepEqual(after.tombstoned, [cork, dub]);
    assert.deepEqual(
      after.regions.map(({ name, clusters }) => [name, clusters.length]),
      [
        ["eu-west-1", 0],
        ["eu-central-1", 1],
        ["us-east-1", 1],
      ],
    );
    assert.deepEqual(
      { ...after, clusters: 0, tombstoned: 0, regions: 0 },
      { ...before, clusters: 0, tombstoned: 0, regions: 0 },
    );
  });
});
