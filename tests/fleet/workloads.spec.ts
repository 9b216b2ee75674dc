import assert from "node:assert/strict";
import fc from "fast-check";
import type { Workload } from "../../fleet/fleet.ts";
import { inOrder } from "../../fleet/order.ts";
import { counted, listed, overEnvironments, type ModelProblem } from "../../fleet/problems.ts";
import { explain, planWorkload } from "../../fleet/workloads.ts";
import { cluster, clusters, division, shuffled, within, workload } from "./arbitraries.ts";

const environment = { clusters: [cluster("eu-central-1"), cluster("eu-west-1"), cluster("us-east-1")] };

function problemsOf(of: Workload, over = environment): string[] {
  return planWorkload(of, over).problems.map(
    ({ path, message, hint }) => `${path.join(".")}: ${message} (${hint ?? ""})`,
  );
}

describe("a plan of a workload", () => {
  it("explains a replicated workload", () => {
    assert.deepEqual(explain(planWorkload(workload({ residency: within("IE") }), environment)), [
      "eu-central-1 excluded: jurisdiction DE not in [IE]",
      "eu-west-1: replicated",
      "us-east-1 excluded: jurisdiction US not in [IE]",
    ]);
  });

  it("explains a divided workload", () => {
    const of = workload({
      residency: within("IE", "US"),
      division: division({ replicas: 10, weights: { "eu-west-1": 2, "us-east-1": 1 }, min: 1 }),
    });
    const plan = planWorkload(of, environment);
    assert.deepEqual(explain(plan), [
      "eu-central-1 excluded: jurisdiction DE not in [IE, US]",
      "eu-west-1: 7 of 10, weight 2 of 3",
      "us-east-1: 3 of 10, weight 1 of 3",
    ]);
    assert.deepEqual(plan.problems, []);
    assert.deepEqual(
      plan.clusters.map(({ placed, replicas }) => ({ placed, replicas })),
      [
        { placed: false, replicas: undefined },
        { placed: true, replicas: 7 },
        { placed: true, replicas: 3 },
      ],
    );
  });

  it("says where a minimum or a maximum holds a share", () => {
    const of = workload({
      division: division({
        replicas: 20,
        weights: { "eu-west-1": 8 },
        min: { "us-east-1": 3 },
        max: { "eu-west-1": 5 },
      }),
    });
    assert.deepEqual(explain(planWorkload(of, environment)), [
      "eu-central-1: 8 of 20, weight 1 of 10",
      "eu-west-1: 5 of 20, weight 8 of 10, at its max",
      "us-east-1: 7 of 20, weight 1 of 10",
    ]);
    const least = workload({ division: division({ replicas: 20, weights: { "eu-west-1": 18 }, min: 2 }) });
    assert.equal(
      explain(planWorkload(least, environment))[2],
      "us-east-1: 2 of 20, weight 1 of 20, at its min",
    );
  });

  it("explains shares that cannot be", () => {
    const of = workload({ division: division({ replicas: 2, min: 1 }) });
    assert.equal(
      explain(planWorkload(of, environment))[0],
      "eu-central-1: selected, but the replicas cannot be divided",
    );
  });

  it("finds the overrides of each cluster, in order", () => {
    const of = workload({
      residency: within("IE", "US"),
      overrides: [
        { clusters: { country: "US" } },
        { clusters: "all" },
        { clusters: ["us-east-1", "eu-central-1"] },
      ],
    });
    assert.deepEqual(
      planWorkload(of, environment).clusters.map(({ overrides }) => overrides),
      [[], [1], [0, 1, 2]],
    );
  });

  it("accounts for every replica, whatever the order of the clusters", () => {
    const drawn = clusters.chain((all) =>
      fc.record({ all: fc.constant(all), other: shuffled(all), replicas: fc.nat(500) }),
    );
    fc.assert(
      fc.property(drawn, ({ all, other, replicas }) => {
        const of = workload({
          division: division({ replicas }),
          overrides: [{ clusters: { country: "DE" } }],
        });
        const plan = planWorkload(of, { clusters: all });
        assert.deepEqual(planWorkload(of, { clusters: other }), plan);
        const placed = plan.clusters.filter((each) => each.placed);
        for (const each of plan.clusters) assert.equal(each.replicas !== undefined, each.placed);
        if (placed.length > 0)
          assert.equal(
            placed.reduce((sum, each) => sum + (each.replicas ?? 0), 0),
            replicas,
          );
        assert.equal(explain(plan).length, all.length);
      }),
    );
  });

  it("leaves a cordoned cluster out, and says so", () => {
    const over = {
      clusters: environment.clusters.map((each) => ({ ...each, cordoned: each.name === "us-east-1" })),
    };
    assert.equal(explain(planWorkload(workload(), over))[2], "us-east-1 excluded: cordoned");
  });
});

describe("a plan with problems", () => {
  it("has those of placement, and none of a division that has nowhere to go", () => {
    const of = workload({
      placement: { clusters: ["nowhere"], spread: [] },
      division: division({ replicas: 3 }),
      overrides: [{ clusters: "all" }],
    });
    assert.deepEqual(problemsOf(of), [
      "placement: wanted nowhere, and no cluster is left of eu-central-1, eu-west-1, us-east-1 (not selected by nowhere) " +
        "(select other clusters, uncordon one, or declare one that placement and residency allow)",
    ]);
  });

  it("has those of division", () => {
    const of = workload({
      residency: within("IE"),
      division: division({ replicas: 3, weights: { "us-east-1": 2 }, max: 2 }),
    });
    assert.deepEqual(problemsOf(of), [
      "division.max: max adds up to 2 on 1 cluster, so 1 of 3 replicas have no place (raise max, lower replicas to 2, or place it on more clusters)",
      "division.weights.us-east-1: weights names us-east-1, but the workload is not placed there (it is placed on: eu-west-1)",
    ]);
  });

  it("lets a division name clusters that are out for now", () => {
    const cordoned = {
      clusters: environment.clusters.map((each) => ({ ...each, cordoned: each.name === "us-east-1" })),
    };
    const named = division({ replicas: 3, weights: { "us-east-1": 2, "eu-west-1": 1, "eu-central-1": 1 } });
    assert.deepEqual(problemsOf(workload({ division: named }), cordoned), []);
    assert.deepEqual(
      problemsOf(
        workload({
          division: named,
          placement: { clusters: "all", spread: [{ by: "cluster", min: 1, max: 1 }] },
        }),
      ),
      [],
    );
    const affinities = [
      { name: "home", clusters: { country: "IE" } },
      { name: "away", clusters: { country: ["US", "DE"] } },
    ];
    assert.deepEqual(problemsOf(workload({ division: named, placement: { affinities, spread: [] } })), []);
  });

  it("has an override that is for nobody", () => {
    const of = workload({
      residency: within("IE"),
      overrides: [{ clusters: "all" }, { clusters: { country: "US" } }],
    });
    assert.deepEqual(problemsOf(of), [
      "overrides.1.clusters: country US matches none of the clusters that carry the workload (these are: eu-west-1)",
    ]);
  });

  it("has none for a cluster that is out for now: cordoned, or with others taken instead", () => {
    const overrides = [{ clusters: { country: "US" } }];
    const cordoned = environment.clusters.map((each) => ({ ...each, cordoned: each.country === "US" }));
    assert.deepEqual(planWorkload(workload({ overrides }), { clusters: cordoned }).problems, []);
    const affinities = [
      { name: "home", clusters: { country: "IE" } },
      { name: "away", clusters: { country: "US" } },
    ];
    assert.deepEqual(problemsOf(workload({ overrides, placement: { affinities, spread: [] } })), []);
  });

  const hint =
    "(use weights, min or max of the division instead, or give both a target if they mean different objects)";

  it("has replicas that two places set", () => {
    const patch = [{ op: "replace", path: "/spec/replicas", value: 2 }] as const;
    const of = workload({
      division: division({ replicas: 4 }),
      overrides: [
        { clusters: "all", replicas: 2 },
        { clusters: "all", target: { kind: "Deployment" }, patch: [...patch] },
      ],
    });
    assert.deepEqual(problemsOf(of), [
      `overrides.0.replicas: sets replicas that the division sets: 4 over all clusters ${hint}`,
      `overrides.1.patch: sets replicas that the division sets: 4 over all clusters ${hint}`,
    ]);
  });

  it("lets a patch test the replicas", () => {
    const overrides: Workload["overrides"] = [
      { clusters: "all", target: { name: "web" }, patch: [{ op: "test", path: "/spec/replicas", value: 2 }] },
    ];
    assert.deepEqual(problemsOf(workload({ division: division({ replicas: 4 }), overrides })), []);
  });

  it("lets an override set the replicas of another object", () => {
    const target = { kind: "Deployment", name: "web" };
    const of = workload({
      division: division({ replicas: 4, target }),
      overrides: [{ clusters: "all", target: { name: "cache" }, replicas: 2 }],
    });
    assert.deepEqual(problemsOf(of), []);
  });
});

describe("the problems of several environments", () => {
  const plain: ModelProblem = { path: ["placement"], message: "wanted more" };
  const stray: ModelProblem = {
    path: ["division", "weights", "a"],
    message: "not in prod",
    unlessElsewhere: true,
  };

  it("hold each once", () => {
    assert.deepEqual(overEnvironments([[plain], [plain, { ...plain, message: "wanted less" }]]), [
      plain,
      { ...plain, message: "wanted less" },
    ]);
  });

  it("hold what may be meant for another environment only if none knows it", () => {
    assert.deepEqual(overEnvironments([[stray], [plain]]), [plain]);
    assert.deepEqual(overEnvironments([[stray], [{ ...stray, message: "not in stage" }]]), [stray]);
    assert.deepEqual(overEnvironments([[stray]]), [stray]);
  });
});

describe("the order of workloads", () => {
  const names = (...all: [string, ...string[]][]) => all.map(([name, ...after]) => ({ name, after }));
  const orderOf = (...all: [string, ...string[]][]) =>
    inOrder(names(...all)).workloads.map(({ name }) => name);

  it("has what others wait for first, then names", () => {
    assert.deepEqual(orderOf(["web", "db", "cache"], ["db"], ["cache", "net"], ["net"], ["api"]), [
      "api",
      "db",
      "net",
      "cache",
      "web",
    ]);
  });

  it("waits for nothing that is not there", () => {
    assert.deepEqual(orderOf(["web", "elsewhere"], ["api"]), ["api", "web"]);
  });

  it("shows every cycle", () => {
    const { workloads, problems } = inOrder(
      names(["a", "b"], ["b", "c"], ["c", "a"], ["d", "c"], ["e", "e"], ["f"]),
    );
    assert.deepEqual(problems, [
      {
        path: ["a", "after"],
        message: "waits for itself: a → b → c → a",
        hint: "take one of them out of after",
      },
      { path: ["e", "after"], message: "waits for itself: e → e", hint: "take one of them out of after" },
    ]);
    assert.equal(workloads.length, 6);
  });

  it("puts each after all it waits for", () => {
    const graphs = fc.array(fc.array(fc.nat(9), { maxLength: 4 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(graphs, (edges) => {
        const all = edges.map((before, index) => ({
          name: `w${index}`,
          after: before.filter((other) => other < index).map((other) => `w${other}`),
        }));
        const { workloads, problems } = inOrder(all.toReversed());
        assert.deepEqual(problems, []);
        assert.deepEqual(workloads, inOrder(all).workloads);
        for (const [position, { after }] of workloads.entries()) {
          for (const other of after) assert.ok(workloads.findIndex(({ name }) => name === other) < position);
        }
      }),
    );
  });
});

describe("words", () => {
  it("count and list", () => {
    assert.deepEqual(
      [counted(1, "country"), counted(2, "country"), counted(0, "cluster")],
      ["1 country", "2 countries", "0 clusters"],
    );
    assert.equal(listed([]), "none");
    assert.equal(listed(Array.from("abcdefghijkl")), "a, b, c, d, e, f, g, h, i, j and 2 more");
  });
});
