import assert from "node:assert/strict";
import fc from "fast-check";
import { COUNTRY_GROUPS } from "../../fleet/country-groups.ts";
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

  it("called EFTA has four states, of which Switzerland is not in the EEA", () => {
    assert.deepEqual(membersOf("EFTA"), ["CH", "IS", "LI", "NO"]);
    assert.equal(isWithin("CH", ["EEA"]), false);
  });

  it("called ADEQUACY is of countries outside the EEA, and the US are not one of them", () => {
    assert.deepEqual(
      membersOf("ADEQUACY").filter((country) => membersOf("EEA").includes(country)),
      [],
    );
    assert.equal(isWithin("US", ["ADEQUACY"]), false);
    assert.equal(isWithin("GB", ["ADEQUACY"]), true);
  });

  it("is of countries, with a source and a date", () => {
    for (const { name, members, source, date } of COUNTRY_GROUPS) {
      assert.deepEqual(members.filter(isCountry), members, name);
      assert.equal(new Set(members).size, members.length, name);
      assert.match(source, /^https:/, name);
      assert.match(date, /^20[0-9]{2}-[0-9]{2}$/, name);
    }
  });

  it("is the groups of its members, and nobody else's", () => {
    assert.deepEqual(groupsOf("IE"), ["EU", "EEA"]);
    assert.deepEqual(groupsOf("NO"), ["EEA", "EFTA"]);
    assert.deepEqual(groupsOf("CH"), ["EFTA", "ADEQUACY"]);
    assert.deepEqual(groupsOf("GB"), ["ADEQUACY"]);
    for (const country of ["US", "UA", "RS", "HK"]) assert.deepEqual(groupsOf(country), [], country);
  });

  it("leaves out territories of its members that have a code of their own", () => {
    for (const territory of ["GF", "GP", "MQ", "RE", "YT", "MF", "AX", "GL", "SJ"]) {
      assert.deepEqual(groupsOf(territory), [], territory);
    }
  });
});

describe("a country within jurisdictions", () => {
  const countries = fc.constantFrom(...COUNTRIES);
  const allowed = fc.array(fc.oneof(countries, fc.constantFrom(...COUNTRY_GROUPS.map(({ name }) => name))), {
    maxLength: 5,
  });

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
