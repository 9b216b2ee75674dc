import assert from "node:assert/strict";
import fc from "fast-check";
import { DURATION_PATTERN, parseDuration } from "../../fleet/duration.ts";

const SECONDS = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60, w: 7 * 24 * 60 * 60 } as const;
const units = fc.constantFrom("s", "m", "h", "d", "w");

describe("a duration", () => {
  it("is a whole number and a unit, in seconds", () => {
    assert.deepEqual(
      ["90s", "5m", "6h", "30d", "2w"].map(parseDuration),
      [90, 300, 21_600, 2_592_000, 1_209_600],
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), units, (amount, unit) => {
        assert.equal(parseDuration(`${amount}${unit}`), amount * SECONDS[unit]);
      }),
    );
  });

  for (const text of [
    "",
    "5",
    "m",
    "0s",
    "05m",
    "-5m",
    "+5m",
    "1.5h",
    "1h30m",
    "5 m",
    " 5m",
    "5m\n",
    "5M",
    "5y",
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(parseDuration(text), undefined);
    });
  }

  it("is in an editor what it is here", () => {
    const pattern = new RegExp(DURATION_PATTERN);
    const texts = fc.oneof(fc.stringMatching(/^[0-9]{1,3}[smhdwxM]{1,2}$/), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(texts, (text) => {
        assert.equal(pattern.test(text), parseDuration(text) !== undefined, text);
      }),
    );
  });
});
