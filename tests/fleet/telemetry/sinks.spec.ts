import assert from "node:assert/strict";
import fc from "fast-check";
import type { Sink } from "../../../fleet/declaration/platform-schema.ts";
import { isWithin } from "../../../fleet/jurisdictions.ts";
import { sinkFor } from "../../../fleet/telemetry/sinks.ts";

const sink = (country: string, accepts?: string[]): Sink => {
  return {
    endpoint: `https://otlp.${country}.example`,
    country,
    authentication: "none",
    ...(accepts === undefined ? {} : { accepts }),
  };
};
const choose = (country: string, sinks: Record<string, Sink>) =>
  sinkFor({ name: "dub", country }, { sinks, interval: "60s" });

describe("the sink of a cluster", () => {
  it("is one in its own country before one elsewhere", () => {
    const choice = choose("IE", { a: sink("DE", ["EEA"]), z: sink("IE") });
    assert.equal(choice?.explanation, "dub sends to z (IE): it is in the same country");
  });

  it("is one that names the country before one that names a group", () => {
    const choice = choose("IE", { a: sink("DE", ["EEA"]), z: sink("FR", ["IE"]) });
    assert.equal(choice?.explanation, "dub sends to z (FR): it accepts IE");
  });

  it("is one that accepts a group of the country, the first by name", () => {
    const choice = choose("IE", { z: sink("FR", ["EU"]), a: sink("DE", ["EEA"]), us: sink("US") });
    assert.equal(choice?.explanation, "dub sends to a (DE): it accepts EEA, and IE is one of them");
  });

  it("is none in its own country that does not accept it", () => {
    assert.equal(choose("IE", { own: sink("IE", ["DE"]) }), undefined);
  });

  it("is none if none accepts it", () => {
    assert.equal(choose("US", { eu: sink("DE", ["EEA"]) }), undefined);
  });

  it("is always one that accepts it, whatever the order, and there is one if any does", () => {
    const country = fc.constantFrom("IE", "DE", "US", "GB", "NO");
    const accepts = fc.option(
      fc.uniqueArray(fc.constantFrom("IE", "DE", "US", "EU", "EEA"), { minLength: 1 }),
      {
        nil: undefined,
      },
    );
    const sinks = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,3}$/),
      fc.record({ country, accepts }).map((facts) => sink(facts.country, facts.accepts)),
      { maxKeys: 6 },
    );
    fc.assert(
      fc.property(country, sinks, (from, all) => {
        const accepting = Object.values(all).filter((each) => isWithin(from, each.accepts ?? [each.country]));
        const choice = choose(from, all);
        assert.equal(choice !== undefined, accepting.length > 0);
        if (choice) assert.ok(accepting.includes(choice.sink));
        if (accepting.some((each) => each.country === from)) assert.equal(choice?.sink.country, from);
        const reversed = Object.fromEntries(Object.entries(all).reverse());
        assert.deepEqual(choose(from, reversed), choice);
      }),
    );
  });
});
