import assert from "node:assert/strict";
import { planDigest } from "../../../fleet/drills/digest.ts";
import { drillPlan, type RestoreDrillPlan } from "../../../fleet/drills/plan.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import { cluster, within, workload } from "../arbitraries.ts";
import { backup } from "../backup/backups.ts";
import { drill, drilled, dub, iad, recovery } from "./drills.ts";

const planned = (environment: Environment) => drillPlan(environment, "exercise") as RestoreDrillPlan;

describe("the plan of a drill", () => {
  it("names workloads, backups, budget and probes, all in seconds", () => {
    const probes = [{ name: "orders", run: ["./probe.sh", "orders"], timeout: "90s" }];
    const { source, target, leftOut, ...plan } = planned(drilled(drill({ probes, replicas: 2 })));
    assert.deepEqual([source.name, target.name, leftOut], ["dub", "iad", []]);
    assert.deepEqual(plan, {
      fleet: "acme",
      environment: "local",
      name: "exercise",
      every: 2_592_000,
      mode: "sandbox",
      workloads: [{ name: "shop", namespace: "shop", schedule: "dub", onTarget: true }],
      restores: [
        {
          schedule: "dub",
          namespaces: ["shop"],
          labels: undefined,
          exclude: [],
          clusterScoped: [],
          volumes: "move",
          interval: 21_600,
          keep: 2_592_000,
        },
      ],
      budget: { rto: 300, rpo: 21_600 },
      probes: [{ name: "orders", run: ["./probe.sh", "orders"], timeout: 90 }],
      replicas: 2,
    });
  });

  it("takes what has a schedule of its own from there, and what is outside namespaces only in a failover", () => {
    const own = { every: "1h", exclude: ["events"], clusterScoped: ["customresourcedefinitions"] };
    const workloads = [
      workload({ name: "shop", namespace: "shop" }),
      workload({ name: "records", namespace: "records", backup: { ...own, volumes: "none" as const } }),
    ];
    const restores = (mode: "sandbox" | "failover") => {
      const declared = { ...drill(), mode } as ReturnType<typeof drill>;
      return planned(drilled(declared, { workloads })).restores;
    };
    assert.deepEqual(
      restores("failover").map(({ schedule, namespaces, clusterScoped, volumes, interval }) => {
        return [schedule, namespaces, clusterScoped, volumes, interval];
      }),
      [
        ["dub", ["shop"], [], "move", 21_600],
        ["dub.records", ["records"], ["customresourcedefinitions"], "none", 3600],
      ],
    );
    assert.deepEqual(restores("sandbox")[1]?.clusterScoped, []);
  });

  it("leaves out what may not be in the target, with what shares its namespace, and says why", () => {
    const workloads = [
      workload({ name: "shop", namespace: "shop" }),
      workload({ name: "records", namespace: "records", residency: within("EEA") }),
      workload({ name: "index", namespace: "records" }),
    ];
    const plan = planned(drilled(drill(), { workloads }));
    assert.deepEqual(
      plan.workloads.map(({ name }) => name),
      ["shop"],
    );
    assert.deepEqual(plan.leftOut, [
      { workload: "records", reason: "may be in [EEA] by profile profile, and not in US" },
      {
        workload: "index",
        reason: "records, in the same namespace, may be in [EEA] by profile profile, and not in US",
      },
    ]);
  });

  it("leaves out of a failover what would not be placed on the target", () => {
    const workloads = [workload({ name: "shop", placement: { clusters: ["dub"], spread: [] } })];
    const declared = { ...drill(), mode: "failover" } as ReturnType<typeof drill>;
    assert.deepEqual(planned(drilled(declared, { workloads })).leftOut, [
      { workload: "shop", reason: "would not be placed on iad without dub: not selected by dub" },
    ]);
    assert.equal(planned(drilled(drill(), { workloads })).workloads.length, 1);
  });

  it("is the same when its source is cordoned, as it is in the middle of a failover", () => {
    const declared = { ...drill(), mode: "failover" } as ReturnType<typeof drill>;
    const before = drilled(declared);
    const after = { ...before, clusters: [{ ...dub, cordoned: true }, iad] };
    assert.deepEqual(planned(after), planned(before));
    assert.equal(planDigest(after, "exercise"), planDigest(before, "exercise"));
  });

  it("is the same while something else has failed over, and another one for a cordon of other reasons", () => {
    const affinities = [
      { name: "home", clusters: ["fra"] },
      { name: "away", clusters: ["dub"] },
    ];
    const fra = cluster("fra", "eu-central-1");
    const workloads = [
      workload({ name: "shop", namespace: "shop" }),
      workload({ name: "records", namespace: "records", placement: { affinities, spread: [] } }),
    ];
    const digestWith = (facts: Partial<typeof fra>) =>
      planDigest(drilled(drill(), { workloads, clusters: [dub, { ...fra, ...facts }, iad] }), "exercise");
    assert.equal(digestWith({ cordoned: true, traffic: "off" }), digestWith({}));
    assert.notEqual(digestWith({ cordoned: true }), digestWith({}));
  });

  it("names the drills that there are, for one that there is not", () => {
    assert.throws(
      () => drillPlan(drilled(), "exercize"),
      new RangeError('There is no drill "exercize" in environment local; there are: exercise.'),
    );
    assert.throws(
      () => drillPlan(drilled(drill(), { recovery: undefined }), "exercise"),
      new RangeError('There is no drill "exercise" in environment local; it declares none.'),
    );
  });

  it("of a hub names the hub", () => {
    const hub = { mode: "hub" as const, every: "30d", budget: { rto: "10m" } };
    const plan = drillPlan(drilled(drill(), { recovery: recovery({ exercise: hub }) }), "exercise");
    assert.equal(plan.mode === "hub" && plan.hub.name, "dub");
    assert.deepEqual(plan.budget, { rto: 600 });
  });
});

describe("the digest of a drill's plan", () => {
  const digest = (environment: Environment) => planDigest(environment, "exercise");
  const base = drilled();

  it("changes with what decides the drill", () => {
    const shop = base.workloads[0]!;
    const changed = [
      drilled(drill({ target: "dub", source: "iad" })),
      drilled(drill({ budget: { rto: "6m", rpo: "6h" } })),
      drilled(drill({ replicas: 2 })),
      drilled(drill(), { backup: backup({ every: "12h" }) }),
      drilled(drill(), { backup: backup({ volumes: "none" }) }),
      drilled(drill(), { workloads: [{ ...shop, manifests: "other.yaml" }] }),
      drilled(drill(), { workloads: [{ ...shop, namespace: "other" }] }),
      drilled(drill(), { workloads: [shop, workload({ name: "more", namespace: "more" })] }),
    ].map(digest);
    assert.equal(new Set([digest(base), ...changed]).size, changed.length + 1);
    assert.match(digest(base), /^[0-9a-f]{64}$/);
  });

  it("does not change with how often it is due, nor with the rest of the fleet", () => {
    const shop = base.workloads[0]!;
    const same = [
      drilled(drill({ every: "7d" })),
      drilled(drill(), { workloads: [{ ...shop, division: undefined, after: ["x"] }] }),
      drilled(drill(), { clusters: [dub, iad, cluster("fra", "eu-central-1", { cordoned: true })] }),
    ].map(digest);
    assert.deepEqual(new Set(same), new Set([digest(base)]));
  });
});
