import assert from "node:assert/strict";
import fc from "fast-check";
import { cannotHold, divide } from "../../fleet/division.ts";
import type { Division } from "../../fleet/declaration/schema.ts";
import { division, divisions, shuffled } from "./arbitraries.ts";

function sharesOf(of: Division, names: readonly string[]): Record<string, number> {
  const { shares, problems } = divide(of, names);
  assert.deepEqual(
    problems.filter(({ unlessElsewhere }) => !unlessElsewhere),
    [],
  );
  return Object.fromEntries(shares.map(({ name, replicas }) => [name, replicas]));
}

/** One replica after the other to the highest quotient: the definition, in exact whole numbers. */
function reference(
  { replicas, weights, min, max }: Division,
  names: readonly string[],
): Record<string, number> {
  const limit = (setting: Division["max"], name: string) =>
    typeof setting === "object" ? setting[name] : setting;
  const claims = [...names].sort().map((name) => {
    return {
      name,
      weight: BigInt(weights[name] ?? 1),
      given: limit(min, name) ?? 0,
      max: limit(max, name) ?? Infinity,
    };
  });
  for (let left = replicas - claims.reduce((sum, { given }) => sum + given, 0); left > 0; left--) {
    const open = claims.filter(({ weight, given, max }) => weight > 0n && given < max);
    const best = open.reduce((a, b) =>
      b.weight * BigInt(2 * a.given + 1) > a.weight * BigInt(2 * b.given + 1) ? b : a,
    );
    best.given++;
  }
  return Object.fromEntries(claims.map(({ name, given }) => [name, given]));
}

function without(of: Division, gone: string): Division {
  const rest = (setting: Record<string, number>) =>
    Object.fromEntries(Object.entries(setting).filter(([name]) => name !== gone));
  return {
    ...of,
    weights: rest(of.weights),
    min: typeof of.min === "object" ? rest(of.min) : of.min,
    max: typeof of.max === "object" ? rest(of.max) : of.max,
  };
}

describe("a division", () => {
  it("gives shares by weight", () => {
    const weights = { "eu-west-1": 2, "us-east-1": 1 };
    assert.deepEqual(sharesOf(division({ replicas: 10, weights, min: 1 }), ["us-east-1", "eu-west-1"]), {
      "eu-west-1": 7,
      "us-east-1": 3,
    });
  });

  it("counts a cluster without a weight as 1", () => {
    assert.deepEqual(sharesOf(division({ replicas: 8, weights: { a: 3 } }), ["a", "b"]), { a: 6, b: 2 });
  });

  it("breaks ties by name", () => {
    assert.deepEqual(sharesOf(division({ replicas: 4, by: "even" }), ["c", "b", "a"]), { a: 2, b: 1, c: 1 });
  });

  it("gives a cluster of weight 0 its minimum and no more", () => {
    assert.deepEqual(sharesOf(division({ replicas: 9, weights: { a: 0 }, min: { a: 2 } }), ["a", "b"]), {
      a: 2,
      b: 7,
    });
  });

  it("takes the minimum as part of a share, not on top of it", () => {
    assert.deepEqual(sharesOf(division({ replicas: 12, weights: { a: 5 }, min: 2 }), ["a", "b"]), {
      a: 10,
      b: 2,
    });
  });

  it("gives what a maximum leaves over to the others", () => {
    assert.deepEqual(
      sharesOf(division({ replicas: 10, weights: { a: 8 }, max: { a: 3 } }), ["a", "b", "c"]),
      { a: 3, b: 4, c: 3 },
    );
  });

  it("divides nothing into nothing", () => {
    assert.deepEqual(sharesOf(division({ replicas: 0 }), ["a", "b"]), { a: 0, b: 0 });
  });

  it("knows clusters that are called like a property of every object", () => {
    assert.deepEqual(sharesOf(division({ replicas: 3, weights: { a: 2 }, max: {} }), ["a", "constructor"]), {
      a: 2,
      constructor: 1,
    });
  });

  it("adds up to the total, within minimum and maximum", () => {
    fc.assert(
      fc.property(divisions, ({ division, names }) => {
        const { shares, problems } = divide(division, names);
        assert.deepEqual(problems, []);
        assert.equal(
          shares.reduce((sum, { replicas }) => sum + replicas, 0),
          division.replicas,
        );
        for (const { replicas, min, max = Infinity } of shares) assert.ok(min <= replicas && replicas <= max);
      }),
    );
  });

  it("is what giving one replica after the other comes to", () => {
    fc.assert(
      fc.property(divisions, ({ division, names }) => {
        assert.deepEqual(sharesOf(division, names), reference(division, names));
      }),
    );
  });

  it("is exact at the limits of the schema", () => {
    const names = ["a", "b", "c", "d"];
    const weight = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 999_990, max: 1_000_000 }));
    const drawn = fc.tuple(
      fc.integer({ min: 99_000, max: 100_000 }),
      fc.tuple(weight, weight, weight, weight),
      fc.boolean(),
    );
    fc.assert(
      fc.property(drawn, ([replicas, weights, capped]) => {
        const max = capped ? { max: { c: 10, d: 49_000 } } : {};
        const of = division({
          replicas,
          weights: Object.fromEntries(names.map((name, index) => [name, weights[index] ?? 0])),
          ...max,
        });
        assert.deepEqual(sharesOf(of, names), reference(of, names));
      }),
      { numRuns: 10 },
    );
  });

  it("does not depend on the order of the clusters", () => {
    const drawn = divisions.chain(({ division, names }) =>
      fc.record({ division: fc.constant(division), names: fc.constant(names), other: shuffled(names) }),
    );
    fc.assert(
      fc.property(drawn, ({ division, names, other }) => {
        assert.deepEqual(divide(division, other), divide(division, names));
      }),
    );
  });

  it("moves replicas to a cluster that is added, and none between the others", () => {
    fc.assert(
      fc.property(divisions, ({ division, names }) => {
        const [added = "", ...old] = names;
        const smaller = without(division, added);
        fc.pre(old.length > 0 && cannotHold(smaller, old).length === 0);
        const before = sharesOf(smaller, old);
        const after = sharesOf(division, names);
        for (const name of old) assert.ok((after[name] ?? 0) <= (before[name] ?? 0), `${name} gains`);
        const moved = old.reduce((sum, name) => sum + (before[name] ?? 0) - (after[name] ?? 0), 0);
        assert.equal(moved, after[added]);
      }),
    );
  });

  it("takes no replica from a cluster when the total grows by one", () => {
    fc.assert(
      fc.property(divisions, ({ division, names }) => {
        const larger = { ...division, replicas: division.replicas + 1 };
        fc.pre(cannotHold(larger, names).length === 0);
        const before = sharesOf(division, names);
        const grown = Object.entries(sharesOf(larger, names)).filter(
          ([name, replicas]) => replicas !== before[name],
        );
        assert.equal(grown.length, 1);
      }),
    );
  });

  it("divides 100,000 replicas over 1,000 clusters in no time", () => {
    const names = Array.from({ length: 1000 }, (_, index) => `cluster-${index}`);
    const weights = Object.fromEntries(names.map((name, index) => [name, 1 + ((index * 7919) % 1_000_000)]));
    const start = performance.now();
    const { shares } = divide(division({ replicas: 100_000, weights }), names);
    assert.equal(
      shares.reduce((sum, { replicas }) => sum + replicas, 0),
      100_000,
    );
    assert.ok(performance.now() - start < 1000);
  });
});

describe("a division that cannot be", () => {
  const problemsOf = (of: Division, names: string[]) =>
    divide(of, names).problems.map(
      ({ path, message, hint }) => `${path.join(".")}: ${message} (${hint ?? ""})`,
    );

  const cases: [string, Division, string][] = [
    [
      "minimum over maximum",
      division({ replicas: 9, min: { a: 4 }, max: 2 }),
      "division.min: min is over max in a (4 over 2) (lower min or raise max)",
    ],
    [
      "minima over the total",
      division({ replicas: 5, min: 3 }),
      "division.min: min adds up to 6 on 2 clusters, and 5 replicas to divide (raise replicas to 6 or more, lower min, or place it on fewer clusters)",
    ],
    [
      "maxima under the total",
      division({ replicas: 9, max: 3 }),
      "division.max: max adds up to 6 on 2 clusters, so 3 of 9 replicas have no place (raise max, lower replicas to 6, or place it on more clusters)",
    ],
    [
      "no weight at all",
      division({ replicas: 5, min: 1, weights: { a: 0, b: 0 } }),
      "division.weights: weight 0 on a, b leaves 3 of 5 replicas without a place (give at least one of them a weight above 0, or a greater min)",
    ],
    [
      "a maximum where the only weight is",
      division({ replicas: 5, max: { b: 2 }, weights: { a: 0 } }),
      "division.weights: weight 0 on a leaves 3 of 5 replicas without a place (give at least one of them a weight above 0, or a greater min)",
    ],
  ];
  for (const [title, of, text] of cases) {
    it(title, () => {
      assert.deepEqual(problemsOf(of, ["a", "b"]), [text]);
      assert.deepEqual(divide(of, ["a", "b"]).shares, []);
      assert.equal(cannotHold(of, ["b", "a"]).length, 1);
    });
  }

  it("says that weights have no effect on even shares", () => {
    assert.deepEqual(problemsOf(division({ replicas: 2, by: "even", weights: { a: 2 } }), ["a"]), [
      "division.weights: weights have no effect with by: even (drop one of the two)",
    ]);
  });

  it("names each cluster that is named and not placed", () => {
    assert.deepEqual(
      problemsOf(division({ replicas: 2, weights: { c: 2 }, min: { d: 0 }, max: { e: 1 } }), ["b", "a"]),
      [
        "division.weights.c: weights names c, but the workload is not placed there (it is placed on: a, b)",
        "division.min.d: min names d, but the workload is not placed there (it is placed on: a, b)",
        "division.max.e: max names e, but the workload is not placed there (it is placed on: a, b)",
      ],
    );
  });

  it("lets a cluster be named that is out for now", () => {
    assert.deepEqual(
      divide(division({ replicas: 2, weights: { c: 2 } }), ["a"], (name) => name === "c").problems,
      [],
    );
  });
});
