import assert from "node:assert/strict";
import fc from "fast-check";
import { groupsOf, isCountry, isJurisdiction, isWithin } from "../../fleet/jurisdictions.ts";

const LETTERS = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
const COUNTRIES = LETTERS.flatMap((a) => LETTERS.map((b) => a + b)).filter(isCountry);
const membersOf = (group: string) => COUNTRIES.filter((country) => groupsOf(country).includes(group));

describe("a jurisdiction", () => {
  it("is a country by its two letters, or a group of countries", () => {
    assert.deepEqual(["IE", "US", "EU", "EEA"].map(isJurisdiction), [true, true, true, true]);
    assert.deepEqual(["IE", "US", "EU", "EEA"].map(isCountry), [true, true, false, false]);
  });

  for (const code of ["", "ie", "IRL", "UK", "EL", "ZZ", "Ireland", "372", "eea"]) {
    it(`is not "${code}"`, () => {
      assert.equal(isJurisdiction(code), false);
    });
  }

  it("called EU has the 27 member states, and the EEA three more", () => {
    assert.equal(membersOf("EU").length, 27);
    const efta = membersOf("EEA").filter((country) => !membersOf("EU").includes(country));
    assert.deepEqual(efta, ["IS", "LI", "NO"]);
  });

  it("that is in neither is in no group", () => {
    assert.deepEqual(groupsOf("IE"), ["EU", "EEA"]);
    assert.deepEqual(groupsOf("NO"), ["EEA"]);
    for (const country of ["GB", "CH", "US", "UA", "RS"]) assert.deepEqual(groupsOf(country), [], country);
  });
});

describe("a country within jurisdictions", () => {
  const countries = fc.constantFrom(...COUNTRIES);
  const allowed = fc.array(fc.oneof(countries, fc.constantFrom("EU", "EEA")), { maxLength: 5 });

  it("is one of them, or in a group that is one of them", () => {
    fc.assert(
      fc.property(countries, allowed, (country, codes) => {
        const expected = [country, ...groupsOf(country)].some((code) => codes.includes(code));
        assert.equal(isWithin(country, codes), expected);
      }),
    );
  });

  it("is not if none is allowed, nor if the group is of others", () => {
    assert.equal(isWithin("IE", []), false);
    assert.equal(isWithin("GB", ["EU", "EEA", "US"]), false);
    assert.equal(isWithin("NO", ["EU"]), false);
    assert.equal(isWithin("NO", ["EEA"]), true);
  });
});
